"""Working on reactions: claim one, do it, write down how it went. And the sweep, which forgets nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import structlog

from application.context import CommandContext
from application.errors import NotFoundError, TryLaterError, VersionConflictError
from application.platforms.errors import PlatformError
from application.reactions.port import JobQueue, Reaction, ReactionBook
from domain.errors import Refusal
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import CommandId, OrganizationId

LEASE = timedelta(seconds=20)
"""A killed worker's reaction is free again after this; whoever is at it extends the lease in time."""

TIME_LIMIT = timedelta(minutes=3)
MOST_ATTEMPTS = 40
_LONGEST_WAIT = timedelta(minutes=5)
_SWEPT_AT_ONCE = 500

Handler = Callable[[CommandContext, Reaction], Awaitable[None]]

log = structlog.get_logger()


async def react(
    book: ReactionBook, handlers: Mapping[str, Handler], organization: OrganizationId, key: UUID, now: datetime
) -> None:
    """Do one reaction, if it is still to do. Raises nothing that a repeat of the message could mend."""
    began = asyncio.get_running_loop().time()
    reaction = await book.claim(organization, key, LEASE)
    if reaction is None:
        return
    try:
        async with asyncio.timeout_at(began + LEASE.total_seconds()) as lease, _held(book, reaction, lease, began):
            await handlers[reaction.handler](_context(reaction, now), reaction)
    except (Refusal, NotFoundError) as refusal:
        log.info("reaction.refused", handler=reaction.handler, key=str(key), reason=str(refusal))
        await book.finish(reaction)
    except PlatformError as error:
        await _again(book, reaction, error.retry_after or backoff(reaction.attempt), f"{error.kind}: {error.message}")
    except (VersionConflictError, TryLaterError) as error:
        await _again(book, reaction, backoff(reaction.attempt), str(error))
    except Exception as error:
        log.exception("reaction.failed", handler=reaction.handler, key=str(key), attempt=reaction.attempt)
        await _again(book, reaction, backoff(reaction.attempt), f"{type(error).__name__}: {error}")
    else:
        await book.finish(reaction)


@asynccontextmanager
async def _held(book: ReactionBook, reaction: Reaction, lease: asyncio.Timeout, began: float) -> AsyncIterator[None]:
    extending = asyncio.create_task(_extend(book, reaction, lease, began + TIME_LIMIT.total_seconds()))
    try:
        yield
    finally:
        extending.cancel()


async def _extend(book: ReactionBook, reaction: Reaction, lease: asyncio.Timeout, limit: float) -> None:
    """Extend the lease in time. Where the book cannot be reached the work ends with its lease: another may be at it."""
    while True:
        await asyncio.sleep(LEASE.total_seconds() / 4)
        asked = asyncio.get_running_loop().time()
        try:
            await book.extend(reaction, LEASE)
        except Exception as error:  # noqa: BLE001 - whatever the book stumbles over, there is time for another try
            log.warning("reaction.lease_not_extended", key=str(reaction.key), reason=f"{type(error).__name__}: {error}")
        else:
            if lease.expired():
                return
            lease.reschedule(min(asked + LEASE.total_seconds(), limit))


async def sweep(book: ReactionBook, queue: JobQueue) -> int:
    """Send every reaction that is due and nobody is at to the queue again; how many there were."""
    due = await book.due(_SWEPT_AT_ONCE)
    for handler, organization, key in due:
        queue.react(handler, organization, key)
    return len(due)


def backoff(attempt: int) -> timedelta:
    """How long to wait after so many attempts: 1 s, 2 s, 4 s and so on, 5 minutes at most."""
    return min(timedelta(seconds=2 ** min(attempt - 1, 10)), _LONGEST_WAIT)


async def _again(book: ReactionBook, reaction: Reaction, delay: timedelta, error: str) -> None:
    if reaction.attempt >= MOST_ATTEMPTS:
        log.error("reaction.dead", handler=reaction.handler, key=str(reaction.key), error=error)
        await book.bury(reaction, error)
    else:
        await book.postpone(reaction, delay, error)


def _context(reaction: Reaction, now: datetime) -> CommandContext:
    return CommandContext(
        organization=reaction.organization,
        actor=Actor(kind=ActorKind.SYSTEM, id=reaction.handler),
        now=now,
        command_id=CommandId(uuid5(reaction.key, "outcome")),
        correlation_id=reaction.correlation_id,
        causation_id=reaction.cause_id,
    )
