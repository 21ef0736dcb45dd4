"""Parameters that hold lists or JSON. What cannot be read is refused; once that is relaxed, it counts as not sent."""

from collections.abc import Callable, Mapping
from typing import Any

from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches

TYPE = "meta.a_parameter_has_its_type"


def listed(params: Mapping[str, str], name: str, switches: RuleSwitches) -> list[str]:
    """Return a parameter that is a list of texts, as JSON or separated by commas; an absent one is empty."""
    raw = params.get(name, "")
    try:
        found = read_json(raw) if raw.startswith(("[", '"')) else [part for part in raw.split(",") if part]
    except ValueError:
        refuse(switches, TYPE, name, wanted="an array")
        return []
    return [str(part) for part in (found if isinstance(found, list) else [found])]


def json_of(
    params: Mapping[str, str],
    name: str,
    switches: RuleSwitches,
    *,
    fits: Callable[[Any], bool],
    wanted: str,
    otherwise: object,
) -> Any:  # noqa: ANN401 - whatever fits
    """Return what a parameter that is needed holds as JSON, if it `fits`; `wanted` says what would."""
    try:
        value = read_json(params.get(name, ""))
    except ValueError:
        value = None
    if fits(value):
        return value
    refuse(switches, TYPE, name, wanted=wanted)
    return otherwise
