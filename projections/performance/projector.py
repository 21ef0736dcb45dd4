"""Works out performance from the observations: what a batch touches is worked out anew, never added to.

So a restatement, a repeat and a replay all end in the same rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, sql
from sqlalchemy import Table

from domain.performance.performance_feed import PerformanceFeed
from domain.shared.ids import OrganizationId
from projections.performance.table import ACCOUNT_DAILY, DAILY, HOURLY
from projections.projector import Quiet, SeenFact
from projections.rows import Write
from projections.statements import Statement, qualified, unnested

AccountDay = tuple[OrganizationId, UUID, date]

# Of each key the newest version counts; of each campaign's day only the grain that was heard of last, because
# the figures of two grains are the same deliveries told twice. An unknown hour is -1.
_RECOMPUTE = sql.SQL("""
    INSERT INTO {table} AS existing ({keys}, platform, currency, impressions, clicks, spend_micros, conversions,
        conversion_value_micros, source_rows, observed_at, position)
    WITH touched AS (
        SELECT * FROM {arrays} AS t (org_id, account_id, day, platform, currency)
    ), told AS (
        SELECT o.*, t.platform, t.currency,
            first_value(o.grain) OVER (
                PARTITION BY o.org_id, o.account_id, o.day, o.campaign_ref ORDER BY o.batch_position DESC
            ) AS newest_grain,
            row_number() OVER (
                PARTITION BY o.org_id, o.account_id, o.day, o.campaign_ref, o.grain, o.ad_group_ref, o.ad_ref, o.hour
                ORDER BY o.batch_position DESC
            ) AS age
        FROM touched t
        JOIN performance.observations o USING (org_id, account_id, day)
        WHERE o.hour >= {first_hour}
    )
    SELECT {keys}, min(platform), min(currency), sum(impressions), sum(clicks), sum(spend_micros), sum(conversions),
        sum(conversion_value_micros), sum(source_rows), max(observed_at), max(batch_position)
    FROM told
    WHERE age = 1 AND grain = newest_grain
    GROUP BY {keys}
    ORDER BY {keys}
    ON CONFLICT ({keys}) DO UPDATE SET {changes}
""")

_ADD_UP = sql.SQL("""
    INSERT INTO {table} AS existing ({keys}, platform, currency, impressions, clicks, spend_micros, conversions,
        conversion_value_micros, source_rows, observed_at, position)
    SELECT {keys}, min(d.platform), min(d.currency), sum(impressions), sum(clicks), sum(spend_micros),
        sum(conversions), sum(conversion_value_micros), sum(source_rows), max(observed_at), max(position)
    FROM {arrays} AS touched (org_id, account_id, day, platform, currency)
    JOIN {daily} AS d USING (org_id, account_id, day)
    GROUP BY {keys}
    ORDER BY {keys}
    ON CONFLICT ({keys}) DO UPDATE SET {changes}
""")


_DETACHED = """
    SELECT to_char(month, 'YYYY-MM') FROM performance.detached_months
    WHERE %(organization)s::uuid IS NULL OR %(organization)s = ANY(organizations) ORDER BY month
"""


# What was counted stands in the rollup at its position or a later one, so a replay finds itself there.
_UNCOUNTED = """
    SELECT to_char(d.month, 'YYYY-MM')
    FROM unnest(%b::uuid[], %b::uuid[], %b::date[], %b::date[], %b::bigint[])
        AS told (org_id, account_id, since, until, position)
    JOIN performance.detached_months d ON told.until >= d.month AND told.since < d.month + interval '1 month'
    WHERE NOT EXISTS (
        SELECT FROM performance_account_daily c WHERE c.org_id = told.org_id AND c.account_id = told.account_id
            AND c.day BETWEEN told.since AND told.until AND c.position >= told.position
    )
    LIMIT 1
"""


class DetachedMonthError(Exception):
    """The observations that a fact vouches for are not there to be counted."""


class PerformanceProjector(Quiet):
    """Writes `performance_daily`, `performance_hourly` and `performance_account_daily`."""

    name = "performance"
    version = 1
    topics = frozenset({PerformanceFeed.BatchRecorded.topic})
    tables = (DAILY, HOURLY, ACCOUNT_DAILY)

    async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:
        """Work out anew every account-day in a window of the batch. Raises `DetachedMonthError`, which parks it."""
        await _refuse_the_uncountable(connection, batch)
        touched = _touched(batch)
        parameters = [
            list(column) for column in zip(*sorted((*key, *told) for key, told in touched.items()), strict=True)
        ]
        return (
            Statement(_recompute(DAILY, first_hour=-1), parameters),
            Statement(_recompute(HOURLY, first_hour=0), parameters),
            Statement(_filled(_ADD_UP, ACCOUNT_DAILY, daily=qualified(DAILY)), parameters, sees_others=True),
        )

    async def hindrance(self, connection: AsyncConnection[Any], organization: OrganizationId | None) -> str | None:
        """Months whose observations are detached would be left out."""
        cursor = await connection.execute(_DETACHED, {"organization": organization})
        months = [month for (month,) in await cursor.fetchall()]
        if not months:
            return None
        commands = "; ".join(f"adscale observations attach --month {month}" for month in months)
        return f"The figures of {', '.join(months)} are detached and would be left out. Attach them first: {commands}"


async def _refuse_the_uncountable(connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> None:
    told = [
        (recorded.organization, fact.account_id, fact.since, fact.until, recorded.position)
        for recorded in batch
        if isinstance(fact := recorded.fact, PerformanceFeed.BatchRecorded)
    ]
    cursor = await connection.execute(_UNCOUNTED, [list(column) for column in zip(*told, strict=True)])
    match await cursor.fetchone():
        case (month,):
            raise DetachedMonthError(
                f"The observations of {month} are detached. Attach them: adscale observations attach --month {month}."
                " Then: adscale projections redrive performance"
            )


def _touched(batch: Sequence[SeenFact]) -> Mapping[AccountDay, tuple[str, str]]:
    """The account-days of the batch with platform and currency, as the last fact about each of them says."""
    touched: dict[AccountDay, tuple[str, str]] = {}
    for recorded in batch:
        match recorded.fact:
            case PerformanceFeed.BatchRecorded() as fact:
                for ahead in range((fact.until - fact.since).days + 1):
                    day = fact.since + timedelta(days=ahead)
                    touched[recorded.organization, fact.account_id, day] = (fact.platform, fact.currency)
    return touched


def _recompute(table: Table, *, first_hour: int) -> bytes:
    return _filled(_RECOMPUTE, table, first_hour=sql.Literal(first_hour))


def _filled(template: sql.SQL, table: Table, **more: sql.Composable) -> bytes:
    keys = [column.name for column in table.primary_key.columns]
    rest = [column.name for column in table.columns if column.name not in keys]
    return template.format(
        table=qualified(table),
        keys=sql.SQL(", ").join(map(sql.Identifier, keys)),
        arrays=unnested(table, "org_id", "account_id", "day", "platform", "currency"),
        changes=sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in rest),
        **more,
    ).as_bytes()
