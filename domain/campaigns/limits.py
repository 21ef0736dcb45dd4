"""What each platform accepts, as data: checked before anything is written, long before anything is sent.

Sources: the platforms' own documentation as of 2026-11 (Google responsive search ads; Meta Marketing API v26.0
currency offsets; TikTok Business API v1.3 budget guide and its currency table).
"""

from dataclasses import dataclass

from domain.campaigns.ad_group import MediaKind
from domain.campaigns.budget import BudgetKind
from domain.shared.currencies import DECIMALS
from domain.shared.money import MICROS, Currency, Money
from domain.shared.platform import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class CreativeLimits:
    """Counts and lengths of a creative's texts, in characters; `media` is what it cannot do without."""

    headlines: tuple[int, int]
    headline_length: int
    descriptions: tuple[int, int]
    description_length: int
    primary_text: tuple[int, int]
    media: MediaKind | None
    needs_identity: bool
    wide_characters_count_twice: bool = False


CREATIVE_LIMITS: dict[Platform, CreativeLimits] = {
    Platform.GOOGLE_ADS: CreativeLimits(
        headlines=(3, 15),
        headline_length=30,
        descriptions=(2, 4),
        description_length=90,
        primary_text=(0, 100_000),
        media=None,
        needs_identity=False,
        wide_characters_count_twice=True,
    ),
    Platform.META_ADS: CreativeLimits(
        headlines=(1, 15),
        headline_length=255,
        descriptions=(0, 5),
        description_length=255,
        primary_text=(1, 2_200),
        media=MediaKind.IMAGE,
        needs_identity=True,
    ),
    Platform.TIKTOK_ADS: CreativeLimits(
        headlines=(0, 15),
        headline_length=255,
        descriptions=(0, 5),
        description_length=255,
        primary_text=(1, 100),
        media=MediaKind.VIDEO,
        needs_identity=True,
        wide_characters_count_twice=True,
    ),
}

MOST_CREATIVES: dict[Platform, int] = {Platform.GOOGLE_ADS: 3, Platform.META_ADS: 50, Platform.TIKTOK_ADS: 30}
"""Creatives that an ad group can show at the same time."""

SEARCHES = frozenset({Platform.GOOGLE_ADS})
"""Platforms on which an ad group is found by keywords, and shows nothing without one."""

KEYWORD_LENGTH, KEYWORD_WORDS = 80, 10

NAME_LENGTH: dict[Platform, int] = {Platform.GOOGLE_ADS: 255, Platform.META_ADS: 400, Platform.TIKTOK_ADS: 512}
"""Longest campaign and ad group name, in the platform's own counting; our marker needs `MARKER_LENGTH` of it."""

MARKER_LENGTH = 40

_TIKTOK_MINIMUM_DAILY = 50
_TIKTOK_RATIOS = {
    4: "PLN",
    10: "HKD CNY TWD DKK SEK NOK CZK MXN THB TRY ZAR EGP UAH BOB GTQ HNL MOP NIO UYU",
    50: "PHP",
    100: "JPY INR RUB ISK DZD BDT KES NGN PKR",
    1_000: "KRW CLP COP CRC",
    10_000: "IDR VND PYG",
    100_000: "VEF",
}
_TIKTOK_RATIO = {code: ratio for ratio, codes in _TIKTOK_RATIOS.items() for code in codes.split()}
_WHOLE_UNITS: dict[Platform, frozenset[str]] = {
    Platform.GOOGLE_ADS: frozenset("CLP COP CRC HUF IDR ISK JPY KRW PYG TWD VND".split()),
    Platform.META_ADS: frozenset("CLP COP CRC HUF ISK IDR JPY KRW PYG TWD VND".split()),
    Platform.TIKTOK_ADS: frozenset("JPY KRW HUF CLP ISK IDR TWD PYG VND".split()),
}


def budget_step_micros(platform: Platform, currency: Currency) -> int:
    """The smallest difference between two budgets that the platform can hold, in micros."""
    whole = DECIMALS[currency] == 0 or currency in _WHOLE_UNITS.get(platform, ())
    decimals = 0 if whole else 2
    return int(MICROS // 10**decimals)


def minimum_budget(
    platform: Platform, currency: Currency, kind: BudgetKind, days: int | None, account_minimum: Money | None
) -> Money:
    """The least that a channel's budget may be; `account_minimum` is what the platform said of the account, a day."""
    step = budget_step_micros(platform, currency)
    daily = step if platform is not Platform.TIKTOK_ADS else _TIKTOK_MINIMUM_DAILY * _tiktok_ratio(currency) * MICROS
    if account_minimum is not None and account_minimum.currency == currency:
        daily = max(daily, account_minimum.micros)
    over_days = kind is BudgetKind.LIFETIME and platform is Platform.META_ADS
    return Money(currency=currency, micros=daily * ((days or 1) if over_days else 1))


def _tiktok_ratio(currency: Currency) -> int:
    return _TIKTOK_RATIO.get(currency, 1)
