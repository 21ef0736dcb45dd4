"""Figures by day in memory."""

from collections.abc import Mapping
from datetime import date

from domain.shared.ids import AdAccountId, CampaignId, OrganizationId
from domain.shared.metrics import Metrics


class FakeDailyFigures:
    """The figures that a test has seen to."""

    def __init__(self) -> None:
        self._days: dict[tuple[OrganizationId, CampaignId, AdAccountId], dict[date, Metrics]] = {}

    def happened(
        self,
        organization: OrganizationId,
        campaign_id: CampaignId,
        account_id: AdAccountId,
        days: Mapping[date, Metrics],
    ) -> None:
        """Let a channel have figures."""
        self._days.setdefault((organization, campaign_id, account_id), {}).update(days)

    async def of(
        self,
        organization: OrganizationId,
        campaign_id: CampaignId,
        account_id: AdAccountId | None,
        since: date,
        until: date,
    ) -> Mapping[date, Metrics]:
        """The sums of each day that has figures."""
        sums: dict[date, Metrics] = {}
        for (owner, campaign, account), days in self._days.items():
            if (owner, campaign) == (organization, campaign_id) and account_id in (None, account):
                for day, metrics in days.items():
                    if since <= day <= until:
                        sums[day] = sums.get(day, Metrics()) + metrics
        return sums
