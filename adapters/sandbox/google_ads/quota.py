"""The daily quota of operations, over a sliding day by the sandbox's clock; off until it is enforced.

An operation is one resource changed, or one call of any other kind. Source: Google Ads API, "Access levels".
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.refusals import Refusal, RefusedError
from adapters.sandbox.quotas import GOOGLE_DAILY_OPERATIONS
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS

QUOTAS: Mapping[str, int] = MappingProxyType(
    {"google_ads.daily_operations.explorer": 2_880, "google_ads.daily_operations.basic": 15_000}
)
"""Operations a day by the name of the rule that enforces them; the lowest enforced holds."""

_SPENT = "google_ads.spent_operations"
_DAY = timedelta(days=1)


def offer_quotas(sandbox: Sandbox) -> None:
    """Make the quotas known, so that they can be enforced by name."""
    for name, operations in QUOTAS.items():
        message = f"At most {operations} operations a day, counted over the last 24 hours."
        sandbox.rules.offer(GOOGLE_ADS, name, message, "D: Google Ads API access levels")


def daily_limit(sandbox: Sandbox) -> int | None:
    """Return how many operations a day there may be, the lowest of the quotas in force, or None for any number."""
    limits = [operations for name, operations in QUOTAS.items() if sandbox.rules.holds(name)]
    own: int | None = sandbox.memory.get(GOOGLE_DAILY_OPERATIONS)
    return min([*limits, *([own] if own is not None else [])], default=None)


def spend(call: Call) -> None:
    """Count a call's operations; raises RefusedError (quota_error) when the day has no room for them."""
    limit = daily_limit(call.sandbox)
    if limit is None:
        return
    now = call.sandbox.clock.now()
    earlier: tuple[tuple[datetime, int], ...] = call.sandbox.memory.get(_SPENT, ())
    spent = tuple((at, operations) for at, operations in earlier if now - _DAY < at <= now)
    cost = _cost(call)
    if sum(operations for _, operations in spent) + cost > limit:
        first = spent[0][0] if spent else now
        raise RefusedError(
            Refusal(
                code="quota_error.RESOURCE_EXHAUSTED",
                message="Too many requests: the daily operations of the Cloud project are spent.",
                retry_after=first + _DAY - now,
            )
        )
    call.sandbox.memory[_SPENT] = (*spent, (now, cost))


def _cost(call: Call) -> int:
    for field in ("operations", "mutate_operations"):
        if field in call.request.DESCRIPTOR.fields_by_name:
            return max(len(getattr(call.request, field)), 1)
    return 1
