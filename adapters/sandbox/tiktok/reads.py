"""The `get` endpoints: lists with an object as filter, pages, and deleted objects left out unless asked for."""

from collections.abc import Callable, Mapping
from typing import Any

from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tiktok.objects import ID_FIELDS, Objects, level_of
from adapters.sandbox.tiktok.query import json_list, json_object, page_of
from adapters.sandbox.tiktok.request_rules import (
    A_FILTER_IS_KNOWN,
    A_FILTER_IS_SHORT,
    MOST_FILTER_VALUES,
    VALUES_HAVE_THEIR_TYPE,
    refuse,
)

_WITH_DELETED = ("STATUS_ALL", "STATUS_DELETE")


def paged(items: list[Any], query: Mapping[str, str], switches: RuleSwitches) -> dict[str, Any]:
    """Return `list` and `page_info`."""
    page, size = page_of(query, switches)
    info = {
        "page": page,
        "page_size": size,
        "total_number": len(items),
        "total_page": -(-len(items) // size),
    }
    return {"list": items[(page - 1) * size : page * size], "page_info": info}


class Reads:
    """Answers `/campaign/get/` and its kin."""

    def __init__(self, sandbox: Sandbox, objects: Objects) -> None:
        self._sandbox = sandbox
        self._objects = objects

    def find(self, kind: str, account: ReadyAccount, query: Mapping[str, str]) -> dict[str, Any]:
        """Return one page of objects."""
        filtering = json_object(query, "filtering")
        names = json_list(query, "fields")
        tests = [self._test(kind, name, wanted) for name, wanted in filtering.items() if wanted not in (None, [], "")]
        shows_deleted = _asks_for_deleted(filtering)
        found = [
            entity
            for entity in self._sandbox.store.select(TIKTOK, account.id, kind)
            if (shows_deleted or not self._objects.deleted(entity)) and all(test(entity) for test in tests)
        ]
        page = paged(list(reversed(found)), query, self._sandbox.rules)
        return page | {"list": [self._objects.show(entity, names) for entity in page["list"]]}

    def _test(self, kind: str, name: str, wanted: Any) -> Callable[[Entity], bool]:  # noqa: ANN401 - JSON
        """Return what a filter asks of an object; one that cannot be applied, let pass, asks nothing."""
        ids = {f"{ID_FIELDS[one]}s": one for one in _upwards(kind)}
        if name in ids:
            return self._id_test(name, ids[name], wanted)
        tests: dict[str, Callable[[Entity], bool]] = {
            "primary_status": lambda entity: self._has_primary(entity, wanted),
            "secondary_status": lambda entity: (
                wanted.endswith(("_ALL", "_NOT_DELETE")) or self._objects.secondary_status(entity) == wanted
            ),
            "operation_status": lambda entity: entity.fields["operation_status"] == wanted,
            "objective_type": lambda entity: self._objects.lineage(entity)[-1].fields.get("objective_type") == wanted,
            f"{level_of(kind)}_name": lambda entity: (
                str(wanted).lower() in str(entity.fields.get(f"{level_of(kind)}_name")).lower()
            ),
        }
        if name in tests and isinstance(wanted, str):
            return tests[name]
        if name in tests:
            refuse(self._sandbox.rules, VALUES_HAVE_THEIR_TYPE, f"filtering.{name}", "must be a string")
        else:
            known = f"must be one of {', '.join(sorted({*ids, *tests}))}"
            refuse(self._sandbox.rules, A_FILTER_IS_KNOWN, f"filtering.{name}", known)
        return lambda _entity: True

    def _id_test(self, name: str, kind: str, wanted: object) -> Callable[[Entity], bool]:
        if not isinstance(wanted, list):
            refuse(self._sandbox.rules, VALUES_HAVE_THEIR_TYPE, f"filtering.{name}", "must be a list of ids")
            wanted = [wanted]
        if len(wanted) > MOST_FILTER_VALUES:
            refuse(self._sandbox.rules, A_FILTER_IS_SHORT, f"filtering.{name}")
        ids = {str(one) for one in wanted}
        return lambda entity: any(one.id in ids for one in self._objects.lineage(entity) if one.kind == kind)

    def _has_primary(self, entity: Entity, wanted: str) -> bool:
        if wanted == "STATUS_ALL":
            return True
        if wanted == "STATUS_NOT_DELETE":
            return not self._objects.deleted(entity)
        return self._objects.primary_status(entity) == wanted


def _asks_for_deleted(filtering: Mapping[str, Any]) -> bool:
    secondary = str(filtering.get("secondary_status", ""))
    by_secondary = secondary.endswith(("_DELETE", "_ALL")) and not secondary.endswith("_NOT_DELETE")
    return by_secondary or filtering.get("primary_status") in _WITH_DELETED


def _upwards(kind: str) -> list[str]:
    level = level_of(kind)
    chain = ["campaign", "adgroup", "ad"]
    return [kind.replace(level, above) for above in chain[: chain.index(level) + 1]]
