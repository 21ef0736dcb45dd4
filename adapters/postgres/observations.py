"""Observations in Postgres: what is known so far."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from psycopg_pool import AsyncConnectionPool

from domain.performance.observation import Grain, Observation, ObservationKey
from domain.shared.ids import AdAccountId, OrganizationId
from domain.shared.metrics import Metrics


class PostgresObservations:
    """`application.performance.port.ObservationStore` over the table `performance.observations`."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool

    async def latest(
        self, organization: OrganizationId, account_id: AdAccountId, grain: Grain, since: date, until: date
    ) -> Mapping[ObservationKey, Observation]:
        """The latest observation of each key in a window, both days included, of one grain."""
        async with self._pool.connection() as connection:
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
