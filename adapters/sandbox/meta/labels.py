"""Labels of an account and the objects that carry them. Source: vendor's documentation of ad labels."""

from collections.abc import Callable, Mapping
from typing import Any

from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.errors import invalid_parameter
from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.seed import META, ReadyAccount
from adapters.sandbox.store import Entity


def create_label(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Make a label; one of the same name is returned as it is."""
    name = visit.params.get("name", "")
    if not name:
        refuse(desk.sandbox.rules, "meta.a_label_has_a_name", "name")
    return {"id": _named(desk, visit.account, name).id}


def put_on(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Put the labels of `adlabels`, by id or by name, on the object that is visited, besides those it has."""
    try:
        sent = [dict(one) for one in read_json(visit.params.get("adlabels", ""))]
    except (ValueError, TypeError) as error:
        raise invalid_parameter("Param adlabels must be a list of {id} or {name}", "adlabels") from error
    has = {str(one["id"]): one for one in visit.entity.fields.get("adlabels") or () if "id" in one}
    added = [_label(desk, visit.account, one) for one in sent]
    told = has | {label["id"]: label for label in added}
    desk.writes.change(visit.entity, {"adlabels": list(told.values())})
    return {"success": True}


def labelled(kind: str) -> Callable[[Desk, Visit], dict[str, Any]]:
    """Return what lists the objects of a kind that carry any (or all) of `ad_label_ids`."""

    def respond(desk: Desk, visit: Visit) -> dict[str, Any]:
        wanted = _ids(visit.params)
        fits: Callable[[set[str]], bool] = wanted.issubset if visit.params.get("operator") == "ALL" else _meets(wanted)
        found = desk.sandbox.store.select(META, visit.account.id, kind)
        return desk.listed(visit, [each for each in found if fits(_carried(each))])

    return respond


def _meets(wanted: set[str]) -> Callable[[set[str]], bool]:
    return lambda carried: not wanted.isdisjoint(carried)


def _ids(params: Mapping[str, str]) -> set[str]:
    try:
        return {str(one) for one in read_json(params.get("ad_label_ids", ""))}
    except (ValueError, TypeError) as error:
        raise invalid_parameter("Param ad_label_ids must be a list of ids", "ad_label_ids") from error


def _carried(entity: Entity) -> set[str]:
    return {str(one.get("id", "")) for one in entity.fields.get("adlabels") or ()}


def _label(desk: Desk, account: ReadyAccount, sent: Mapping[str, Any]) -> dict[str, str]:
    label_id = str(sent.get("id", ""))
    named = _named(desk, account, str(sent["name"])) if sent.get("name") else None
    found = named or desk.sandbox.store.get(META, "label", label_id)
    if found is None or found.account_id != account.id or found.removed:
        refuse(desk.sandbox.rules, "meta.a_label_exists", "adlabels")
        return {"id": label_id}
    return {"id": found.id, "name": found.fields["name"]}


def _named(desk: Desk, account: ReadyAccount, name: str) -> Entity:
    known = desk.sandbox.store.select(META, account.id, "label")
    return next((one for one in known if one.fields["name"] == name), None) or desk.writes.add(
        "label", account, {"name": name}
    )
