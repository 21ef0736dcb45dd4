"""Dead letters: what was given up is kept for a while, says why, and is sent again when a person asks."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import structlog

from application.errors import NotFoundError, TryLaterError
from application.reactions.port import JobQueue, ReactionDesk, ReactionEntry, ReactionState
from domain.errors import invalid
from domain.shared.ids import OrganizationId

KEPT = timedelta(days=7)
"""How long it is remembered what was done or given up."""

WORK = {
    "platforms.push_channel": "Pushing a channel to its platform",
    "connections.forget": "Erasing the token of a disconnected account",
    "rules.act": "Doing what a rule asked for",
}
"""Each handler in words."""

log = structlog.get_logger()


async def dead_letters(
    desk: ReactionDesk, organization: OrganizationId, *, after: tuple[int, UUID] | None, limit: int
) -> Sequence[ReactionEntry]:
    """What was given up, the newest cause first."""
    return await desk.entries(organization, ReactionState.DEAD, after=after, limit=limit)


async def redrive(desk: ReactionDesk, queue: JobQueue, organization: OrganizationId, key: UUID) -> ReactionEntry:
    """Have what was given up tried again, as if for the first time. What is under way or done stays as it is.

    Raises `NotFoundError`.
    """
    await desk.redrive(organization, key)
    entry = await _known(desk, organization, key)
    log.info("reaction.redriven", handler=entry.handler, key=str(key), state=entry.state)
    if entry.state is ReactionState.PENDING:
        with suppress(TryLaterError):  # The sweep sends it too.
            queue.react(entry.handler, organization, key)
    return entry


async def give_up(desk: ReactionDesk, organization: OrganizationId, key: UUID, reason: str) -> ReactionEntry:
    """Give up by hand what is waiting. Raises `NotFoundError`, and `InvalidInputError` for what is not waiting."""
    if not reason.strip():
        raise invalid("reason", "It is empty.", "Say why, for whoever reads it later.")
    await desk.give_up(organization, key, f"given up by hand. {reason.strip()}")
    entry = await _known(desk, organization, key)
    if entry.state is not ReactionState.DEAD:
        fix = "Try again in a moment." if entry.state is ReactionState.RUNNING else "There is nothing left to give up."
        raise invalid("key", f"The reaction is {entry.state}, not pending.", fix)
    log.info("reaction.given_up", handler=entry.handler, key=str(key), reason=reason)
    return entry


def why(entry: ReactionEntry) -> str:
    """What became of a reaction, in a sentence or two for a person."""
    work = WORK.get(entry.handler, entry.handler)
    last = f" Why: {entry.error}" if entry.error else ""
    match entry.state:
        case ReactionState.DEAD:
            return f"{work} was given up after {_times(entry.tries)}.{last}"
        case ReactionState.DONE:
            return f"{work} is done."
        case ReactionState.RUNNING:
            return f"{work} is under way."
        case ReactionState.PENDING:
            return f"{work} is waiting after {_times(entry.tries)}.{last}"


def _times(tries: int) -> str:
    return {0: "no try", 1: "1 try"}.get(tries, f"{tries} tries")


async def _known(desk: ReactionDesk, organization: OrganizationId, key: UUID) -> ReactionEntry:
    entry = await desk.entry(organization, key)
    if entry is None:
        raise NotFoundError(f"There is no reaction {key} in this organization.")
    return entry
