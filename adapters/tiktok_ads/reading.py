"""What TikTok shows as our words: a campaign's tree, figures, and an account's profile. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.tiktok_ads.flows import BUDGET_KINDS, Flow
from adapters.tiktok_ads.mapping import Identity
from adapters.tiktok_ads.money import from_major, micros_of
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

SPARK_IDENTITIES = frozenset({"TT_USER", "BC_AUTH_TT", "AUTH_CODE"})
"""The kinds of identity that can still speak in new ads on TikTok; made-up ones cannot since 2026-01-15."""

# "total_complete_payment_rate" is, its name notwithstanding, the value of the purchases.
REPORT_METRICS = ["spend", "impressions", "clicks", "conversion", "total_complete_payment_rate"]
ACCOUNT_FIELDS = ["advertiser_id", "name", "currency", "timezone", "display_timezone", "status"]
_UNSUMMED = "-"
_USABLE = "STATUS_ENABLE"


def marks(row: Row, name_field: str, campaign_id: object) -> bool:
    """Whether an object carries our marker for an id."""
    mark = read_marker(str(row.get(name_field, "")))
    return mark is not None and mark[0] == campaign_id


def channel(
    flow: Flow, campaign: Row, ad_groups: Iterable[Row], ads: Sequence[Row], currency: Currency
) -> RemoteChannel:
    """A campaign's tree, our own objects only."""
    return RemoteChannel(
        external_id=str(campaign["campaign_id"]),
        budget_ref=str(campaign["campaign_id"]),
        budget=_budget(campaign, currency),
        delivery=_delivery(campaign),
        ad_groups=tuple(_ad_groups(flow, ad_groups, ads)),
    )


def _budget(campaign: Row, currency: Currency) -> Budget:
    mode = str(campaign.get("budget_mode"))
    if mode not in BUDGET_KINDS:
        raise PlatformBugError(
            f"Campaign {campaign['campaign_id']} has no budget of its own ({mode}).", platform=Platform.TIKTOK_ADS
        )
    return Budget(kind=BUDGET_KINDS[mode], amount=from_major(campaign["budget"], currency))


def _delivery(row: Row) -> Delivery:
    return Delivery.ENABLED if row.get("operation_status") == "ENABLE" else Delivery.PAUSED


def _ad_groups(flow: Flow, rows: Iterable[Row], ads: Sequence[Row]) -> Iterable[RemoteAdGroup]:
    for row in rows:
        mark = read_marker(str(row.get("adgroup_name", "")))
        if mark is None:
            continue
        own = tuple(ad for shown in ads if shown.get("adgroup_id") == row["adgroup_id"] for ad in _ad(flow, shown))
        yield RemoteAdGroup(external_id=str(row["adgroup_id"]), ad_group_id=mark[0], ads=own)


def _ad(flow: Flow, row: Row) -> Iterable[RemoteAd]:
    mark = read_marker(str(row.get("ad_name", "")))
    if mark is not None and mark[1] is not None:
        id_ = str(row[flow.ad_id])
        yield RemoteAd(external_id=id_, creative_id=mark[0], version=mark[1], delivery=_delivery(row))


def observation(row: Row, *, hourly: bool) -> Observation:
    """One row of a report; times are the account's."""
    dimensions, metrics = row["dimensions"], row["metrics"]
    moment = datetime.fromisoformat(dimensions["stat_time_hour" if hourly else "stat_time_day"])
    return Observation(
        key=ObservationKey(
            day=moment.date(),
            hour=moment.hour if hourly else WHOLE_DAY,
            campaign_ref=str(dimensions["campaign_id"]),
        ),
        metrics=Metrics(
            impressions=int(_number(metrics, "impressions") or 0),
            clicks=int(_number(metrics, "clicks") or 0),
            spend_micros=micros_of(str(_number(metrics, "spend") or 0)),
            conversions=_number(metrics, "conversion"),
            conversion_value_micros=_micros(_number(metrics, "total_complete_payment_rate")),
        ),
    )


def _number(metrics: Row, name: str) -> Decimal | None:
    text = str(metrics.get(name, _UNSUMMED))
    return None if text == _UNSUMMED else Decimal(text)


def _micros(amount: Decimal | None) -> int | None:
    return None if amount is None else micros_of(str(amount))


def identity(row: Row) -> Identity:
    """In whose name an ad may speak."""
    return Identity(
        id=str(row["identity_id"]),
        type=str(row["identity_type"]),
        business_center_id=row.get("identity_authorized_bc_id"),
    )


def account(row: Row, assets: Iterable[Asset]) -> RemoteAccount:
    """An ad account, and what stands in the way of using it."""
    profile = AccountProfile(
        name=str(row.get("name") or row["advertiser_id"]),
        currency=Currency(str(row["currency"])),
        time_zone=str(row.get("display_timezone") or row["timezone"]),
        assets=tuple(assets),
    )
    return RemoteAccount(
        external_id=str(row["advertiser_id"]),
        login_external_id=None,
        profile=profile,
        obstacle=_obstacle(row, profile),
    )


def _obstacle(row: Row, profile: AccountProfile) -> str | None:
    if profile.currency not in DECIMALS:
        return f"The account bills in {profile.currency}, which is no ISO 4217 currency."
    try:
        ZoneInfo(profile.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return f"The account's time zone {profile.time_zone} is unknown here."
    status = str(row.get("status", _USABLE))
    return None if status == _USABLE else f"TikTok says of the account: {status.removeprefix('STATUS_').lower()}."


def asset(kind: AssetKind, row: Row, id_field: str, name_field: str) -> Asset:
    """An identity, pixel or video; nameless ones go by their id."""
    return Asset(kind=kind, id=str(row[id_field]), name=str(row.get(name_field) or row[id_field]))
