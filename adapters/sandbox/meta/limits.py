"""The usage headers of each answer, and the limits they count towards. Source: platforms.md 3.3.

An account's calls are counted by the sandbox's hour. They are refused beyond the quota only if the switch
`meta.usage_limits` is on; with `meta.limited_access` the small quota of an app without full access holds.
"""

import json
from collections.abc import Mapping

from adapters.sandbox.meta.errors import GraphError
from adapters.sandbox.meta.switches import LIMITED_ACCESS, USAGE_LIMITS
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META

MANAGEMENT, INSIGHTS = "ads_management", "ads_insights"
CODES = {MANAGEMENT: 80004, INSIGHTS: 80000}
# access -> type of call -> (calls an hour, and so many more per active ad)
QUOTAS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "standard_access": {MANAGEMENT: (100_000, 40), INSIGHTS: (190_000, 400)},
    "development_access": {MANAGEMENT: (300, 40), INSIGHTS: (600, 400)},
}


class Usage:
    """Counts calls per account and sandbox hour."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def headers(self, account_id: str, kind: str) -> dict[str, str]:
        """Count one call and return the headers it is answered with; percentages are whole."""
        now = self._sandbox.clock.now()
        calls = self._count(account_id, kind, now.strftime("%Y%m%d%H"))
        tier = "development_access" if self._sandbox.rules.holds(LIMITED_ACCESS) else "standard_access"
        quota = self._quota(account_id, kind, tier)
        share = calls * 100 // quota
        if calls > quota and self._sandbox.rules.holds(USAGE_LIMITS):
            raise too_many_calls(kind, usage_headers(account_id, kind, share, 60 - now.minute, tier))
        return usage_headers(account_id, kind, min(share, 100), 0, tier)

    def _count(self, account_id: str, kind: str, hour: str) -> int:
        """Count one more call of this hour; what was counted survives a restart."""
        counted: dict[tuple[str, str], tuple[str, int]] = self._sandbox.memory.setdefault("meta.calls", {})
        last_hour, before = counted.get((account_id, kind), (hour, 0))
        calls = before + 1 if last_hour == hour else 1
        counted[account_id, kind] = (hour, calls)
        return calls

    def _quota(self, account_id: str, kind: str, tier: str) -> int:
        base, per_ad = QUOTAS[tier][kind]
        ads = self._sandbox.store.select(META, account_id, "ad") if tier == "development_access" else ()
        return base + per_ad * len([ad for ad in ads if ad.fields.get("status") == "ACTIVE"])


def too_many_calls(kind: str, headers: dict[str, str]) -> GraphError:
    """Return the refusal of a call beyond the account's quota."""
    return GraphError(
        f"(#{CODES[kind]}) There have been too many calls to this ad-account. Wait a bit and try again.",
        code=CODES[kind],
        subcode=2446079,
        transient=True,
        headers=headers,
    )


def usage_headers(
    account_id: str, kind: str, share: int, minutes_to_wait: int, tier: str = "standard_access"
) -> dict[str, str]:
    """Return the usage headers at `share` percent."""
    business = {
        "type": kind,
        "call_count": share,
        "total_cputime": share,
        "total_time": share,
        "estimated_time_to_regain_access": minutes_to_wait,
        "ads_api_access_tier": tier,
    }
    account = {
        "acc_id_util_pct": float(share),
        "reset_time_duration": minutes_to_wait * 60,
        "ads_api_access_tier": tier,
    }
    headers = {
        "x-app-usage": json.dumps({"call_count": share, "total_time": share, "total_cputime": share}),
        "x-business-use-case-usage": json.dumps({account_id: [business]}),
        "x-ad-account-usage": json.dumps(account),
    }
    if kind == INSIGHTS:
        throttle = {"app_id_util_pct": float(share), "acc_id_util_pct": float(share), "ads_api_access_tier": tier}
        headers["x-fb-ads-insights-throttle"] = json.dumps(throttle)
    return headers
