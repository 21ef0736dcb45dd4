"""The fields of each kind of object: which can be sent and in what type, and which can be read.

Every value arrives as text in a form; its type turns it into what the object keeps. Types are the official
client's own; the rows here stand above them where Graph is stricter (platforms.md 3.2).
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.parameters import TYPE
from adapters.sandbox.meta.schema import calls_of, fields_of, values_of
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.rule_switches import RuleSwitches

Parser = Callable[[str], Any]

STATUSES = ("ACTIVE", "PAUSED", "DELETED", "ARCHIVED")

# kind -> the call that creates it, on the account if not `_CREATED_ON`; `POST` on the object itself changes it.
CREATED_BY = {
    "campaign": "POST campaigns",
    "adset": "POST adsets",
    "ad": "POST ads",
    "adcreative": "POST adcreatives",
    "audience": "POST customaudiences",
    "video": "POST advideos",
    "pixel": "POST adspixels",
    "label": "POST adlabels",
    "conversion": "POST customconversions",
    "adrule": "POST adrules_library",
    "budget_schedule": "POST budget_schedules",
}
# What is made elsewhere than on the account.
_CREATED_ON = {"budget_schedule": "campaign"}
# Parameters that steer a call and are no property of the object.
_STEERING = frozenset({"execution_options", "redownload", "date_format", "include_demolink_hashes"})


class _UnlistedError(ValueError):
    """The value can be read, but is none of those that the client lists."""

    def __init__(self, value: str | list[str]) -> None:
        super().__init__(value)
        self.value = value


def _text(raw: str) -> str:
    return raw


def _integer(raw: str) -> int:
    return int(raw)


def _whole_number(raw: str) -> int:
    if (value := int(raw)) < 0:
        raise ValueError(raw)
    return value


def _number(raw: str) -> float:
    return float(raw)


def _boolean(raw: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[raw.lower()]


def _list(raw: str) -> list[Any]:
    value = read_json(raw)
    if not isinstance(value, list):
        raise TypeError(raw)
    return value


def _texts(raw: str) -> list[str]:
    value = _list(raw)
    if not all(isinstance(item, str) for item in value):
        raise TypeError(raw)
    return value


def _object(raw: str) -> dict[str, Any]:
    value = read_json(raw)
    if not isinstance(value, dict):
        raise TypeError(raw)
    return value


def _object_or_list(raw: str) -> dict[str, Any] | list[Any]:
    value = read_json(raw)
    if not isinstance(value, (dict, list)):
        raise TypeError(raw)
    return value


def _one_of(*values: str) -> Parser:
    def choose(raw: str) -> str:
        if raw not in values:
            raise _UnlistedError(raw)
        return raw

    choose.__doc__ = f"one of {', '.join(values)}"
    return choose


def _some_of(*values: str) -> Parser:
    def choose(raw: str) -> list[str]:
        found = _texts(raw)
        if not set(values).issuperset(found):
            raise _UnlistedError(found)
        return found

    choose.__doc__ = f"a list of {', '.join(values)}"
    return choose


_BY_TYPE: Mapping[str, Parser] = {
    "string": _text,
    "datetime": _text,
    "int": _integer,
    "unsigned int": _whole_number,
    "float": _number,
    "bool": _boolean,
    "map": _object_or_list,
    "Object": _object_or_list,
}

_STATUS = _one_of(*STATUSES)
_STRICTER: Mapping[str, Mapping[str, Parser]] = {
    "campaign": {
        "status": _STATUS,
        "special_ad_categories": _texts,
        "buying_type": _one_of("AUCTION", "RESERVED"),
        "is_adset_budget_sharing_enabled": _boolean,
        "promoted_object": _object,
    },
    "adset": {
        "status": _STATUS,
        "bid_constraints": _object,
        "targeting": _object,
        "promoted_object": _object,
        "attribution_spec": _list,
    },
    "adcreative": {"object_story_spec": _object, "asset_feed_spec": _object, "degrees_of_freedom_spec": _object},
    "ad": {"adset_id": _text, "creative": _object, "status": _STATUS, "tracking_specs": _object_or_list},
    "audience": {"lookalike_spec": _object, "rule": _object_or_list},
}

# Read on Graph, though the client's field list lacks them.
_ALSO_READABLE: Mapping[str, frozenset[str]] = {
    "campaign": frozenset({"account", "adsets", "ads", "insights", "budget_schedules"}),
    "adset": frozenset({"ads", "adcreatives", "insights", "budget_schedules"}),
    "ad": frozenset({"adcreatives", "insights"}),
    "adcreative": frozenset({"created_time", "updated_time", "image_urls_for_viewing"}),
    "video": frozenset({"thumbnails"}),
    "account": frozenset({"campaigns", "adsets", "ads", "adcreatives", "adimages", "customaudiences", "insights"}),
    "page": frozenset({"tasks", "picture"}),
    "user": frozenset(
        {
            *("adaccounts", "assigned_ad_accounts", "accounts", "assigned_pages", "businesses", "business_users"),
            "permissions",
        }
    ),
    "assigned_user": frozenset({"tasks"}),
    "audience": frozenset({"created_time", "updated_time", "status"}),
    "image": frozenset({"hash"}),
    "pixel": frozenset({"updated_time"}),
}

# Nodes that the client has no class for. Source: vendor's documentation.
_UNKNOWN_TO_CLIENT: Mapping[str, frozenset[str]] = {
    "session": frozenset(
        {
            *("id", "name", "method", "uri", "status", "result", "start_time", "complete_time", "error_code"),
            *("exception", "app", "user", "page", "platform_version", "rate"),
        }
    )
}


def _parser(kind_of: str) -> Parser:
    inner = kind_of.removeprefix("list<").removesuffix(">")
    listed = kind_of.startswith("list")
    if inner.startswith("@"):
        known = sorted(values_of(inner[1:]))
        return _some_of(*known) if listed else _one_of(*known)
    return _list if listed else _BY_TYPE.get(kind_of, _object)


@cache
def writable(kind: str, *, creating: bool) -> Mapping[str, Parser]:
    """Return the parameters that make up or change an object, each with what reads it.

    A change may name what only a creation can set: it is read, so that it can be refused.
    """
    types = {
        **({} if creating else calls_of(kind).get("POST", {})),
        **calls_of(_CREATED_ON.get(kind, "account"))[CREATED_BY[kind]],
    }
    parsers = {name: _parser(of) for name, of in types.items() if of != "file" and name not in _STEERING}
    return {**parsers, **_STRICTER.get(kind, {})}


@cache
def readable(kind: str) -> frozenset[str]:
    """Return the names that a `fields` parameter may hold for this kind of node."""
    if kind in _UNKNOWN_TO_CLIENT:
        return _UNKNOWN_TO_CLIENT[kind]
    return frozenset(fields_of(kind)) | {"id"} | _ALSO_READABLE.get(kind, frozenset())


def parse(kind: str, params: Mapping[str, str], switches: RuleSwitches, *, creating: bool = True) -> dict[str, Any]:
    """Return the object's fields among `params` in their types; other parameters are passed over, as Graph does.

    Relaxed, a value that the client does not list is taken as it stands, one of another type counts as not sent.
    """
    parsed: dict[str, Any] = {}
    for name, parser in writable(kind, creating=creating).items():
        if name not in params:
            continue
        try:
            parsed[name] = parser(params[name])
        except _UnlistedError as error:
            refuse(switches, "meta.a_value_is_one_of_those_listed", name, wanted=parser.__doc__)
            parsed[name] = error.value
        except (ValueError, TypeError, KeyError):
            wanted = parser.__doc__ or f"a {parser.__name__.strip('_').replace('_', ' ')}"
            refuse(switches, TYPE, name, wanted=wanted)
    return parsed


def as_read(kind: str, name: str, value: Any) -> Any:  # noqa: ANN401 - a field of any type
    """Return a stored value as Graph answers it: where the client says `string`, numbers and JSON become text."""
    if fields_of(kind).get(name) != "string" or isinstance(value, (str, bool)):
        return value
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)
