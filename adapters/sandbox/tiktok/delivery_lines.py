"""TikTok's ads, manual and Smart+, as the delivery model sees them."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from adapters.sandbox.delivery import DeliveryLine, LineKey
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tiktok.adgroup_rules import moment
from adapters.sandbox.tiktok.audiences import audience_of
from adapters.sandbox.tiktok.budgets import DAILY_MODES, amount
from adapters.sandbox.tiktok.objects import Objects, parent_kind


def delivery_lines(sandbox: Sandbox, objects: Objects) -> Iterator[DeliveryLine]:
    """Yield every ad; the budget is the campaign's where it optimizes or caps below its ad groups' sum."""
    for kind in ("ad", "smart_plus_ad"):
        holders: dict[str, bool] = {}
        for ad in sandbox.store.select(TIKTOK, None, kind):
            _, adgroup, campaign = objects.lineage(ad)
            account = sandbox.seed.account(TIKTOK, ad.account_id)
            if account is None:
                continue
            if campaign.id not in holders:
                holders[campaign.id] = _campaign_holds(sandbox, campaign, adgroup.kind)
            holder = campaign if holders[campaign.id] else adgroup
            yield _line([ad, adgroup, campaign], holder, account, delivering=_delivers(objects, ad))


def _campaign_holds(sandbox: Sandbox, campaign: Entity, adgroup_kind: str) -> bool:
    if campaign.fields.get("budget_mode") == "BUDGET_MODE_INFINITE" or "budget" not in campaign.fields:
        return False
    if campaign.fields.get("budget_optimize_on") or parent_kind(adgroup_kind) is None:
        return True
    below = sandbox.store.select(TIKTOK, campaign.account_id, adgroup_kind, campaign.id)
    running = [one for one in below if one.fields["operation_status"] == "ENABLE"]
    return amount(campaign.fields["budget"]) < sum(amount(one.fields.get("budget", 0)) for one in running)


def _delivers(objects: Objects, ad: Entity) -> bool:
    return objects.secondary_status(ad) == "AD_STATUS_DELIVERY_OK"


def _line(lineage: list[Entity], holder: Entity, account: ReadyAccount, *, delivering: bool) -> DeliveryLine:
    ad, adgroup, campaign = lineage
    daily = holder.fields.get("budget_mode") in DAILY_MODES
    budget = amount(holder.fields["budget"]) if holder.fields.get("budget") is not None else None
    bid, cost_cap = adgroup.fields.get("bid_price"), adgroup.fields.get("conversion_bid_price")
    return DeliveryLine(
        key=LineKey(TIKTOK, ad.account_id, campaign.id, adgroup.id, ad.id),
        budget_id=holder.id,
        currency=account.currency,
        time_zone=account.time_zone,
        delivering=delivering,
        daily_budget=budget if daily else None,
        lifetime_budget=None if daily else budget,
        objective=f"{campaign.fields.get('objective_type')} {adgroup.fields.get('optimization_goal')}",
        bid=amount(bid) if bid else None,
        cost_cap=amount(cost_cap) if cost_cap else None,
        audience=audience_of(adgroup.fields, account),
        starts_on=_day(adgroup, "schedule_start_time", account),
        ends_on=_day(adgroup, "schedule_end_time", account),
    )


def _day(adgroup: Entity, field: str, account: ReadyAccount) -> date | None:
    at = moment(adgroup.fields.get(field))
    return at.astimezone(ZoneInfo(account.time_zone)).date() if at else None
