"""Reads the official client's own definitions into `graph_schema.json`, so that the sandbox knows them without it.

Run `python -m adapters.sandbox.meta.sdk_schema` after an update of facebook-business; a test compares the two.
"""

import inspect
import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

SCHEMA_FILE = Path(__file__).with_name("graph_schema.json")
# kind -> (module, class) of the node in the official client
NODES = {
    "account": ("adaccount", "AdAccount"),
    "campaign": ("campaign", "Campaign"),
    "adset": ("adset", "AdSet"),
    "ad": ("ad", "Ad"),
    "adcreative": ("adcreative", "AdCreative"),
    "image": ("adimage", "AdImage"),
    "video": ("advideo", "AdVideo"),
    "audience": ("customaudience", "CustomAudience"),
    "pixel": ("adspixel", "AdsPixel"),
    "page": ("page", "Page"),
    "user": ("user", "User"),
    "run": ("adreportrun", "AdReportRun"),
    "insights": ("adsinsights", "AdsInsights"),
    "activity": ("adactivity", "AdActivity"),
    "label": ("adlabel", "AdLabel"),
    "conversion": ("customconversion", "CustomConversion"),
    "business": ("business", "Business"),
    "adrule": ("adrule", "AdRule"),
    "budget_schedule": ("highdemandperiod", "HighDemandPeriod"),
    "business_user": ("businessuser", "BusinessUser"),
    "assigned_user": ("assigneduser", "AssignedUser"),
}
# Rows of lists and reports, which nobody calls here.
_ROWS = frozenset({"insights", "activity", "business_user", "assigned_user"})


def read_from_sdk() -> dict[str, Any]:
    """Return fields by node, calls by node with their parameters' types, and the values of every enumeration."""
    schema: dict[str, Any] = {"fields": {}, "calls": {}, "enums": {}}
    for kind, (module, name) in NODES.items():
        node = getattr(import_module(f"facebook_business.adobjects.{module}"), name)
        schema["fields"][kind] = dict(sorted(getattr(node, "_field_types", {}).items()))
        schema["calls"][kind] = dict(sorted(_calls(node, kind, schema["enums"])))
    return schema


def _calls(node: Any, kind: str, enums: dict[str, list[str]]) -> Iterator[tuple[str, dict[str, str]]]:  # noqa: ANN401 - the SDK ships no types
    if kind in _ROWS:
        return
    subject = node("1", api=object())
    for name, method in inspect.getmembers(node, inspect.isfunction):
        parameters = inspect.signature(method).parameters
        if "pending" not in parameters or "parent_id" in parameters:
            continue
        request = getattr(subject, name)(pending=True)
        edge = request._path[1]  # noqa: SLF001 - the client offers no other way to read its definitions
        checker = request._param_checker  # noqa: SLF001 - the same
        types = {
            param: _type(kind, raw, checker._enum_data, enums)  # noqa: SLF001 - the same
            for param, raw in checker._type_check_info.items()  # noqa: SLF001 - the same
        }
        yield f"{request._method} {edge}".strip(), dict(sorted(types.items()))  # noqa: SLF001 - the same


def _type(node: str, raw: str, values: dict[str, Any], enums: dict[str, list[str]]) -> str:
    """Name an enumeration by its values once, in `enums`, and refer to it as `@name`."""
    inner = raw.removeprefix("list<").removesuffix(">")
    if inner not in values:
        return raw
    known = sorted({value for value in values[inner] if isinstance(value, str) and not _is_module_name(value)})
    name = inner.removesuffix("_enum")
    while enums.setdefault(name, known) != known:
        name = f"{node}.{name}"
    return f"list<@{name}>" if raw.startswith("list<") else f"@{name}"


def _is_module_name(value: str) -> bool:
    return value.startswith("facebook_business.") or "." in value


def write_schema() -> None:
    """Write the file anew from the installed client."""
    SCHEMA_FILE.write_text(json.dumps(read_from_sdk(), indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_schema()
