"""Finding what ads can be aimed at: interests, places, languages, behaviors. Source: vendor's "Targeting search".

Meta knows hundreds of thousands of interests and places; the sandbox knows some and makes up an interest for any
other name, whose id follows from the name, so that whoever asks twice is told the same.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.parameters import json_of, listed
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
Search = Callable[[Params], Iterator[Row]]


def search(params: Params, switches: RuleSwitches) -> list[Row]:
    """Answer `/search?type=`; raises GraphError for what a check in force refuses, whose row is in `switches`."""
    kind = params.get("type", "").lower()
    if kind not in _SEARCHES:
        refuse(switches, "meta.a_targeting_search_has_a_known_type", "type", listed=", ".join(_SEARCHES))
        return []
    if kind == "adinterest" and not params.get("q"):
        refuse(switches, "meta.a_search_for_interests_has_a_word", "q")
    if kind in _BY_INTERESTS and _names(params) is None:
        refuse(switches, "meta.a_search_by_interests_lists_them", "interest_list")
    places = ",".join(listed(params, "location_types", switches))
    return list(_SEARCHES[kind]({**params, "location_types": places}))


def targeting_rows(params: Params) -> list[Row]:
    """Return interests and behaviors that a word finds, as `/targetingsearch` and `/targetingbrowse` tell them."""
    word = params.get("q", "").casefold()
    rows = [*(_interest(name) for name in _INTERESTS), *(_behavior(name) for name in _BEHAVIORS)]
    found = [row for row in rows if word in row["name"].casefold()]
    return found or [_interest(params["q"])]


def country_name(code: str) -> str:
    """Return a country's name, or the code of one that the sandbox does not know."""
    return _COUNTRIES.get(code, code)


def validated_rows(params: Params, switches: RuleSwitches) -> list[Row]:
    """Answer `/targetingvalidation`: each option of `targeting_list`, `id_list` or `name_list`, and whether it is."""
    known = {row["id"]: row for row in _options()}
    by_name = {row["name"].casefold(): row for row in known.values()}
    asked = _objects(params, "targeting_list", switches)
    ids = [*(str(one.get("id", "")) for one in asked), *listed(params, "id_list", switches)]
    found = [known[id_] | {"valid": True} if id_ in known else {"id": id_, "valid": False} for id_ in ids]
    for name in listed(params, "name_list", switches):
        row = by_name.get(name.casefold())
        found.append(row | {"valid": True} if row else {"name": name, "valid": False})
    return found


def _options() -> Iterator[Row]:
    yield from map(_interest, _INTERESTS)
    yield from map(_behavior, _BEHAVIORS)
    yield from (_demographic(group, name) for group, names in _DEMOGRAPHICS.items() for name in names)


def _objects(params: Params, name: str, switches: RuleSwitches) -> list[Row]:
    if name not in params:
        return []
    fits = _are_objects
    found: list[Row] = json_of(params, name, switches, fits=fits, wanted="a list of {type, id}", otherwise=[])
    return found


def _are_objects(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(one, dict) for one in found)


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
    wanted = [kind for kind in params["location_types"].split(",") if kind]
    for row in _all_places():
        if (not wanted or row["type"] in wanted) and word in row["name"].casefold():
            yield row


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


def _made_up(group: str) -> Search:
    """Return the search among what the sandbox knows no rows of: it finds whatever is asked for."""
    return lambda params: iter([_demographic(group, params["q"])] if params.get("q") else [])


def _zips(params: Params) -> Iterator[Row]:
    code = params.get("q", "")
    if code:
        told = {"country_code": "US", "supports_region": True, "supports_city": True}
        yield {"key": f"US:{code}", "name": code, "type": "zip", "country_name": "United States", **told}


def _only(kind: str) -> Search:
    return lambda params: _places({**params, "location_types": kind})


_BY_INTERESTS = ("adinterestsuggestion", "adinterestvalid")
_SEARCHES: Mapping[str, Search] = {
    "adinterest": _interests,
    "adinterestsuggestion": _suggestions,
    "adinterestvalid": _valid,
    "adgeolocation": _places,
    "adcountry": _only("country"),
    "adregion": _only("region"),
    "adcity": _only("city"),
    "adzipcode": _zips,
    "adlocale": _locales,
    "adeducationschool": _made_up("education_schools"),
    "adeducationmajor": _made_up("education_majors"),
    "adworkemployer": _made_up("work_employers"),
    "adworkposition": _made_up("work_positions"),
    "adtargetingcategory": _categories,
}
