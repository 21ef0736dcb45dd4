"""The questions that we ask in the Google Ads Query Language.

Pure text: values are ids, dates and markers of our own making, never what a person wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from application.platforms.marker import marker

Row = Mapping[str, object]
"""One row of an answer by the names of its fields; enumerations by the names of their values."""

_CAMPAIGN = (
    "campaign.id",
    "campaign.name",
    "campaign.status",
    "campaign_budget.id",
    "campaign_budget.period",
    "campaign_budget.amount_micros",
    "campaign_budget.total_amount_micros",
)
_FIGURES = (
    "metrics.impressions",
    "metrics.clicks",
    "metrics.cost_micros",
    "metrics.conversions",
    "metrics.conversions_value",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to select from a resource; all conditions hold."""

    select: tuple[str, ...]
    source: str
    where: tuple[str, ...] = ()

    def __str__(self) -> str:
        conditions = f" WHERE {' AND '.join(self.where)}" if self.where else ""
        return f"SELECT {', '.join(self.select)} FROM {self.source}{conditions}"  # noqa: S608 - no SQL, no foreign values


def campaign_by_id(external_id: str) -> Query:
    """The campaign, removed or not, with its budget."""
    return Query(select=_CAMPAIGN, source="campaign", where=(f"campaign.id = {int(external_id)}",))


def campaigns_by_marker(campaign_id: UUID) -> Query:
    """Campaigns that carry the marker and are not removed."""
    text = marker(campaign_id).strip("[]")  # brackets mean something in a LIKE pattern
    where = (f"campaign.name LIKE '%{text}%'", "campaign.status != 'REMOVED'")
    return Query(select=_CAMPAIGN, source="campaign", where=where)


def ad_groups_of(external_id: str) -> Query:
    """The campaign's ad groups that are not removed."""
    where = (f"campaign.id = {int(external_id)}", "ad_group.status != 'REMOVED'")
    return Query(select=("ad_group.id", "ad_group.name"), source="ad_group", where=where)


def ads_of(external_id: str) -> Query:
    """The campaign's ads that are not removed, nor their ad groups."""
    return Query(
        select=("ad_group.id", "ad_group_ad.ad.id", "ad_group_ad.ad.url_custom_parameters", "ad_group_ad.status"),
        source="ad_group_ad",
        where=(
            f"campaign.id = {int(external_id)}",
            "ad_group.status != 'REMOVED'",
            "ad_group_ad.status != 'REMOVED'",
        ),
    )


def places_of(external_id: str) -> Query:
    """The places that the campaign targets."""
    return Query(
        select=("campaign_criterion.location.geo_target_constant",),
        source="campaign_criterion",
        where=(
            f"campaign.id = {int(external_id)}",
            "campaign_criterion.type = 'LOCATION'",
            "campaign_criterion.negative = FALSE",
        ),
    )


def figures_by_day(since: date, until: date) -> Query:
    """Every campaign's figures by day, both days included, removed campaigns too."""
    return Query(
        select=("campaign.id", "segments.date", *_FIGURES),
        source="campaign",
        where=(f"segments.date BETWEEN '{since.isoformat()}' AND '{until.isoformat()}'",),
    )


def figures_by_hour(day: date) -> Query:
    """Every campaign's figures by hour of one day, removed campaigns too."""
    return Query(
        select=("campaign.id", "segments.date", "segments.hour", *_FIGURES),
        source="campaign",
        where=(f"segments.date = '{day.isoformat()}'",),
    )


CUSTOMER = Query(
    select=(
        "customer.id",
        "customer.descriptive_name",
        "customer.currency_code",
        "customer.time_zone",
        "customer.manager",
        "customer.status",
    ),
    source="customer",
)
"""The account that is asked, itself."""

CLIENTS = Query(
    select=(
        "customer_client.id",
        "customer_client.descriptive_name",
        "customer_client.currency_code",
        "customer_client.time_zone",
        "customer_client.status",
    ),
    source="customer_client",
    where=("customer_client.manager = FALSE",),
)
"""Every ad account below a manager, at any depth."""
