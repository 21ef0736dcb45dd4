"""Labels of an account and the objects that carry them. Source: vendor's documentation of ad labels."""

from collections.abc import Callable, Mapping
from typing import Any

from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.parameters import json_of
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.meta.tree import labels_on
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.seed import META
from adapters.sandbox.store import Entity

Respond = Callable[[Desk, Visit], dict[str, Any]]


def create_label(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Make a label; one of the same name is returned as it is."""
    name = visit.params.get("name", "")
    if not name:
        refuse(desk.sandbox.rules, "meta.a_label_has_a_name", "name")
    return {"id": desk.writes.label(visit.account, name).id}


def put_on(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Put the labels of `adlabels`, by id or by name, on the object that is visited, besides those it has."""
    added = _sent(desk, visit)
    _keep(desk, visit.entity, _carried(visit.entity) | added)
    return {"success": True}


def take_off(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Take the labels of `adlabels` off the object that is visited."""
    taken = _sent(desk, visit)
    _keep(desk, visit.entity, {id_: one for id_, one in _carried(visit.entity).items() if id_ not in taken})
    return {"success": True}


def _sent(desk: Desk, visit: Visit) -> dict[str, dict[str, str]]:
    switches, wanted = desk.sandbox.rules, "a list of {id} or {name}"
    sent = json_of(visit.params, "adlabels", switches, fits=_are_labels, wanted=wanted, otherwise=[])
    desk.writes.judge.check_labels(visit.account, {"adlabels": sent})
    return {label["id"]: label for label in desk.writes.labels(visit.account, sent)}


def _carried(entity: Entity) -> dict[str, dict[str, str]]:
    return {str(one["id"]): one for one in entity.fields.get("adlabels") or () if "id" in one}


def _keep(desk: Desk, entity: Entity, labels: Mapping[str, dict[str, str]]) -> None:
    desk.writes.change(entity, {"adlabels": list(labels.values())})


def _are_labels(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(one, dict) for one in found)


def labelled(kind: str) -> Respond:
    """Return what lists the objects of a kind that carry any (or all) of `ad_label_ids`."""

    def respond(desk: Desk, visit: Visit) -> dict[str, Any]:
        wanted = _ids(visit.params, desk.sandbox.rules)
        fits: Callable[[set[str]], bool] = wanted.issubset if visit.params.get("operator") == "ALL" else _meets(wanted)
        found = desk.sandbox.store.select(META, visit.account.id, kind)
        return desk.listed(visit, kind, [each for each in found if fits(labels_on(each))])

    return respond


def _meets(wanted: set[str]) -> Callable[[set[str]], bool]:
    return lambda carried: not wanted.isdisjoint(carried)


def _ids(params: Mapping[str, str], switches: RuleSwitches) -> set[str]:
    found = json_of(params, "ad_label_ids", switches, fits=_is_list, wanted="a list of ids", otherwise=[])
    return {str(one) for one in found}


def _is_list(found: object) -> bool:
    return isinstance(found, list)
