"""TikTok's budget table: smallest and largest amounts by currency, and how exact an amount may be.

Source: TikTok's budget guide and currency table, as platforms.md 4.1 quotes them.
"""

from decimal import Decimal

_RATIOS = {
    1: "USD EUR GBP AUD CAD NZD SGD CHF AED SAR ILS MYR BRL ARS PEN QAR RON HUF",
    4: "PLN",
    10: "HKD CNY TWD DKK SEK NOK CZK MXN THB TRY ZAR EGP UAH BOB GTQ HNL MOP NIO UYU",
    50: "PHP",
    100: "JPY INR RUB ISK DZD BDT KES NGN PKR",
    1_000: "KRW CLP COP CRC",
    10_000: "IDR VND PYG",
    100_000: "VEF",
}
RATIO_BY_CURRENCY = {currency: ratio for ratio, currencies in _RATIOS.items() for currency in currencies.split()}
WHOLE_AMOUNTS_ONLY = frozenset({"JPY", "KRW", "HUF", "CLP", "ISK", "IDR", "TWD", "PYG", "VND"})
CAMPAIGN_BASE, ADGROUP_BASE, CEILING_BASE = 50, 20, 10_000_000
DAILY_MODES = frozenset({"BUDGET_MODE_DAY", "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"})


def amount(raw: object) -> Decimal:
    """Return the exact decimal that a JSON number shows."""
    return Decimal(str(raw))


def minimum(base: int, currency: str) -> Decimal:
    """Return the smallest budget, inclusive, in major units."""
    return Decimal(base * RATIO_BY_CURRENCY.get(currency, 1))


def too_large(budget: Decimal, currency: str) -> bool:
    """Say whether a budget reaches the ceiling, which is exclusive."""
    return budget >= minimum(CEILING_BASE, currency)


def too_fine(budget: Decimal, currency: str) -> bool:
    """Say whether a budget has more decimals than its currency allows."""
    places = 0 if currency in WHOLE_AMOUNTS_ONLY else 2
    return budget != round(budget, places)
