"""Finding what ads can be aimed at: interests, places, languages, behaviors. Source: vendor's "Targeting search".

Meta knows hundreds of thousands of interests and places; the sandbox knows some and makes up an interest for any
other name, whose id follows from the name, so that whoever asks twice is told the same.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from adapters.sandbox.meta.errors import invalid_parameter
from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches

_INTERESTS = (
    *("Running", "Hiking", "Walking", "Cycling", "Swimming", "Yoga", "Baseball", "Basketball", "Football", "Tennis"),
    *("Shoes", "Fashion", "Jewelry", "Cooking", "Coffee", "Travel", "Photography", "Gardening", "Music", "Movies"),
)
_BEHAVIORS = ("Frequent travelers", "Small business owners", "Engaged shoppers", "Early technology adopters")
# class -> rows, as Ads Manager groups them
_DEMOGRAPHICS = {
    "life_events": ("Newly engaged (6 months)", "Recently moved", "New job", "Upcoming birthday"),
    "family_statuses": ("Parents (all)", "New parents (0-12 months)", "Parents with teenagers (13-17 years)"),
    "industries": ("Business and finance", "Computation and mathematics", "Sales"),
    "income": ("Household income: top 10% of ZIP codes (US)", "Household income: top 25%-50% of ZIP codes (US)"),
    "user_device": ("Apple iPhone", "Samsung Galaxy"),
    "user_os": ("iOS", "Android"),
}
_COUNTRIES = {
    "US": "United States",
    "DE": "Germany",
    "FR": "France",
    "GB": "United Kingdom",
    "TW": "Taiwan",
    "JP": "Japan",
}
_REGIONS = {"California": "US", "New York": "US", "Texas": "US", "Bayern": "DE", "Berlin": "DE", "Taipei City": "TW"}
_CITIES = {
    "San Francisco": ("California", "US"),
    "New York": ("New York", "US"),
    "Berlin": ("Berlin", "DE"),
    "Munich": ("Bayern", "DE"),
    "Taipei": ("Taipei City", "TW"),
}
_LOCALES = {
    6: "English (US)",
    24: "English (UK)",
    5: "German",
    9: "French (France)",
    22: "Traditional Chinese (Taiwan)",
}

Row = dict[str, Any]
Params = Mapping[str, str]


def search(params: Params, switches: RuleSwitches) -> list[Row]:
    """Answer `/search?type=`; raises GraphError for what a check in force refuses, whose row is in `switches`."""
    kind = params.get("type", "").lower()
    if kind not in _SEARCHES:
        refuse(switches, "meta.a_targeting_search_has_a_known_type", "type")
        return []
    if kind == "adinterest" and not params.get("q"):
        refuse(switches, "meta.a_search_for_interests_has_a_word", "q")
    if kind in _BY_INTERESTS and _names(params) is None:
        refuse(switches, "meta.a_search_by_interests_lists_them", "interest_list")
    return list(_SEARCHES[kind](params))


def targeting_rows(params: Params) -> list[Row]:
    """Return interests and behaviors that a word finds, as `/targetingsearch` and `/targetingbrowse` tell them."""
    word = params.get("q", "").casefold()
    rows = [*(_interest(name) for name in _INTERESTS), *(_behavior(name) for name in _BEHAVIORS)]
    found = [row for row in rows if word in row["name"].casefold()]
    return found or [_interest(params["q"])]


def _number(kind: str, name: str) -> int:
    return 6_000_000_000_000 + int.from_bytes(hashlib.sha256(f"{kind}/{name.casefold()}".encode()).digest()[:5])


def _sized(row: Row) -> Row:
    people = 1_000_000 + int(row["id"]) % 90_000_000
    return {**row, "audience_size_lower_bound": people, "audience_size_upper_bound": people * 118 // 100}


def _interest(name: str) -> Row:
    return _sized(
        {"id": str(_number("interest", name)), "name": name, "type": "interests", "path": ["Interests", name]}
    ) | {"topic": "Hobbies and activities", "disambiguation_category": None}


def _behavior(name: str) -> Row:
    return _sized(
        {"id": str(_number("behavior", name)), "name": name, "type": "behaviors", "path": ["Behaviors", name]}
    )


def _demographic(group: str, name: str) -> Row:
    return _sized({"id": str(_number(group, name)), "name": name, "type": group, "path": ["Demographics", name]})


def _interests(params: Params) -> Iterator[Row]:
    word = params.get("q", "")
    found = [name for name in _INTERESTS if word.casefold() in name.casefold()]
    for name in found or [word]:
        yield {key: value for key, value in _interest(name).items() if key != "type"}


def _names(params: Params) -> list[str] | None:
    try:
        return [str(name) for name in read_json(params.get("interest_list", ""))]
    except (ValueError, TypeError):
        return None


def _suggestions(params: Params) -> Iterator[Row]:
    named = {name.casefold() for name in _names(params) or ()}
    yield from (_interest(name) for name in _INTERESTS if name.casefold() not in named)


def _valid(params: Params) -> Iterator[Row]:
    known = {name.casefold(): name for name in _INTERESTS}
    for name in _names(params) or ():
        there = name.casefold() in known
        yield (
            {**_interest(known.get(name.casefold(), name)), "valid": there} if there else {"name": name, "valid": False}
        )


def _places(params: Params) -> Iterator[Row]:
    word = params.get("q", "").casefold()
    wanted = _kinds_of_place(params.get("location_types", "[]"))
    for row in _all_places():
        if (not wanted or row["type"] in wanted) and word in row["name"].casefold():
            yield row


def _kinds_of_place(said: str) -> set[str]:
    """One kind by itself, or a list of them as JSON."""
    if not said.startswith("["):
        return {said}
    try:
        return {str(kind) for kind in read_json(said)}
    except ValueError:
        raise invalid_parameter("location_types must be an array of strings", "location_types") from None


def _all_places() -> Iterator[Row]:
    for code, name in _COUNTRIES.items():
        told = {"country_code": code, "supports_region": True, "supports_city": True}
        yield {"key": code, "name": name, "type": "country", **told}
    for name, code in _REGIONS.items():
        key = str(_number("region", name) % 10_000)
        told = {"country_name": _COUNTRIES[code], "supports_region": True, "supports_city": True}
        yield {"key": key, "name": name, "type": "region", "country_code": code, **told}
    for name, (region, code) in _CITIES.items():
        key = str(_number("city", name) % 10_000_000)
        told = {"country_name": _COUNTRIES[code], "region": region, "region_id": _number("region", region) % 10_000}
        yield {"key": key, "name": name, "type": "city", "country_code": code, **told}


def _locales(params: Params) -> Iterator[Row]:
    word = params.get("q", "").casefold()
    yield from ({"key": key, "name": name} for key, name in _LOCALES.items() if word in name.casefold())


def _categories(params: Params) -> Iterator[Row]:
    kind = params.get("class", "interests")
    if kind == "behaviors":
        yield from map(_behavior, _BEHAVIORS)
    elif kind == "interests":
        yield from map(_interest, _INTERESTS)
    for group, names in _DEMOGRAPHICS.items():
        if kind in (group, "demographics"):
            yield from (_demographic(group, name) for name in names)


_BY_INTERESTS = ("adinterestsuggestion", "adinterestvalid")
_SEARCHES: Mapping[str, Callable[[Params], Iterator[Row]]] = {
    "adinterest": _interests,
    "adinterestsuggestion": _suggestions,
    "adinterestvalid": _valid,
    "adgeolocation": _places,
    "adcountry": lambda params: _places({**params, "location_types": '["country"]'}),
    "adlocale": _locales,
    "adtargetingcategory": _categories,
}
