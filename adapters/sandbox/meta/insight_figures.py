"""The columns of an insights row: strings, `spend` in major units, actions by type and attribution window.

Source: platforms.md 3.2. The purchase action types overlap: each of them tells of the same purchases.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from adapters.sandbox.meta.insight_tallies import Tally
from adapters.sandbox.meta.schema import values_of
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches

# No longer returned since 2026-01-12, though the client still names them.
_GONE_WINDOWS = frozenset({"7d_view", "28d_view"})

_PURCHASES = ("omni_purchase", "purchase", "offsite_conversion.fb_pixel_purchase")
_CARTS = ("omni_add_to_cart", "add_to_cart", "offsite_conversion.fb_pixel_add_to_cart")
_CHECKOUTS = ("omni_initiated_checkout", "initiate_checkout", "offsite_conversion.fb_pixel_initiate_checkout")
# Steps on the way to a purchase: so many are taken for each one.
_STEPS: Mapping[str, int] = {**dict.fromkeys(_PURCHASES, 1), **dict.fromkeys(_CARTS, 3), **dict.fromkeys(_CHECKOUTS, 2)}
_WINDOWS: Mapping[str, tuple[str, str]] = {
    "1d_click": ("soon", "soon_value"),
    "7d_click": ("conversions", "value"),
    "28d_click": ("conversions", "value"),
    "1d_view": ("seen", "seen_value"),
    "1d_ev": ("engaged", "engaged_value"),
}
_CLICK_WINDOWS = tuple(name for name in _WINDOWS if name.endswith("click"))
_ENGAGEMENTS: Mapping[str, Callable[[Tally], int]] = {
    "link_click": lambda tally: tally.link_clicks,
    "landing_page_view": lambda tally: tally.landings,
    "post_engagement": lambda tally: tally.clicks,
    "page_engagement": lambda tally: tally.clicks,
}


def windows(names: Sequence[str], switches: RuleSwitches) -> list[str]:
    """Return the attribution windows to show; an unknown one is refused, or left out once that is relaxed."""
    rule, field = "meta.an_attribution_window_is_one_of_those_listed", "action_attribution_windows"
    for place, name in enumerate(names):
        if name not in values_of(field):
            refuse(switches, rule, field, place=place, listed=", ".join(sorted(_WINDOWS)))
    return [name for name in names if name in _WINDOWS and name not in _GONE_WINDOWS]


_Column = Callable[[Tally, Decimal, int | None], str | None]
_COLUMNS: Mapping[str, _Column] = {
    "impressions": lambda tally, _, __: str(tally.impressions),
    "clicks": lambda tally, _, __: str(tally.clicks),
    "inline_link_clicks": lambda tally, _, __: str(tally.link_clicks),
    "inline_post_engagement": lambda tally, _, __: str(tally.clicks),
    "unique_clicks": lambda tally, _, __: str(tally.clicks),
    "spend": lambda _, spend, __: str(spend),
    "cpc": lambda tally, spend, _: _ratio(spend, tally.clicks),
    "cpm": lambda tally, spend, _: _ratio(spend * 1000, tally.impressions),
    "ctr": lambda tally, _, __: _ratio(tally.clicks * 100, tally.impressions),
    "unique_ctr": lambda tally, _, reach: _ratio(tally.clicks * 100, reach or 0),
    "inline_link_click_ctr": lambda tally, _, __: _ratio(tally.link_clicks * 100, tally.impressions),
    "unique_inline_link_clicks": lambda tally, _, __: str(tally.link_clicks),
    "unique_inline_link_click_ctr": lambda tally, _, reach: _ratio(tally.link_clicks * 100, reach or 0),
    "unique_link_clicks_ctr": lambda tally, _, reach: _ratio(tally.link_clicks * 100, reach or 0),
    "cost_per_inline_link_click": lambda tally, spend, _: _ratio(spend, tally.link_clicks),
    "cost_per_inline_post_engagement": lambda tally, spend, _: _ratio(spend, tally.clicks),
    "cost_per_unique_inline_link_click": lambda tally, spend, _: _ratio(spend, tally.link_clicks),
    "social_spend": lambda _, spend, __: str(spend * 0),
    "cost_per_unique_click": lambda tally, spend, _: _ratio(spend, tally.clicks),
    "attribution_setting": lambda _, __, ___: "7d_click",
    "reach": lambda _, __, reach: None if reach is None else str(reach),
    "frequency": lambda tally, _, reach: None if reach is None else _ratio(tally.impressions, reach),
    "cpp": lambda _, spend, reach: None if reach is None else _ratio(spend * 1000, reach),
}
# Filters on these are about figures, and so about finished rows.
FIGURES = frozenset(_COLUMNS)
_ACTIONS = frozenset({"actions", "unique_actions", "action_values", "purchase_roas", "website_purchase_roas"})
_OUTBOUND = frozenset(
    {
        *("outbound_clicks", "unique_outbound_clicks", "outbound_clicks_ctr", "website_ctr"),
        *("cost_per_outbound_click", "cost_per_unique_outbound_click"),
    }
)
_COSTS = frozenset({"cost_per_action_type", "cost_per_unique_action_type"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How figures are told: decimals of the currency, attribution windows, and the columns asked for."""

    digits: int
    windows: Sequence[str]
    names: Collection[str]


