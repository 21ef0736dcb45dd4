"""Meta's ads as the delivery model sees them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from adapters.sandbox.delivery import DeliveryLine, LineKey
from adapters.sandbox.delivery_segments import Audience, values
from adapters.sandbox.meta.money import major_units
from adapters.sandbox.meta.nodes import Nodes
from adapters.sandbox.meta.rule_conditions import moment
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META
from adapters.sandbox.store import Entity

_CLICK_GOALS = frozenset({"LINK_CLICKS", "LANDING_PAGE_VIEWS"})
_GENDERS = {1: "male", 2: "female"}
_OLDEST = 65


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
            objective=f"{campaign.fields.get('objective')} {adset.fields.get('optimization_goal')}",
            bid=_price(adset, account.currency, per_click=True),
            cost_cap=_price(adset, account.currency, per_click=False),
            audience=_audience(adset),
            starts_on=_day(adset, "start_time", account.time_zone),
            ends_on=_day(adset, "end_time", account.time_zone),
        )


def _budgeted(entity: Entity) -> bool:
    return bool(entity.fields.get("daily_budget") or entity.fields.get("lifetime_budget"))


def _money(entity: Entity, name: str, currency: str) -> Decimal | None:
    amount = entity.fields.get(name)
    return major_units(amount, currency) if amount else None


def _price(adset: Entity, currency: str, *, per_click: bool) -> Decimal | None:
    """Return the cap on a bid or on a cost, if it is about clicks or if it is about conversions."""
    amount = adset.fields.get("bid_amount")
    about_clicks = adset.fields.get("optimization_goal") in _CLICK_GOALS
    capped = adset.fields.get("bid_strategy") in ("LOWEST_COST_WITH_BID_CAP", "COST_CAP")
    return major_units(amount, currency) if amount and capped and about_clicks is per_click else None


def _audience(adset: Entity) -> Audience:
    targeting = adset.fields.get("targeting") or {}
    youngest, oldest = (_age(targeting.get(name), default) for name, default in (("age_min", 18), ("age_max", _OLDEST)))

    def aimed_at(ages: str) -> bool:
        low, _, high = ages.rstrip("+").partition("-")
        return int(low) <= oldest and youngest <= int(high or 120)

    places = targeting.get("geo_locations")
    places = places if isinstance(places, dict) else {}
    named = [str(code) for code in places.get("countries") or ()]
    for finer in ("regions", "cities", "zips"):
        named += [str(one["country"]) for one in places.get(finer) or () if isinstance(one, dict) and "country" in one]
    return Audience(
        ages=tuple(filter(aimed_at, values(META, "age"))),
        genders=tuple(_GENDERS[code] for code in _GENDERS if code in (targeting.get("genders") or ())),
        countries=tuple(dict.fromkeys(named)) or ("US",),
    )


def _age(value: object, default: int) -> int:
    """Return an age; what is none was let through by a relaxed rule and counts as unsaid."""
    return value if isinstance(value, int) and value else default


def _day(entity: Entity, name: str, zone: str) -> date | None:
    raw = entity.fields.get(name)
    at = moment(raw) if raw and raw != "0" else None
    return at.astimezone(ZoneInfo(zone)).date() if at else None
