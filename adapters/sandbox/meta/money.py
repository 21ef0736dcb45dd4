"""Meta's own currency offsets, which are not ISO 4217, and the smallest budgets.

Source: platforms.md 0.6 (vendor's documentation); the minima are [K] but for their subcode.
"""

from decimal import Decimal

_OFFSET_ONE = frozenset({"TWD", "HUF", "IDR", "COP", "CRC", "CLP", "ISK", "JPY", "KRW", "PYG", "VND"})
_MIN_DAILY_BUDGET = {"USD": 100, "EUR": 100, "GBP": 100, "TWD": 33, "JPY": 155, "KRW": 1400}
_MIN_ELSEWHERE = 100


def major_units(amount: int, currency: str) -> Decimal:
    """Turn an API integer into major units."""
    return Decimal(amount) / (1 if currency in _OFFSET_ONE else 100)


def min_daily_budget(currency: str) -> int:
    """Return the smallest daily budget in the API's integer units."""
    return _MIN_DAILY_BUDGET.get(currency, _MIN_ELSEWHERE)


def api_units(amount: Decimal, currency: str) -> int:
    """Turn major units into the API's integer."""
    return int(amount * (1 if currency in _OFFSET_ONE else 100))
