"""The audit of the books after the torture: the ledger, what was promised to whom, and what is derived from it.

It reads the database at rest, by SQL of its own, and says in words what is wrong.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, LiteralString
from uuid import UUID, uuid5

from psycopg import Connection

from adapters.postgres.ledger import COLUMNS, recorded_fact
from application.handling import fold
from domain.campaigns.campaign import Campaign, CampaignStatus
from domain.shared.ids import OrganizationId
from tests.projections.running import catch_up, everything, forget_everything
from tests.torture.campaigns import Ending, Made
from tests.torture.client import Command

ANSWERS: Final = {"campaign.channel_confirmed", "campaign.channel_rejected"}
"""What platforms say: how often depends on the kills."""

_STATUS: Final = {
    Ending.RUNNING: CampaignStatus.ACTIVE,
    Ending.ONE_CHANNEL_PAUSED: CampaignStatus.ACTIVE,
    Ending.PAUSED: CampaignStatus.PAUSED,
    Ending.COMPLETED: CampaignStatus.COMPLETED,
}

_MUST_BE_NONE: Final[dict[str, LiteralString]] = {
    "facts whose stream has a gap or a double": """
        SELECT count(*) FROM (SELECT stream_version, row_number() OVER (PARTITION BY stream_id ORDER BY stream_version)
            AS expected FROM ledger.events) AS numbered WHERE stream_version <> expected""",
    "facts whose version is not in the order of positions": """
        SELECT count(*) FROM (SELECT position, lag(position, 1, 0::bigint) OVER (PARTITION BY stream_id
            ORDER BY stream_version) AS before FROM ledger.events) AS ordered WHERE position <= before""",
    "streams whose head is not their last fact": """
        SELECT count(*) FROM ledger.streams s WHERE s.version <>
            (SELECT max(e.stream_version) FROM ledger.events e WHERE e.stream_id = s.stream_id)""",
    "facts whose hash is not theirs": "SELECT count(*) FROM ledger.events e WHERE e.hash <> ledger.chain_hash(e)",
    "facts whose chain is broken": """
        SELECT count(*) FROM (SELECT prev_hash, lag(hash, 1, ''::bytea) OVER (PARTITION BY stream_id
            ORDER BY stream_version) AS before FROM ledger.events) AS chained WHERE prev_hash <> before""",
    "facts without exactly one line in the audit trail": """
        SELECT count(*) FROM ledger.events e FULL JOIN read_models.audit_trail a
            ON (a.org_id, a.position) = (e.org_id, e.position)
            WHERE a.position IS NULL OR e.position IS NULL OR a.stream_version <> e.stream_version""",
    "facts of no recorded command": """
        SELECT count(*) FROM ledger.events e LEFT JOIN ledger.commands c
            ON (c.org_id, c.command_id) = (e.org_id, e.command_id) WHERE c.command_id IS NULL""",
    "facts that a projection parked": "SELECT count(*) FROM work.parked",
}

_OPEN: Final[dict[str, LiteralString]] = {
    "projections that are behind": """
        SELECT count(*) FROM work.live_checkpoints WHERE position < (SELECT max(position) FROM ledger.events)""",
    "channels that are not settled": "SELECT count(*) FROM read_models.campaign_channels WHERE NOT settled",
}
"""What comes to nothing by itself, once nobody interferes."""

_NOT_DONE: Final[LiteralString] = """
    SELECT handler, state, attempts, round(extract(epoch FROM coalesce(lease_until, not_before) - now())), last_error
    FROM work.reactions WHERE state <> 'done' ORDER BY created_at"""


def still_open(connection: Connection[Any]) -> Iterator[str]:
    """What is still to be done."""
    yield from _counted(connection, _OPEN)
    for handler, state, attempts, seconds, error in connection.execute(_NOT_DONE):
        yield f"{handler} is {state} after {attempts} attempts, for {seconds} s more: {error}"


def wrong_in_the_books(connection: Connection[Any]) -> Iterator[str]:
    """What holds of every ledger at rest, and does not hold of this one."""
    yield from _counted(connection, _MUST_BE_NONE)
    yield from still_open(connection)


def _counted(connection: Connection[Any], queries: Mapping[str, LiteralString]) -> Iterator[str]:
    for what, query in queries.items():
        row = connection.execute(query).fetchone()
        if row is None or row[0] != 0:
            yield f"{row and row[0]} {what}"


def wrong_answers(
    connection: Connection[Any], organization: OrganizationId, commands: Sequence[Command]
) -> Iterator[str]:
    """The commands of the driver whose one answer in the ledger is not the one that it got."""
    for command in commands:
        command_id = uuid5(organization, f"command|{command.key}")
        rows = connection.execute(
            "SELECT version, position FROM ledger.commands WHERE org_id = %s AND command_id = %s",
            (organization, command_id),
        ).fetchall()
        if rows != [(command.answer["version"], command.answer["position"])]:
            yield f"{command.key} was answered {command.answer}, and the ledger has {rows}"


def wrong_in_a_campaign(connection: Connection[Any], organization: OrganizationId, made: Made) -> Iterator[str]:
    """Where a campaign's stream is not what was asked of it."""
    history = [
        recorded_fact(row)
        for row in connection.execute(
            f"SELECT {COLUMNS} FROM ledger.events WHERE org_id = %s AND stream_id = %s ORDER BY stream_version",  # noqa: S608 - a constant
            (organization, made.campaign_id),
        )
    ]
    name = f"campaign {made.plan.number} ({made.plan.ending})"
    said = Counter(recorded.fact.topic for recorded in history if recorded.fact.topic not in ANSWERS)
    wanted = made.plan.facts()
    if made.plan.ending is Ending.PAUSED:
        # Paused while it launches, a campaign is never said to have been launched.
        wanted["campaign.launched"] = min(said["campaign.launched"], 1)
    if +said != +wanted:
        yield f"{name} has the facts {said}, not {wanted}"
    campaign = fold(Campaign, history)
    if campaign is None or campaign.status is not _STATUS[made.plan.ending]:
        yield f"{name} is {campaign and campaign.status}"
    elif not all(channel.settled for channel in campaign.channels.values()):
        yield f"{name} has a channel that is not settled"
    confirmed: dict[UUID, int] = {}
    for recorded in history:
        if isinstance(recorded.fact, Campaign.ChannelConfirmed):
            account_id, version = recorded.fact.account_id, recorded.fact.confirmed.version
            if version <= confirmed.get(account_id, 0):
                yield f"{name} had version {version} confirmed on {account_id} after {confirmed[account_id]}"
            confirmed[account_id] = version


async def wrong_after_a_replay(conninfo: str, *organizations: OrganizationId) -> list[str]:
    """The tables whose rows are others once all that is derived from the ledger was forgotten and made anew."""
    followed = [await everything(conninfo, organization) for organization in organizations]
    await forget_everything(conninfo)
    await catch_up(conninfo)
    return [
        f"{table} of {organization} is not what a replay makes"
        for organization, before in zip(organizations, followed, strict=True)
        for table, rows in (await everything(conninfo, organization)).items()
        if rows != before[table]
    ]
