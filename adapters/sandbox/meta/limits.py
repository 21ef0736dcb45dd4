"""The usage headers of each answer. Source: platforms.md 3.3; a full-access app's hourly quota per account."""

import json
from collections import Counter

from adapters.sandbox.sandbox import Sandbox

_CALLS_PER_HOUR = {"ads_management": 100_000, "ads_insights": 190_000}


class Usage:
    """Counts calls per account and sandbox hour."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._calls: Counter[tuple[str, str, str]] = Counter()

    def headers(self, account_id: str, kind: str) -> dict[str, str]:
        """Count one call and return the headers it is answered with; percentages are whole."""
        hour = self._sandbox.clock.now().strftime("%Y%m%d%H")
        self._calls[account_id, kind, hour] += 1
        share = self._calls[account_id, kind, hour] * 100 // _CALLS_PER_HOUR[kind]
        return usage_headers(account_id, kind, share, 0)


def usage_headers(account_id: str, kind: str, share: int, minutes_to_wait: int) -> dict[str, str]:
    """Return the three headers at `share` percent."""
    business = {
        "type": kind,
        "call_count": share,
        "total_cputime": share,
        "total_time": share,
        "estimated_time_to_regain_access": minutes_to_wait,
        "ads_api_access_tier": "standard_access",
    }
    account = {
        "acc_id_util_pct": float(share),
        "reset_time_duration": minutes_to_wait * 60,
        "ads_api_access_tier": "standard_access",
    }
    return {
        "x-app-usage": json.dumps({"call_count": share, "total_time": share, "total_cputime": share}),
        "x-business-use-case-usage": json.dumps({account_id: [business]}),
        "x-ad-account-usage": json.dumps(account),
        "facebook-api-version": "v26.0",
    }
