"""What Meta shows as our words: a campaign's tree, figures, and an account's profile. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.meta_ads.mapping import BUDGET_FIELDS
from adapters.meta_ads.money import from_minor, micros_of
from application.platforms.errors import PlatformBugError
from application.platforms.marker import read_marker
from application.platforms.port import RemoteAccount, RemoteAd, RemoteAdGroup, RemoteChannel
from domain.ad_accounts.ad_account import AccountProfile, Asset, AssetKind
from domain.campaigns.budget import Budget
from domain.performance.observation import WHOLE_DAY, Observation, ObservationKey
from domain.shared.currencies import DECIMALS
from domain.shared.metrics import Metrics
from domain.shared.money import Currency
from domain.shared.platform import Delivery, Platform

Row = Mapping[str, Any]

CAMPAIGN_FIELDS = ["id", "account_id", "name", "status", "effective_status", *BUDGET_FIELDS.values()]
AD_SET_FIELDS = ["id", "name", "effective_status"]
AD_FIELDS = ["id", "name", "adset_id", "status", "effective_status"]
ACCOUNT_FIELDS = ["id", "account_id", "name", "currency", "timezone_name", "account_status", "min_daily_budget"]
INSIGHT_FIELDS = ["campaign_id", "objective", "impressions", "clicks", "spend", "actions", "action_values"]
HOURLY = "hourly_stats_aggregated_by_advertiser_time_zone"

_PURCHASES = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")
_LEADS = ("lead", "onsite_conversion.lead_grouped", "offsite_conversion.fb_pixel_lead")
_ANY_WINDOW = "value"
_OBSTACLES = {
    "2": "Meta has disabled the account.",
    "3": "The account has unsettled payments.",
    "7": "Meta is reviewing the account's risk.",
    "8": "The account has a pending settlement.",
    "9": "The account is in its grace period for payment.",
    "100": "The account is about to be closed.",
    "101": "The account is closed.",
}


def is_gone(row: Row) -> bool:
    """Whether an object was deleted or archived."""
    return row.get("effective_status", row.get("status")) in ("DELETED", "ARCHIVED")


def is_marked(row: Row, campaign_id: object) -> bool:
    """Whether an object carries our marker for an id."""
    mark = read_marker(str(row.get("name", "")))
    return mark is not None and mark[0] == campaign_id


def channel(campaign: Row, ad_sets: Sequence[Row], ads: Sequence[Row], currency: Currency) -> RemoteChannel:
    """A campaign's tree, our own objects only."""
    return RemoteChannel(
        external_id=str(campaign["id"]),
        budget_ref=str(campaign["id"]),
        budget=_budget(campaign, currency),
        delivery=_delivery(campaign),
        ad_groups=tuple(_ad_groups(ad_sets, ads)),
    )


def _budget(campaign: Row, currency: Currency) -> Budget:
    for kind, name in BUDGET_FIELDS.items():
        if int(campaign.get(name) or 0):
            return Budget(kind=kind, amount=from_minor(campaign[name], currency))
    raise PlatformBugError(
        f"Campaign {campaign['id']} has no budget of its own.",
        platform=Platform.META_ADS,
        advice="Somebody moved the budget to the ad sets on Meta: move it back to the campaign.",
    )


def _delivery(row: Row) -> Delivery:
    return Delivery.ENABLED if row.get("status") == "ACTIVE" else Delivery.PAUSED


def _ad_groups(ad_sets: Iterable[Row], ads: Sequence[Row]) -> Iterable[RemoteAdGroup]:
    for row in ad_sets:
        mark = read_marker(str(row.get("name", "")))
        if mark is None or is_gone(row):
            continue
        own = tuple(ad for shown in ads if shown.get("adset_id") == row["id"] for ad in _ad(shown))
        yield RemoteAdGroup(external_id=str(row["id"]), ad_group_id=mark[0], ads=own)


def _ad(row: Row) -> Iterable[RemoteAd]:
    mark = read_marker(str(row.get("name", "")))
    if mark is None or mark[1] is None or is_gone(row):
        return
    yield RemoteAd(external_id=str(row["id"]), creative_id=mark[0], version=mark[1], delivery=_delivery(row))


def observation(row: Row, *, hourly: bool) -> Observation:
    """One row of a report. The keys that Meta leaves out are 0."""
    return Observation(
        key=ObservationKey(
            day=date.fromisoformat(row["date_start"]),
            hour=int(row[HOURLY][:2]) if hourly else WHOLE_DAY,
            campaign_ref=str(row["campaign_id"]),
        ),
        metrics=Metrics(
            impressions=int(row.get("impressions", 0)),
            clicks=int(row.get("clicks", 0)),
            spend_micros=micros_of(row.get("spend", "0")),
            conversions=_conversions(row, "actions"),
            conversion_value_micros=micros_of(str(_conversions(row, "action_values"))),
        ),
    )


def _conversions(row: Row, name: str) -> Decimal:
    """The first kind of action that is there: the kinds overlap, so they are never added up."""
    values = {action["action_type"]: action.get(_ANY_WINDOW, "0") for action in row.get(name, ())}
    kinds = (*_LEADS, *_PURCHASES) if row.get("objective") == "OUTCOME_LEADS" else _PURCHASES
    return next((Decimal(values[kind]) for kind in kinds if kind in values), Decimal(0))


def account(row: Row, assets: Iterable[Asset]) -> RemoteAccount:
    """An ad account, and what stands in the way of using it."""
    currency = Currency(str(row["currency"]))
    least = int(row.get("min_daily_budget") or 0)
    profile = AccountProfile(
        name=str(row.get("name") or row["account_id"]),
        currency=currency,
        time_zone=str(row["timezone_name"]),
        minimum_daily_budget=from_minor(least, currency) if least else None,
        assets=tuple(assets),
    )
    return RemoteAccount(
        external_id=str(row["account_id"]), login_external_id=None, profile=profile, obstacle=_obstacle(row)
    )


def _obstacle(row: Row) -> str | None:
    if row["currency"] not in DECIMALS:
        return f"The account bills in {row['currency']}, which is no ISO 4217 currency."
    try:
        ZoneInfo(row["timezone_name"])
    except (ZoneInfoNotFoundError, ValueError):
        return f"The account's time zone {row['timezone_name']} is unknown here."
    return _OBSTACLES.get(str(row.get("account_status", 1)))


def asset(kind: AssetKind, row: Row, *, id_field: str = "id", name_field: str = "name") -> Asset:
    """A page, pixel, video or image; nameless ones go by their id."""
    return Asset(kind=kind, id=str(row[id_field]), name=str(row.get(name_field) or row[id_field]))
