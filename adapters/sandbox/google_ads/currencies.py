"""The smallest step of an amount that an account's currency can be charged in."""

_WHOLE_UNITS = frozenset(
    {"CLP", "COP", "CRC", "HUF", "IDR", "ISK", "JPY", "KRW", "PYG", "TWD", "VND"}
)  # of the currencies an ad account can have; after Google's "Currency codes" page, unchecked there one by one
_HUNDREDTH, _WHOLE = 10_000, 1_000_000


def minimum_unit_micros(currency: str) -> int:
    """Return the step in micros: 10,000 for currencies with cents, 1,000,000 for those without."""
    return _WHOLE if currency in _WHOLE_UNITS else _HUNDREDTH
