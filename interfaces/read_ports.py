"""Ports of the application that read models fill: what rules and connections ask of the read side."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.shared.ids import AdAccountId, CampaignId, CredentialId, OrganizationId
from domain.shared.metrics import Metrics
from projections.ad_accounts import queries as ad_accounts
from projections.performance import queries as performance


class ReadModelFigures:
    """`application.rules.port.DailyFigures` over the performance tables."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(
        self,
        organization: OrganizationId,
        campaign_id: CampaignId,
        account_id: AdAccountId | None,
        since: date,
        until: date,
    ) -> Mapping[date, Metrics]:
        """The sums of each day that has figures."""
        async with self._engine.connect() as connection:
            return await performance.daily_metrics(
                connection, organization, account_id=account_id, campaign_id=campaign_id, since=since, until=until
            )


class ReadModelAccounts:
    """`application.connections.port.AccountDirectory` over the account overview."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def using(self, organization: OrganizationId, credential_id: CredentialId) -> Sequence[AdAccountId]:
        """Every account that is not disconnected and is used by a credential."""
        async with self._engine.connect() as connection:
            return await ad_accounts.using_credential(connection, organization, credential_id)
