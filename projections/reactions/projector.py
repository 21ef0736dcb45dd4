"""The dispatcher: writes a row for each thing to do, once, and rings the queue when the row is safe.

The row is the promise, the queue's message only makes it quick: a sweeper sends again what is pending.
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

import structlog
from psycopg import AsyncConnection

from domain.ad_accounts.ad_account import AdAccount
from domain.campaigns.campaign import Campaign
from domain.shared.ids import OrganizationId
from projections.projector import SeenFact
from projections.reactions.channels import Channel, Channels
from projections.reactions.handlers import REACTIONS, Reaction, reactions_to
from projections.reactions.table import CHANNELS
from projections.rows import Write, insert_once
from projections.statements import Statement

Enqueue = Callable[[str, OrganizationId, UUID], None]
"""Puts a handler's name, the organization and the reaction's key on the queue. Called in a thread; it may block."""

CHANNEL_TOPICS = {Campaign.ChannelAdded.topic, Campaign.ChannelRemoved.topic}

Everybodys = dict[OrganizationId, set[Channel]]

_log = structlog.get_logger(__name__)

# A reaction whose cause is parked or rolled back is never seen; its key on the queue finds no row and does nothing.
_INSERT = b"""
    INSERT INTO work.reactions
        (org_id, reaction_key, handler, serial_key, target, cause_id, cause_position, correlation_id)
    SELECT * FROM unnest(%b::uuid[], %b::uuid[], %b::text[], %b::text[], %b::jsonb[], %b::uuid[], %b::bigint[],
        %b::uuid[])
    ON CONFLICT DO NOTHING
"""
_SELECT_KNOWN = """
    SELECT reaction_key FROM work.reactions
    WHERE (org_id, reaction_key) IN (SELECT * FROM unnest(%b::uuid[], %b::uuid[]))
"""
_SELECT_CHANNELS = """
    SELECT org_id, campaign_id, account_id FROM work.channels
    WHERE (org_id, campaign_id) IN (SELECT * FROM unnest(%b::uuid[], %b::uuid[]))
    UNION
    SELECT org_id, campaign_id, account_id FROM work.channels
    WHERE (org_id, account_id) IN (SELECT * FROM unnest(%b::uuid[], %b::uuid[]))
"""
_DELETE_CHANNELS = b"""
    DELETE FROM work.channels
    WHERE (org_id, campaign_id, account_id) IN (SELECT * FROM unnest(%b::uuid[], %b::uuid[], %b::uuid[]))
"""


class ReactionsDispatcher:
    """Writes `work.reactions` and `work.channels`."""

    name = "reactions"
    version = 1
    topics = frozenset({fact.topic for fact in REACTIONS} | CHANNEL_TOPICS)
    tables = ()

    def __init__(self, enqueue: Enqueue) -> None:
        self._enqueue = enqueue
        self._written: dict[UUID, tuple[str, OrganizationId]] = {}

    async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
        """What has to be done about the batch, and the channels that it adds and removes."""
        before = await _known_channels(connection, batch)
        organizations = {seen.organization for seen in batch}
        channels = {organization: Channels(before.get(organization, ())) for organization in organizations}
        due = [(seen, reaction) for seen in batch for reaction in _seen(seen, channels[seen.organization])]
        writes = _channel_writes(before, {organization: known.all() for organization, known in channels.items()})
        if due:
            known = await _known_reactions(connection, due)
            self._written |= {
                reaction.key: (reaction.handler, seen.organization)
                for seen, reaction in due
                if reaction.key not in known
            }
            writes = (*writes, Statement(_INSERT, _columns(due)))
        return writes

    async def hindrance(self, connection: AsyncConnection[Any], organization: OrganizationId | None) -> str | None:  # noqa: ARG002 - as every projector is asked
        """It acts on the world."""
        return "It is no read model: to run it again would do things again."

    async def after_commit(self) -> None:
        """Ring the queue for what was written. A queue that is away costs time, not work."""
        written, self._written = self._written, {}
        if written:
            await asyncio.to_thread(self._ring, written)

    def _ring(self, written: dict[UUID, tuple[str, OrganizationId]]) -> None:
        try:
            for key, (handler, organization) in written.items():
                self._enqueue(handler, organization, key)
        except Exception as error:  # noqa: BLE001 - whatever the queue says, the sweeper sends again
            _log.warning("queue_away", reactions=len(written), error=repr(error))


def _seen(seen: SeenFact, channels: Channels) -> Iterator[Reaction]:
    """What a fact calls for, after noting what it says of the channels themselves."""
    match seen.fact:
        case Campaign.ChannelAdded() as fact:
            channels.add((seen.stream_id, fact.account.account_id))
        case Campaign.ChannelRemoved() as fact:
            channels.discard((seen.stream_id, fact.account_id))
    yield from reactions_to(seen, channels)


async def _known_channels(connection: AsyncConnection[Any], batch: Iterable[SeenFact]) -> Everybodys:
    subjects = {
        stream_type: sorted({(r.organization, r.stream_id) for r in batch if r.stream_type == stream_type})
        for stream_type in (Campaign.stream_type, AdAccount.stream_type)
    }
    parameters = [[key[index] for key in keys] for keys in subjects.values() for index in (0, 1)]
    cursor = await connection.execute(_SELECT_CHANNELS, parameters)
    channels: Everybodys = {}
    for organization, campaign_id, account_id in await cursor.fetchall():
        channels.setdefault(organization, set()).add((campaign_id, account_id))
    return channels


def _channel_writes(before: Everybodys, after: Everybodys) -> Sequence[Write]:
    was = {(organization, *channel) for organization, known in before.items() for channel in known}
    now = {(organization, *channel) for organization, known in after.items() for channel in known}
    names = [column.name for column in CHANNELS.columns]
    added = insert_once(CHANNELS, [dict(zip(names, row, strict=True)) for row in now - was])
    if not was - now:
        return added
    return *added, Statement(_DELETE_CHANNELS, [list(part) for part in zip(*sorted(was - now), strict=True)])


async def _known_reactions(connection: AsyncConnection[Any], due: Iterable[tuple[SeenFact, Reaction]]) -> set[UUID]:
    keys = [(seen.organization, reaction.key) for seen, reaction in due]
    cursor = await connection.execute(_SELECT_KNOWN, [list(part) for part in zip(*keys, strict=True)])
    return {key for (key,) in await cursor.fetchall()}


def _columns(due: Sequence[tuple[SeenFact, Reaction]]) -> list[list[object]]:
    in_order = sorted(due, key=lambda pair: (pair[0].organization, pair[1].key))
    rows = [
        (
            recorded.organization,
            reaction.key,
            reaction.handler,
            reaction.serial_key,
            json.dumps(reaction.target),
            recorded.fact_id,
            recorded.position,
            recorded.correlation_id,
        )
        for recorded, reaction in in_order
    ]
    return [list(column) for column in zip(*rows, strict=True)]
