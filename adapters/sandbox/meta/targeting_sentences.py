"""What an ad set aims at, in the sentences that Ads Manager shows. Source: vendor's "Targeting description"."""

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.parameters import json_of
from adapters.sandbox.meta.targeting_search import country_name

_GENDERS = {1: "Male", 2: "Female"}
_YOUNGEST, _OLDEST = 18, 65
# field of a targeting -> what its sentence begins with
_NAMED = {
    "interests": "Interests:",
    "behaviors": "Behaviors:",
    "life_events": "Life events:",
    "custom_audiences": "Custom audience:",
    "excluded_custom_audiences": "Excluding custom audience:",
}


def sentence_lines(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Answer `/targetingsentencelines` of an account about `targeting_spec`, of an ad set or ad about its own."""
    adset = desk.nodes.ancestor(visit.object, "adset") if visit.object is not None else None
    if adset is not None:
        targeting = adset.fields.get("targeting") or {}
    else:
        rules, wanted = desk.sandbox.rules, "an object"
        targeting = json_of(visit.params, "targeting_spec", rules, fits=_is_object, wanted=wanted, otherwise={})
    subject = adset.id if adset is not None else f"act_{visit.account.id}"
    return {"id": subject, "params": targeting, "targetingsentencelines": list(_lines(targeting))}


def _is_object(found: object) -> bool:
    return isinstance(found, dict)


def _lines(targeting: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if places := list(_places(targeting.get("geo_locations"))):
        yield {"content": "Location:", "children": places}
    oldest = targeting.get("age_max") or _OLDEST
    ages = f"{targeting.get('age_min') or _YOUNGEST} - {oldest}{'+' if oldest == _OLDEST else ''}"
    yield {"content": "Age:", "children": [ages]}
    if genders := [_GENDERS[code] for code in _listed(targeting.get("genders")) if code in _GENDERS]:
        yield {"content": "Gender:", "children": genders}
    for field, content in _NAMED.items():
        if names := [str(one.get("name") or one.get("id")) for one in _objects(targeting.get(field))]:
            yield {"content": content, "children": names}


def _places(geo: object) -> Iterator[str]:
    found = geo if isinstance(geo, dict) else {}
    yield from (country_name(str(code)) for code in _listed(found.get("countries")))
    for kind in ("regions", "cities", "zips"):
        yield from (str(one.get("name") or one.get("key")) for one in _objects(found.get(kind)))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in _listed(value) if isinstance(one, dict)]
