"""The bulk way in: a batch is copied into a table that lives for one transaction, compared there, and appended.

What is known never comes out of the database for it, so that memory does not grow with what is stored.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from adapters.postgres.codec import encode
from adapters.postgres.ledger import append_request, receipt, stored_fact
from application.context import CommandContext
from application.ports import Receipt
from domain.performance.observation import Grain, Observation, Summary
from domain.shared.facts import Fact
from domain.shared.ids import AdAccountId, OrganizationId
from domain.shared.metrics import Metrics

LONGEST_PAUSE = "10s"
"""From here to the commit the ledger is locked: so long others wait for a process of ours that stands still."""

_ROWS_IN_A_BLOCK = 1_000

# Nothing is known of a table so young: a nested loop over two such would be the planner's guess, and quadratic.
_FOR_SETS = "SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off"

_ANY_KNOWN = """
    SELECT EXISTS (SELECT FROM performance.observations AS o
        WHERE o.org_id = %s AND o.account_id = %s AND o.grain = %s AND o.day BETWEEN %s AND %s)
"""

_FORGET_THE_KNOWN = """
    DELETE FROM pg_temp.staged_observations AS s USING (
        SELECT DISTINCT ON (o.day, o.campaign_ref, o.ad_group_ref, o.ad_ref, o.hour) o.*
        FROM performance.observations AS o
        WHERE o.org_id = %s AND o.account_id = %s AND o.grain = %s AND o.day BETWEEN %s AND %s
        ORDER BY o.day, o.campaign_ref, o.ad_group_ref, o.ad_ref, o.hour, o.batch_position DESC
    ) AS known
    WHERE s.day = known.day AND s.hour = known.hour AND s.campaign_ref = known.campaign_ref
        AND s.ad_group_ref = known.ad_group_ref AND s.ad_ref = known.ad_ref
        AND s.impressions = known.impressions AND s.clicks = known.clicks AND s.spend_micros = known.spend_micros
        AND s.conversions IS NOT DISTINCT FROM known.conversions
        AND s.conversion_value_micros IS NOT DISTINCT FROM known.conversion_value_micros
        AND s.source_rows = known.source_rows
"""

_SUM_UP = """
    SELECT count(*), min(day), max(day), sum(impressions), sum(clicks), sum(spend_micros), sum(conversions),
        sum(conversion_value_micros), performance.staged_digest()
    FROM pg_temp.staged_observations
"""


class StagedInPostgres:
    """`application.performance.port.StagedObservations`, for as long as its transaction is open."""

    def __init__(
        self, connection: AsyncConnection[Any], account_id: AdAccountId, grain: Grain, changed: Summary | None
    ) -> None:
        self._connection, self._account_id, self._grain = connection, account_id, grain
        self.changed = changed
        self.recorded: Receipt | None = None

    async def append(
        self,
        context: CommandContext,
        *,
        stream_type: str,
        stream_id: UUID,
        expected_version: int,
        facts: Sequence[Fact],
        batch_id: UUID,
        observed_at: datetime,
    ) -> Receipt:
        """Record the fact that vouches for what changed, and its rows with it; see the port for what is raised."""
        stored = [stored_fact(fact.topic, fact.schema_version, encode(fact)) for fact in facts]
        await self._connection.execute(
            "SELECT set_config('idle_in_transaction_session_timeout', %s, true)", (LONGEST_PAUSE,)
        )
        cursor = await self._connection.execute(
            "SELECT status, version, at_position, stream_id FROM performance.append_staged(%s::jsonb, %s, %s, %s, %s)",
            (
                append_request(context, stream_type, stream_id, expected_version, stored),
                batch_id,
                self._account_id,
                self._grain.value,
                observed_at,
            ),
        )
        row = await cursor.fetchone()
        assert row is not None  # noqa: S101 - the function always answers one row
        self.recorded = receipt(row)
        return self.recorded


async def stage(
    connection: AsyncConnection[Any],
    organization: OrganizationId,
    account_id: AdAccountId,
    grain: Grain,
    rows: Sequence[Observation],
) -> StagedInPostgres:
    """Copy rows into the transaction's staging table, and keep of them what differs from what is known."""
    await connection.execute(_FOR_SETS)
    await connection.execute("SELECT performance.open_staging()")
    async with (
        connection.cursor() as copying,
        copying.copy("COPY pg_temp.staged_observations FROM STDIN (ENCODING 'UTF8')") as copy,
    ):
        for block in _blocks(rows):
            await copy.write(block)
    if rows:
        days = {row.key.day for row in rows}
        window = (organization, account_id, grain.value, min(days), max(days))
        cursor = await connection.execute(_ANY_KNOWN, window)
        if await cursor.fetchone() == (True,):
            await connection.execute(_FORGET_THE_KNOWN, window)
    return StagedInPostgres(connection, account_id, grain, await _summed_up(connection))


async def _summed_up(connection: AsyncConnection[Any]) -> Summary | None:
    cursor = await connection.execute(_SUM_UP)
    row = await cursor.fetchone()
    if row is None or not row[0]:
        return None
    rows, since, until, impressions, clicks, spend, conversions, value, sha256 = row
    totals = Metrics(
        impressions=int(impressions),
        clicks=int(clicks),
        spend_micros=int(spend),
        conversions=conversions,
        conversion_value_micros=None if value is None else int(value),
    )
    return Summary(since=since, until=until, rows=rows, totals=totals, sha256=sha256)


def _blocks(rows: Iterable[Observation]) -> Iterator[bytes]:
    lines = _lines(rows)
    while block := "".join(islice(lines, _ROWS_IN_A_BLOCK)):
        yield block.encode()


def _lines(rows: Iterable[Observation]) -> Iterator[str]:
    """Rows in the text format of COPY. This is the one loop of ours that a bulk import spends its time in."""
    days: dict[date, str] = {}
    for row in rows:
        key, sums = row.key, row.metrics
        day = days.get(key.day) or days.setdefault(key.day, key.day.isoformat())
        refs = f"{key.campaign_ref}\t{key.ad_group_ref}\t{key.ad_ref}"
        if not refs.replace("\t", "", 2).isalnum():
            refs = f"{_escaped(key.campaign_ref)}\t{_escaped(key.ad_group_ref)}\t{_escaped(key.ad_ref)}"
        conversions = "\\N" if sums.conversions is None else sums.conversions
        value = "\\N" if sums.conversion_value_micros is None else sums.conversion_value_micros
        yield (
            f"{day}\t{key.hour}\t{refs}\t{sums.impressions}\t{sums.clicks}\t{sums.spend_micros}\t{conversions}\t{value}"
            f"\t{row.source_rows}\n"
        )


def _escaped(ref: str) -> str:
    return ref.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