def figures(tally: Tally, reach: int | None, told: Told, acted_on: Mapping[str, Tally]) -> dict[str, Any]:
    """Return those columns among `names` that have a value; `reach` None leaves people out, as hours do.

    With `acted_on`, the tally by device, each action is told once for each device it was taken on.
    """
    spend = Decimal(tally.spend).scaleb(-told.digits)
    row: dict[str, Any] = {name: _COLUMNS[name](tally, spend, reach) for name in told.names if name in _COLUMNS}
    if not acted_on:
        return row | _lists(tally, told)
    lists: dict[str, list[dict[str, Any]]] = {}
    for device, part in acted_on.items():
        # Nobody knows which impression, or which part of the money, an action on a device came of.
        of_device = replace(part, impressions=tally.impressions, spend=tally.spend)
        for name, entries in _lists(of_device, told).items():
            lists.setdefault(name, []).extend({**entry, "action_device": device} for entry in entries)
    return row | lists


def _lists(tally: Tally, told: Told) -> dict[str, Any]:
    """Return the columns that list actions."""
    found = {} if _ACTIONS.isdisjoint(told.names) else _actions(tally, told.digits, told.windows)
    spend = Decimal(tally.spend).scaleb(-told.digits)
    if tally.link_clicks and not _OUTBOUND.isdisjoint(told.names):
        found |= _outbound(tally, spend)
    return found if _COSTS.isdisjoint(told.names) else found | _costs(tally, spend)


def _actions(tally: Tally, digits: int, shown: Sequence[str]) -> dict[str, Any]:
    engaged = [
        {"action_type": kind, "value": str(count(tally))} | dict.fromkeys(_clicks(shown), str(count(tally)))
        for kind, count in _ENGAGEMENTS.items()
        if count(tally)
    ]
    steps = _STEPS.items() if tally.conversions else ()
    counted = [_action(tally, kind, shown, per) for kind, per in steps]
    worth = [_action(tally, kind, shown, per, digits=digits) for kind, per in steps]
    found: dict[str, Any] = {}
    if engaged or counted:
        found["actions"] = found["unique_actions"] = [*engaged, *counted]
    if tally.conversions:
        found["action_values"] = worth
        found |= _roas(tally, shown)
    return found


def _outbound(tally: Tally, spend: Decimal) -> dict[str, Any]:
    """Return what is told of clicks that lead away, which every link click does; nobody clicks twice."""
    count, ctr = str(tally.link_clicks), _ratio(tally.link_clicks * 100, tally.impressions)
    cost = _ratio(spend, tally.link_clicks)
    columns = dict.fromkeys(("outbound_clicks", "unique_outbound_clicks"), count) | {"outbound_clicks_ctr": ctr}
    columns |= dict.fromkeys(("cost_per_outbound_click", "cost_per_unique_outbound_click"), cost)
    told = {name: [{"action_type": "outbound_click", "value": value}] for name, value in columns.items()}
    return told | {"website_ctr": [{"action_type": "link_click", "value": ctr}]}


def _clicks(shown: Sequence[str]) -> list[str]:
    return [name for name in shown if name in _CLICK_WINDOWS]


def _action(tally: Tally, kind: str, shown: Sequence[str], per: int, *, digits: int | None = None) -> dict[str, Any]:
    """Return one entry, of counts or with `digits` of money; windows in which nothing happened are left out."""
    which = 0 if digits is None else 1

    def text(name: str) -> str:
        amount: int = getattr(tally, name) * per
        return str(amount if digits is None else Decimal(amount).scaleb(-digits))

    entry = {"action_type": kind, "value": text(("conversions", "value")[which])}
    return entry | {name: text(_WINDOWS[name][which]) for name in shown if getattr(tally, _WINDOWS[name][which])}


def _roas(tally: Tally, shown: Sequence[str]) -> dict[str, Any]:
    if not tally.spend:
        return {}
    by_window = {name: _ratio(getattr(tally, _WINDOWS[name][1]), tally.spend) for name in shown}
    entry = {"value": _ratio(tally.value, tally.spend)} | {name: v for name, v in by_window.items() if v}
    return {
        "purchase_roas": [{"action_type": "omni_purchase", **entry}],
        "website_purchase_roas": [{"action_type": "offsite_conversion.fb_pixel_purchase", **entry}],
    }


def _costs(tally: Tally, spend: Decimal) -> dict[str, Any]:
    counts = {kind: count(tally) for kind, count in _ENGAGEMENTS.items()}
    counts |= {kind: tally.conversions * per for kind, per in _STEPS.items()}
    costs = [{"action_type": kind, "value": _ratio(spend, count)} for kind, count in counts.items() if count]
    return dict.fromkeys(_COSTS, costs) if costs else {}


def _ratio(above: Decimal | int, below: Decimal | int) -> str | None:
    return str((Decimal(above) / below).quantize(Decimal("0.000001"), ROUND_HALF_UP)) if below else None
