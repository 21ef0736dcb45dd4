"""What Google answered, in our words. Pure: rows come in as plain mappings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TypeVar, cast

from adapters.google_ads.mapping import MARKER_PARAMETER
from adapters.google_ads.query import Row
from application.platforms.errors import PlatformBugError
from application.platforms.marker import read_marker
from application.platforms.port import RemoteAccount, RemoteAd, RemoteAdGroup, RemoteChannel
from domain.ad_accounts.ad_account import AccountProfile
from domain.campaigns.budget import Budget, BudgetKind
from domain.performance.observation import WHOLE_DAY, Observation, ObservationKey
from domain.shared.currencies import DECIMALS
from domain.shared.metrics import Metrics
from domain.shared.money import MICROS, Currency, Money
from domain.shared.platform import Delivery, Platform

Value = TypeVar("Value")

_OBSTACLES = {
    "ENABLED": None,
    "CANCELED": "The account is cancelled. Reactivate it in Google Ads.",
    "SUSPENDED": "Google suspended the account. Contact Google's support.",
    "CLOSED": "The account is closed.",
}


def remote_channel(campaign: Row, ad_groups: Iterable[Row], ads: Iterable[Row], currency: Currency) -> RemoteChannel:
    """The campaign's tree; ad groups and ads without our marker are left out."""
    ads_by_group: dict[int, list[RemoteAd]] = {}
    for row in ads:
        ad = _remote_ad(row)
        if ad is not None:
            ads_by_group.setdefault(_of(row, "ad_group.id", int), []).append(ad)
    groups = (_remote_ad_group(row, ads_by_group) for row in ad_groups)
    return RemoteChannel(
        external_id=str(_of(campaign, "campaign.id", int)),
        budget_ref=str(_of(campaign, "campaign_budget.id", int)),
        budget=_budget(campaign, currency),
        delivery=_delivery(_of(campaign, "campaign.status", str)),
        ad_groups=tuple(group for group in groups if group is not None),
    )


def observation(row: Row) -> Observation:
    """One row of a report by day, or by hour where it has one."""
    return Observation(
        key=ObservationKey(
            day=date.fromisoformat(_of(row, "segments.date", str)),
            hour=_of(row, "segments.hour", int) if "segments.hour" in row else WHOLE_DAY,
            campaign_ref=str(_of(row, "campaign.id", int)),
        ),
        metrics=Metrics(
            impressions=_of(row, "metrics.impressions", int),
            clicks=_of(row, "metrics.clicks", int),
            spend_micros=_of(row, "metrics.cost_micros", int),
            conversions=_exact(row, "metrics.conversions"),
            conversion_value_micros=_micros(_exact(row, "metrics.conversions_value")),
        ),
    )


def remote_account(row: Row, source: str, login_external_id: str | None) -> RemoteAccount | None:
    """An account from a row of `customer` or `customer_client`; None where it bills in no currency of ISO 4217."""
    code = _of(row, f"{source}.currency_code", str)
    if code not in DECIMALS:
        return None
    id_, status = str(_of(row, f"{source}.id", int)), _of(row, f"{source}.status", str)
    return RemoteAccount(
        external_id=id_,
        login_external_id=login_external_id,
        profile=AccountProfile(
            name=_of(row, f"{source}.descriptive_name", str) or f"Google Ads {id_}",
            currency=Currency(code),
            time_zone=_of(row, f"{source}.time_zone", str),
        ),
        obstacle=_OBSTACLES.get(status, f"Google says that the account is {status}."),
    )


def _remote_ad_group(row: Row, ads: Mapping[int, Sequence[RemoteAd]]) -> RemoteAdGroup | None:
    found = read_marker(_of(row, "ad_group.name", str))
    if found is None:
        return None
    id_ = _of(row, "ad_group.id", int)
    return RemoteAdGroup(external_id=str(id_), ad_group_id=found[0], ads=tuple(ads.get(id_, ())))


def _remote_ad(row: Row) -> RemoteAd | None:
    parameters = cast("Sequence[tuple[str, str]]", row["ad_group_ad.ad.url_custom_parameters"])
    found = read_marker(dict(parameters).get(MARKER_PARAMETER, ""))
    if found is None or found[1] is None:
        return None
    ad_group, ad = _of(row, "ad_group.id", int), _of(row, "ad_group_ad.ad.id", int)
    return RemoteAd(
        external_id=f"{ad_group}~{ad}",
        creative_id=found[0],
        version=found[1],
        delivery=_delivery(_of(row, "ad_group_ad.status", str)),
    )


def _budget(row: Row, currency: Currency) -> Budget:
    lifetime = row["campaign_budget.period"] == "CUSTOM_PERIOD"
    field = "campaign_budget.total_amount_micros" if lifetime else "campaign_budget.amount_micros"
    return Budget(
        kind=BudgetKind.LIFETIME if lifetime else BudgetKind.DAILY,
        amount=Money(currency=currency, micros=_of(row, field, int)),
    )


def _delivery(status: str) -> Delivery:
    return Delivery.ENABLED if status == "ENABLED" else Delivery.PAUSED


def _exact(row: Row, field: str) -> Decimal:
    # Google sends conversions as doubles; the shortest decimal that reads back the same is what it meant.
    return Decimal(repr(_of(row, field, float)))


def _micros(amount: Decimal) -> int:
    return int((amount * MICROS).to_integral_value(ROUND_HALF_EVEN))


def _of(row: Row, field: str, type_: type[Value]) -> Value:
    value = row.get(field)
    if not isinstance(value, type_):
        message = f"Google's answer has {value!r} in {field}."
        raise PlatformBugError(message, platform=Platform.GOOGLE_ADS, field=field)
    return value
