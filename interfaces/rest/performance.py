"""Performance: exact sums and ratios, by any dimension and over any range of days."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, Query

from domain.errors import invalid
from domain.shared.ids import AdAccountId, CampaignId
from domain.shared.platform import PlatformName
from interfaces.rest.access import PerformanceReader
from interfaces.rest.documented import LIST
from interfaces.rest.features import feature
from interfaces.rest.freshness import CaughtUp
from interfaces.rest.opened import OpenServices, ReadTables
from interfaces.rest.performance_models import PerformanceAnswer
from interfaces.rest.values import Day, Text
from projections.performance.detached import detached_months
from projections.performance.queries import By, performance

router = feature("Performance")
CURRENT = [Depends(CaughtUp("performance", "campaigns", "ad_accounts"))]

USUAL_DAYS = 30
MOST_DAYS = 1100
MOST_DAYS_BY_HOUR = 93


@router.get("/performance", operation_id="report_performance", dependencies=CURRENT, responses=LIST)
async def report(
    *,
    services: OpenServices,
    holder: PerformanceReader,
    tables: ReadTables,
    by: By = "total",
    since: Annotated[
        Day | None, Query(alias="from", description="The first day; 30 days before `to` if left out.")
    ] = None,
    until: Annotated[Day | None, Query(alias="to", description="The last day; today if left out.")] = None,
    platform: Text | None = None,
    account_id: AdAccountId | None = None,
    campaign_id: CampaignId | None = None,
) -> PerformanceAnswer:
    """Report performance. Each row is in one currency; a day is the ad account's own day."""
    last = until or services.now().date()
    first = since or last - timedelta(days=USUAL_DAYS - 1)
    _check_range(by, first, last)
    rows = await performance(
        tables,
        holder.organization,
        by=by,
        since=first,
        until=last,
        platform=None if platform is None else PlatformName(platform),
        account_id=account_id,
        campaign_id=campaign_id,
    )
    detached = await detached_months(tables, holder.organization, since=first, until=last)
    return PerformanceAnswer.of(by, first, last, rows, detached)


def _check_range(by: By, first: date, last: date) -> None:
    most = MOST_DAYS_BY_HOUR if by == "hour" else MOST_DAYS
    if last < first:
        raise invalid("to", f"{last} is before {first}.", "End the range on or after its first day.")
    if (last - first).days >= most:
        raise invalid("from", f"The range has more than {most} days.", "Ask for a shorter one.")
