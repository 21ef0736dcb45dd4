"""Working on reactions: claim one, do it, write down how it went. And the sweep, which forgets nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid5

import structlog

from application.context import CommandContext
from application.errors import NotFoundError, TryLaterError, VersionConflictError
from application.platforms.errors import PlatformError
from application.reactions.port import JobQueue, Reaction, ReactionBook, ReactionLine, Waiting
from domain.errors import Refusal
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import CommandId, OrganizationId

LEASE = timedelta(seconds=20)
"""A killed worker's reaction is free again after this; whoever is at it extends the lease in time."""

TIME_LIMIT = timedelta(minutes=3)
MOST_ATTEMPTS = 40
_LONGEST_WAIT = timedelta(minutes=5)
_LONGEST_WAIT_FOR_US = timedelta(seconds=10)
"""What stands in our own way is over soon, and nobody's quota is spent by asking again."""

_SWEPT_AT_ONCE = 500
_OUR_FAULT = "an error of our own; the log has it under this reaction's key."

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
    if reaction.tries > MOST_ATTEMPTS:
        # Nobody lived to tell how the last tries went.
        await _give_up(book, reaction, "Whoever worked on it died each time.")
        return
    try:
        async with asyncio.timeout_at(began + LEASE.total_seconds()) as lease, _held(book, reaction, lease, began):
            await handlers[reaction.handler](_context(reaction, now), reaction)
    except (Refusal, NotFoundError) as refusal:
        log.info("reaction.refused", handler=reaction.handler, key=str(key), reason=str(refusal))
        await book.finish(reaction)
    except PlatformError as error:
        await _again(book, reaction, error.retry_after or backoff(reaction.failures), f"{error.kind}: {error.message}")
    except (VersionConflictError, TryLaterError) as error:
        await _again(book, reaction, min(backoff(reaction.failures), _LONGEST_WAIT_FOR_US), str(error))
    except Exception as error:
        log.exception("reaction.failed", handler=reaction.handler, key=str(key), attempt=reaction.attempt)
        await _again(book, reaction, backoff(reaction.failures), f"{type(error).__name__}: {_OUR_FAULT}")
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


async def follow(line: ReactionLine, queue: JobQueue, organization: OrganizationId, key: UUID) -> None:
    """Send whatever is next in the line of a reaction, so that it need not wait for the sweep."""
    waiting = await line.next_in_line(organization, key)
    if waiting is not None:
        await asyncio.to_thread(_send, queue, [waiting])


async def sweep(line: ReactionLine, queue: JobQueue) -> int:
    """Send every reaction that is due and nobody is at to the queue again; how many there were."""
    due = await line.due(_SWEPT_AT_ONCE)
    await asyncio.to_thread(_send, queue, due)
    return len(due)


def backoff(failures: int) -> timedelta:
    """How long to wait after one more failure than so many: 1 s, 2 s, 4 s and so on, 5 minutes at most."""
    return min(timedelta(seconds=2 ** min(failures, 10)), _LONGEST_WAIT)


def _send(queue: JobQueue, waiting: Sequence[Waiting]) -> None:
    for handler, organization, key in waiting:
        queue.react(handler, organization, key)


async def _again(book: ReactionBook, reaction: Reaction, delay: timedelta, error: str) -> None:
    if reaction.tries >= MOST_ATTEMPTS:
        await _give_up(book, reaction, error)
    else:
        await book.postpone(reaction, delay, error)


async def _give_up(book: ReactionBook, reaction: Reaction, error: str) -> None:
    log.error("reaction.dead", handler=reaction.handler, key=str(reaction.key), error=error)
    await book.bury(reaction, error)


def _context(reaction: Reaction, now: datetime) -> CommandContext:
    return CommandContext(
        organization=reaction.organization,
        actor=Actor(kind=ActorKind.SYSTEM, id=reaction.handler),
        now=now,
        command_id=CommandId(uuid5(reaction.key, "outcome")),
        correlation_id=reaction.correlation_id,
        causation_id=reaction.cause_id,
    )
