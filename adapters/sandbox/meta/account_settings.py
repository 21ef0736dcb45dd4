"""What can be changed about an ad account itself: its name, its spending cap, who it advertises for."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from adapters.sandbox.meta.money import api_units
from adapters.sandbox.meta.parameters import TYPE
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.meta.writes import Writes
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META, ReadyAccount

_TEXTS = ("name", "end_advertiser", "media_agency", "partner", "default_dsa_payor", "default_dsa_beneficiary")


def update_account(
    writes: Writes, sandbox: Sandbox, account: ReadyAccount, params: Mapping[str, str]
) -> dict[str, Any]:
    """Change the account; `spend_cap` comes in whole units of its currency. Returns `{"success": true}`."""
    changed: dict[str, Any] = {name: params[name] for name in _TEXTS if name in params}
    if "name" in changed and not changed["name"].strip():
        refuse(sandbox.rules, "meta.an_account_keeps_a_name", "name")
    changed |= _spend_cap(account, params, sandbox.rules)
    settings = sandbox.store.get(META, "settings", account.id)
    if settings is None:
        writes.add("settings", account, changed, account.id)
    else:
        writes.change(settings, changed)
    return {"success": True}


def _spend_cap(account: ReadyAccount, params: Mapping[str, str], switches: RuleSwitches) -> dict[str, str]:
    if params.get("spend_cap_action") == "delete":
        return {"spend_cap": "0"}
    if "spend_cap" not in params:
        return {}
    amount = _amount(params["spend_cap"])
    if amount is None:
        refuse(switches, TYPE, "spend_cap", wanted="a number")
        return {}
    if amount < 0:
        refuse(switches, "meta.a_spend_cap_is_not_negative", "spend_cap")
    return {"spend_cap": str(api_units(amount, account.currency))}


def _amount(raw: str) -> Decimal | None:
    try:
        amount = Decimal(raw)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
