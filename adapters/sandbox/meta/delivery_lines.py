"""Meta's ads as the delivery model sees them."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from adapters.sandbox.delivery import DeliveryLine, LineKey
from adapters.sandbox.meta.money import major_units
from adapters.sandbox.meta.nodes import Nodes
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META
from adapters.sandbox.store import Entity


def delivery_lines(sandbox: Sandbox, nodes: Nodes) -> Iterator[DeliveryLine]:
    """Yield every ad; the budget is the campaign's or the ad set's, whichever holds it."""
    for ad in sandbox.store.select(META, None, "ad"):
        adset = nodes.parent(ad)
        campaign = nodes.parent(adset) if adset else None
        account = sandbox.seed.account(META, ad.account_id)
        if adset is None or campaign is None or account is None:
            continue
        holder = campaign if _budgeted(campaign) else adset
        yield DeliveryLine(
            key=LineKey(META, ad.account_id, campaign.id, adset.id, ad.id),
            budget_id=holder.id,
            currency=account.currency,
            time_zone=account.time_zone,
            delivering=nodes.effective_status(ad) == "ACTIVE",
            daily_budget=_money(holder, "daily_budget", account.currency),
            lifetime_budget=_money(holder, "lifetime_budget", account.currency),
            objective=f"{campaign.fields['objective']} {adset.fields.get('optimization_goal')}",
            bid=None,
            starts_on=_day(adset, "start_time", account.time_zone),
            ends_on=_day(adset, "end_time", account.time_zone),
        )


def _budgeted(entity: Entity) -> bool:
    return bool(entity.fields.get("daily_budget") or entity.fields.get("lifetime_budget"))


def _money(entity: Entity, name: str, currency: str) -> Decimal | None:
    amount = entity.fields.get(name)
    return major_units(amount, currency) if amount else None


def _day(entity: Entity, name: str, zone: str) -> date | None:
    raw = entity.fields.get(name)
    return datetime.fromisoformat(raw).astimezone(ZoneInfo(zone)).date() if raw and raw != "0" else None
