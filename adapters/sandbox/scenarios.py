"""Bad days by name: each brings about what happens to every advertiser some day, on one platform or on all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from adapters.sandbox.faults import FaultKind, FaultRule
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS, META, TIKTOK
from adapters.sandbox.store import Entity

PLATFORMS = (GOOGLE_ADS, META, TIKTOK)
_CAMPAIGNS = {GOOGLE_ADS: ("campaign",), META: ("campaign",), TIKTOK: ("campaign", "smart_plus_campaign")}
_ADS = {GOOGLE_ADS: ("ad_group_ad",), META: ("ad",), TIKTOK: ("ad", "smart_plus_ad")}
_PAUSE = {GOOGLE_ADS: {"status": "PAUSED"}, META: {"status": "PAUSED"}, TIKTOK: {"operation_status": "DISABLE"}}


class ScenarioError(ValueError):
    """The scenario cannot happen; `field` is to blame, the message says what would help."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """`options` are the fields it understands beside `name` and `platform`."""

    about: str
    options: frozenset[str]
    happen: Callable[[Sandbox, str, Mapping[str, Any]], dict[str, Any]]


def play(sandbox: Sandbox, name: str, platform: str | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """Bring a scenario about, on all platforms if none is named; returns what happened by platform."""
    if name not in SCENARIOS:
        raise ScenarioError("name", f"must be one of {', '.join(SCENARIOS)}")
    if platform is not None and platform not in PLATFORMS:
        raise ScenarioError("platform", f"must be one of {', '.join(PLATFORMS)}")
    scenario = SCENARIOS[name]
    for option in options:
        if option not in scenario.options:
            raise ScenarioError(option, f"is unknown to {name}; known are {', '.join(sorted(scenario.options))}")
    with sandbox.lock:
        sandbox.delivery.accrue()
        return {one: scenario.happen(sandbox, one, options) for one in ([platform] if platform else PLATFORMS)}


def _revoke_tokens(sandbox: Sandbox, platform: str, options: Mapping[str, Any]) -> dict[str, Any]:
    token = options.get("token")
    if token is None:
        return {"revoked": sandbox.tokens.revoke_all(platform)}
    if not sandbox.tokens.revoke(platform, str(token)):
        raise ScenarioError("token", "was never given out")
    return {"revoked": 1}


def _storm(sandbox: Sandbox, platform: str, options: Mapping[str, Any]) -> dict[str, Any]:
    rule = FaultRule(
        platform=platform,
        route=str(options.get("route", "*")),
        kind=FaultKind.RATE_LIMIT,
        count=int(_amount(options, "count")) if "count" in options else None,
        probability=_amount(options, "probability", 0.5),
        retry_after_seconds=int(_amount(options, "retry_after_seconds", 30)),
    )
    return {"faults": [sandbox.faults.add(rule)]}


def _outage(sandbox: Sandbox, platform: str, options: Mapping[str, Any]) -> dict[str, Any]:
    rule = FaultRule(platform=platform, route="*", kind=FaultKind.SERVER_ERROR, count=None)
    hours = _amount(options, "delivery_hours", 0)
    if hours:
        now = sandbox.clock.now()
        sandbox.delivery.stop(platform, now, now + timedelta(hours=hours))
    return {"faults": [sandbox.faults.add(rule)], "delivery_stops_for_hours": hours}


def _edit_by_hand(sandbox: Sandbox, platform: str, options: Mapping[str, Any]) -> dict[str, Any]:
    campaign = _find(sandbox, platform, _CAMPAIGNS[platform], options, "campaign_id")
    fields = options.get("fields", _PAUSE[platform])
    if not isinstance(fields, dict) or not fields:
        raise ScenarioError("fields", "must be an object of the platform's own field names")
    before = {name: campaign.fields.get(name) for name in fields}
    sandbox.store.change(campaign, fields, sandbox.clock.now())
    return {"campaign_id": campaign.id, "before": before, "after": fields}


def _disapprove(sandbox: Sandbox, platform: str, options: Mapping[str, Any]) -> dict[str, Any]:
    ad = _find(sandbox, platform, _ADS[platform], options, "ad_id")
    reason = str(options.get("reason", "Misleading claims"))
    ad_id = ad.id.rpartition("~")[2]
    sandbox.standing.disapprove(platform, ad_id, reason)
    sandbox.store.change(ad, {}, sandbox.clock.now())
    return {"ad_id": ad_id, "reason": reason}


def _suspend(sandbox: Sandbox, platform: str, options: Mapping[str, Any]) -> dict[str, Any]:
    ready = next(account.id for account in sandbox.seed.accounts_of(platform) if not account.manager)
    account_id = str(options.get("account_id", ready))
    if sandbox.seed.account(platform, account_id) is None:
        raise ScenarioError("account_id", f"{platform} has no account {account_id}")
    reason = str(options.get("reason", "Circumventing systems"))
    sandbox.standing.suspend(platform, account_id, reason)
    return {"account_id": account_id, "reason": reason}


def _find(sandbox: Sandbox, platform: str, kinds: tuple[str, ...], options: Mapping[str, Any], field: str) -> Entity:
    """Return the object that is named, or the newest there is."""
    found = [entity for kind in kinds for entity in sandbox.store.select(platform, None, kind)]
    if field in options:
        found = [entity for entity in found if str(options[field]) in (entity.id, entity.id.rpartition("~")[2])]
    if not found:
        raise ScenarioError(field, f"{platform} has no such object: create one first")
    return max(found, key=lambda entity: entity.created_at)


def _amount(options: Mapping[str, Any], name: str, default: float = 0) -> float:
    raw = options.get(name, default)
    if isinstance(raw, bool) or not isinstance(raw, int | float) or raw < 0:
        raise ScenarioError(name, "must be a number that is not negative")
    return float(raw)


SCENARIOS: Mapping[str, Scenario] = {
    "token_revoked": Scenario(
        about="Every access and refresh token, or the `token` named, is revoked: a new consent is needed.",
        options=frozenset({"token"}),
        happen=_revoke_tokens,
    ),
    "rate_limit_storm": Scenario(
        about="Calls fail by chance with the platform's rate limit until the fault is lifted.",
        options=frozenset({"probability", "count", "retry_after_seconds", "route"}),
        happen=_storm,
    ),
    "outage": Scenario(
        about="Every call fails until the fault is lifted; with `delivery_hours` ads do not show for as long.",
        options=frozenset({"delivery_hours"}),
        happen=_outage,
    ),
    "edited_by_hand": Scenario(
        about="Someone pauses the newest campaign, or changes its `fields`, in the platform's own manager.",
        options=frozenset({"campaign_id", "fields"}),
        happen=_edit_by_hand,
    ),
    "disapproved_ad": Scenario(
        about="Reviewers disapprove the newest ad, or the one named: it stops.",
        options=frozenset({"ad_id", "reason"}),
        happen=_disapprove,
    ),
    "suspended_account": Scenario(
        about="The ready account, or the one named, is suspended: nothing of it shows.",
        options=frozenset({"account_id", "reason"}),
        happen=_suspend,
    ),
}
