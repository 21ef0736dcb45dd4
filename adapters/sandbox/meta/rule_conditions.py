"""Conditions that several of Meta's rules share."""

from collections.abc import Callable
from datetime import UTC, datetime

from adapters.sandbox.rules import Draft

BUDGETS = ("daily_budget", "lifetime_budget")


def missing(field: str) -> Callable[[Draft], bool]:
    """Return the condition that a new object lacks `field`."""
    return lambda draft: draft.creating and draft.get(field) in (None, "")


def has_budget(draft: Draft) -> bool:
    """Say whether the object itself carries a budget."""
    return any(draft.fields.get(name) for name in BUDGETS)


def moment(raw: object) -> datetime | None:
    """Return an ISO 8601 time with its offset, or seconds since the epoch, as a moment; or None."""
    try:
        found = datetime.fromtimestamp(int(str(raw)), UTC) if str(raw).isdigit() else datetime.fromisoformat(str(raw))
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else None


def unreadable_time(field: str) -> Callable[[Draft], bool]:
    """Return the condition that `field` is sent and is no moment."""
    return lambda draft: draft.sent.get(field) not in (None, "", "0") and moment(draft.sent[field]) is None
