"""Observations in Postgres: what is known so far, and many rows at once into it."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from psycopg.errors import ObjectNotInPrerequisiteState
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.connections import in_its_time
from adapters.postgres.observations_staging import StagedInPostgres, stage
from domain.errors import StateForbidsError, Violation
from domain.performance.observation import Grain, Observation, ObservationKey
from domain.shared.ids import AdAccountId, OrganizationId
from domain.shared.metrics import Metrics


class PostgresObservations:
    """`application.performance.port.ObservationStore` over the table `performance.observations`.

    `on_recorded` is told the newest position after each commit, as by the writer of all other facts. Everything raises
    `TryLaterError` where the database is too busy for it.
    """

    def __init__(self, pool: AsyncConnectionPool[Any], on_recorded: Callable[[int], None] = lambda _: None) -> None:
        self._pool = pool
        self._on_recorded = on_recorded

    async def must_be_attached(self, months: Collection[date]) -> None:
        """Raises `StateForbidsError` where some of the months are detached; it names them all."""
        async with in_its_time(self._pool) as connection:
            cursor = await connection.execute(
                "SELECT month FROM performance.detached_months WHERE month = ANY(%s) ORDER BY month", ([*months],)
            )
            if detached := await cursor.fetchall():
                raise StateForbidsError(*[_detached(month) for (month,) in detached])

    async def prepare(self, month: date) -> None:
        """Make the partition of a month. Raises `StateForbidsError` where the month is detached."""
        try:
            async with in_its_time(self._pool) as connection:
                await connection.execute("SELECT performance.ensure_month(%s)", (month,))
        except ObjectNotInPrerequisiteState:
            raise StateForbidsError(_detached(month)) from None

    async def latest(
        self, organization: OrganizationId, account_id: AdAccountId, grain: Grain, since: date, until: date
    ) -> Mapping[ObservationKey, Observation]:
        """The latest observation of each key in a window, both days included, of one grain."""
        async with in_its_time(self._pool) as connection:
            cursor = await connection.execute(
                "SELECT DISTINCT ON (day, campaign_ref, ad_group_ref, ad_ref, hour)"
                " day, hour, campaign_ref, ad_group_ref, ad_ref,"
                " impressions, clicks, spend_micros, conversions, conversion_value_micros, source_rows"
                " FROM performance.observations"
                " WHERE org_id = %s AND account_id = %s AND grain = %s AND day BETWEEN %s AND %s"
                " ORDER BY day, campaign_ref, ad_group_ref, ad_ref, hour, batch_position DESC",
                (organization, account_id, grain.value, since, until),
            )
            observations = [_observation(row) for row in await cursor.fetchall()]
        return {observation.key: observation for observation in observations}

    @asynccontextmanager
    async def staged(
        self, organization: OrganizationId, account_id: AdAccountId, grain: Grain, rows: Sequence[Observation]
    ) -> AsyncIterator[StagedInPostgres]:
        """Rows copied next to what is known, and reduced to what differs, in a transaction of their own."""
        async with in_its_time(self._pool) as connection, connection.transaction():
            staged = await stage(connection, organization, account_id, grain, rows)
            yield staged
        if staged.recorded is not None:
            self._on_recorded(staged.recorded.position)


def _detached(month: date) -> Violation:
    name = f"{month:%Y-%m}"
    fix = f"Bring them back first: adscale observations attach --month {name}"
    return Violation(field="day", message=f"The observations of {name} are detached.", fix=fix)


def _observation(row: tuple[Any, ...]) -> Observation:
    return Observation(
        key=ObservationKey(day=row[0], hour=row[1], campaign_ref=row[2], ad_group_ref=row[3], ad_ref=row[4]),
        metrics=Metrics(
            impressions=row[5],
            clicks=row[6],
            spend_micros=row[7],
            conversions=row[8],
            conversion_value_micros=row[9],
        ),
        source_rows=row[10],
    )
