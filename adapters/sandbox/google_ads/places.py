"""Suggestions of places to aim at, by name.

Google knows two hundred thousand places; the sandbox knows countries. For any other name it makes up a city
whose id follows from the name, so that whoever asks twice is told the same.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence

from adapters.sandbox.google_ads.calls import Call
from adapters.sandbox.google_ads.constants import COUNTRIES, constants
from adapters.sandbox.google_ads.request_rules import MANY_PLACES, MOST_NAMES, NO_PLACE, ODD_COUNTRY
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.rule_switches import RuleSwitches

_FIRST_CITY, _CITIES = 9_000_000, 900_000


def suggest(call: Call) -> Iterator[Proto]:
    """Yield places by their names or by their resource names."""
    call.token()
    request, response = call.request, call.method.response()
    names, targets = request.location_names.names, request.geo_targets.geo_target_constants
    _check(names, targets, request.country_code, call.sandbox.rules)
    locale = request.locale or "en"
    for name in names:
        place = _named(call, name, request.country_code)
        response.geo_target_constant_suggestions.add(locale=locale, search_term=name, geo_target_constant=place)
    for target in targets:
        for place in constants(call.wire, "geo_target_constant"):
            if place.resource_name == target:
                response.geo_target_constant_suggestions.add(locale=locale, geo_target_constant=place)
    yield response


def _check(names: Sequence[str], targets: Sequence[str], country_code: str, switches: RuleSwitches) -> None:
    if not names and not targets:
        NO_PLACE.refuse(switches)
    if len(names) > MOST_NAMES:
        MANY_PLACES.refuse(switches)
    if country_code and not re.fullmatch("[A-Z]{2}", country_code):
        ODD_COUNTRY.refuse(switches, trigger=country_code)


def _named(call: Call, name: str, country_code: str) -> Proto:
    for place in constants(call.wire, "geo_target_constant"):
        if name.casefold() in {place.name.casefold(), place.country_code.casefold()}:
            return place
    country = next((each for each in COUNTRIES if each.code == (country_code or "US")), None)
    seed = f"{country_code}/{name.casefold()}".encode()
    number = _FIRST_CITY + int.from_bytes(hashlib.sha256(seed).digest()[:4]) % _CITIES
    return call.wire.resource_type("geo_target_constant")(
        resource_name=f"geoTargetConstants/{number}",
        id=number,
        name=name,
        canonical_name=f"{name},{country.name}" if country else name,
        country_code=country_code or "US",
        target_type="City",
        status="ENABLED",
        parent_geo_target=f"geoTargetConstants/{country.id}" if country else "",
    )
