"""The named date ranges of DURING, counted from the account's own today."""

from datetime import date, timedelta

_DAYS_BACK = {"LAST_7_DAYS": 7, "LAST_14_DAYS": 14, "LAST_30_DAYS": 30}
NAMED_RANGES = (
    "TODAY",
    "YESTERDAY",
    *_DAYS_BACK,
    "LAST_BUSINESS_WEEK",
    "LAST_MONTH",
    "LAST_WEEK_MON_SUN",
    "LAST_WEEK_SUN_SAT",
    "THIS_MONTH",
    "THIS_WEEK_MON_TODAY",
    "THIS_WEEK_SUN_TODAY",
)
"""Source: Google Ads Query Language, "Predefined date ranges"."""


def named_range(name: str, today: date) -> tuple[date, date]:
    """Return the first and last day of a range named in NAMED_RANGES; the LAST_n ranges leave today out."""
    if name in _DAYS_BACK:
        return today - timedelta(days=_DAYS_BACK[name]), today - timedelta(days=1)
    monday = today - timedelta(days=today.weekday())
    sunday = today - timedelta(days=today.isoweekday() % 7)
    month = today.replace(day=1)
    return {
        "TODAY": (today, today),
        "YESTERDAY": (today - timedelta(days=1), today - timedelta(days=1)),
        "LAST_BUSINESS_WEEK": (monday - timedelta(days=7), monday - timedelta(days=3)),
        "LAST_MONTH": ((month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)),
        "LAST_WEEK_MON_SUN": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "LAST_WEEK_SUN_SAT": (sunday - timedelta(days=7), sunday - timedelta(days=1)),
        "THIS_MONTH": (month, today),
        "THIS_WEEK_MON_TODAY": (monday, today),
        "THIS_WEEK_SUN_TODAY": (sunday, today),
    }[name]
