"""How many people a targeting reaches and what a budget may bring: estimates before anything is spent.

The figures follow from countries, ages and genders alone; they are made up, but grow and shrink as they should.
"""

from collections.abc import Mapping
from typing import Any

from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.money import min_daily_budget
from adapters.sandbox.meta.parameters import TYPE
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches

_PEOPLE: Mapping[str, int] = {"US": 230_000_000, "DE": 45_000_000, "TW": 18_000_000, "GB": 48_000_000, "FR": 42_000_000}
_ELSEWHERE = 10_000_000
_YOUNGEST, _OLDEST = 18, 65
_STEPS = (1, 2, 5, 10, 20, 50, 100)


def reach_estimate(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Answer `/reachestimate` of an account, and of an ad set's own targeting."""
    people = _reached(_targeting(visit, desk.sandbox.rules), desk.sandbox.rules)
    return {"data": {"users_lower_bound": people * 9 // 10, "users_upper_bound": people, "estimate_ready": True}}


def delivery_estimate(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Answer `/delivery_estimate` of an account, and of an ad set's own targeting."""
    people = _reached(_targeting(visit, desk.sandbox.rules), desk.sandbox.rules)
    least = min_daily_budget(visit.account.currency)
    outcomes = [_outcome(least * step, people) for step in _STEPS]
    return {
        "data": [
            {
                "daily_outcomes_curve": outcomes,
                "estimate_dau": people * 6 // 10,
                "estimate_mau_lower_bound": people * 9 // 10,
                "estimate_mau_upper_bound": people,
                "estimate_ready": True,
            }
        ]
    }


def minimum_budgets(_desk: Desk, visit: Visit) -> dict[str, Any]:
    """Answer `/minimum_budgets`: the least a day in the account's currency."""
    least = min_daily_budget(visit.account.currency)
    row = {
        "currency": visit.account.currency,
        "min_daily_budget_imp": least,
        "min_daily_budget_low_freq": least * 5,
        "min_daily_budget_high_freq": least * 5,
        "min_daily_budget_video_views": least * 5,
    }
    return {"data": [row]}


def _outcome(spend: int, people: int) -> dict[str, int]:
    impressions = spend * 2
    reach = min(people, impressions * 10 // 12)
    return {"spend": spend, "reach": reach, "impressions": impressions, "actions": impressions // 100}


def _targeting(visit: Visit, switches: RuleSwitches) -> Mapping[str, Any]:
    if visit.object is not None and "targeting_spec" not in visit.params:
        own: Mapping[str, Any] = visit.object.fields.get("targeting") or {}
        return own
    try:
        targeting = read_json(visit.params.get("targeting_spec", ""))
    except ValueError:
        targeting = None
    if not isinstance(targeting, dict) or not targeting:
        refuse(switches, "meta.an_estimate_has_a_targeting", "targeting_spec")
        return {}
    if not targeting.get("geo_locations") and not targeting.get("custom_audiences"):
        refuse(switches, "meta.an_estimate_is_of_a_place", "targeting_spec")
    return targeting


def _reached(targeting: Mapping[str, Any], switches: RuleSwitches) -> int:
    places = targeting.get("geo_locations") or {}
    countries = _listed(places, "countries", switches) if isinstance(places, dict) else []
    people = sum(_PEOPLE.get(str(code), _ELSEWHERE) for code in countries or ("",))
    oldest, youngest = _age(targeting, "age_max", _OLDEST, switches), _age(targeting, "age_min", _YOUNGEST, switches)
    ages = oldest - youngest + 1
    people = people * max(1, ages) // (_OLDEST - _YOUNGEST + 1)
    if len(_listed(targeting, "genders", switches)) == 1:
        people //= 2
    narrowed = bool(targeting.get("flexible_spec") or targeting.get("interests"))
    return max(1000, people // (8 if narrowed else 1))


def _age(targeting: Mapping[str, Any], name: str, otherwise: int, switches: RuleSwitches) -> int:
    said = targeting.get(name) or otherwise
    if not str(said).isdecimal():
        refuse(switches, TYPE, "targeting_spec", wanted=f"an object whose {name} is a whole number")
        return otherwise
    return min(int(str(said)[:3]), _OLDEST)


def _listed(spec: Mapping[str, Any], name: str, switches: RuleSwitches) -> list[Any]:
    said = spec.get(name) or []
    if not isinstance(said, list):
        refuse(switches, TYPE, "targeting_spec", wanted=f"an object whose {name} are a list")
        return []
    return said
