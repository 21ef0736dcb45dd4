"""What an ad account tells of itself: its settings, its standing, whose it is."""

from typing import Any
from zoneinfo import ZoneInfo

from adapters.sandbox.meta.money import min_daily_budget
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META, ReadyAccount

BUSINESS = {"id": "900000000000001", "name": "Sandbox Business"}


def account_fields(sandbox: Sandbox, account: ReadyAccount) -> dict[str, Any]:
    """Return every field of an ad account that costs nothing to know; what was changed about it stands above."""
    offset = sandbox.clock.now().astimezone(ZoneInfo(account.time_zone)).utcoffset()
    suspended = sandbox.standing.suspended(META, account.id) is not None
    settings = sandbox.store.get(META, "settings", account.id)
    changed = settings.fields if settings else {}
    return {
        "id": f"act_{account.id}",
        "account_id": account.id,
        "name": account.name,
        "currency": account.currency,
        "timezone_name": account.time_zone,
        "timezone_offset_hours_utc": offset.total_seconds() / 3600 if offset else 0,
        "account_status": 2 if suspended else 1,
        "disable_reason": 1 if suspended else 0,
        "balance": "0",
        "spend_cap": "0",
        "min_daily_budget": min_daily_budget(account.currency),
        "business": BUSINESS,
        "business_name": BUSINESS["name"],
        "owner": BUSINESS["id"],
        "is_personal": 0,
        "is_prepay_account": False,
        "age": 365.0,
        "attribution_spec": [{"event_type": "CLICK_THROUGH", "window_days": 7}],
        "user_tasks": ["DRAFT", "ANALYZE", "ADVERTISE", "MANAGE"],
        "tos_accepted": {"web_custom_audience_tos": 1},
        **changed,
    }
