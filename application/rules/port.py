"""What rules need from outside: an account's or a campaign's figures by day."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from domain.shared.ids import AdAccountId, CampaignId, OrganizationId
from domain.shared.metrics import Metrics


class DailyFigures(Protocol):
    """Figures by day, as known now, in one currency."""

    async def of(
        self,
        organization: OrganizationId,
        campaign_id: CampaignId,
        account_id: AdAccountId | None,
        since: date,
        until: date,
    ) -> Mapping[date, Metrics]:
        """The sums of each day that has figures, of one channel of a campaign or of all of them; both days included."""
        ...
