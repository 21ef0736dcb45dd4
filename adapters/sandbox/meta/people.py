"""Who asks and what is theirs; connectors look up a user's tasks before they ask for what only a manager sees."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from adapters.sandbox.meta.account_fields import BUSINESS
from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.selection import Selection
from adapters.sandbox.seed import META

_OF_PAGES = tuple(Selection(name=name) for name in ("name", "id", "category", "tasks"))
_TASKS = ["DRAFT", "ANALYZE", "ADVERTISE", "MANAGE"]
_USER = {"id": "910000000000001", "name": "Sandbox User"}


def business_users(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Return the one person whom the business has: the token's own user, by another id, as on Graph."""
    return desk.paged(visit, [desk.nodes.show_plain("business_user", _USER | {"business": BUSINESS}, visit.choose)])


def assigned_users(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Return who works in the account, each with the tasks that are theirs."""
    return desk.paged(visit, [desk.nodes.show_plain("assigned_user", _USER | {"tasks": _TASKS}, visit.choose)])


def show_me(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Return the user whose token it is, with the lists that are asked for within."""
    user: dict[str, Any] = {"id": visit.token.user_id, "name": "Sandbox User"}
    user |= {"first_name": "Sandbox", "last_name": "User"}
    user |= {one.name: _WITHIN[one.name](desk, _inner(visit, one)) for one in visit.choose if one.name in _WITHIN}
    return desk.nodes.show_plain("user", user, visit.choose)


def accounts(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Return the ad accounts that the token reaches."""
    found = [a for a in desk.sandbox.seed.accounts_of(META) if a.id in visit.token.account_ids]
    return desk.paged(visit, [desk.nodes.show_account(account, visit.choose) for account in found])


def pages(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Return the pages that the user manages."""
    found = desk.sandbox.store.select(META, None, "page")
    choose = visit.choose or _OF_PAGES
    return desk.paged(visit, [desk.nodes.show(page, choose) for page in found])


def businesses(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Return the one business."""
    return desk.listed(visit, "business", desk.sandbox.store.select(META, None, "business"))


def pixels(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Return the pixels of the accounts that the token reaches."""
    found = desk.sandbox.store.select(META, None, "pixel")
    return desk.listed(visit, "pixel", [pixel for pixel in found if pixel.account_id in visit.token.account_ids])


def permissions(_desk: Desk, visit: Visit) -> dict[str, Any]:
    """Return what was granted, all of it."""
    return {"data": [{"permission": scope, "status": "granted"} for scope in visit.token.scopes]}


def _inner(visit: Visit, asked: Selection) -> Visit:
    """Return the visit to a list within the user."""
    fields = {"fields": ",".join(one.text() for one in asked.inner)} if asked.inner else {}
    return replace(visit, params={**asked.modifiers, **fields}, address=f"{visit.address}/{asked.name}")


_WITHIN: Mapping[str, Callable[[Desk, Visit], dict[str, Any]]] = {
    "adaccounts": accounts,
    "assigned_ad_accounts": accounts,
    "accounts": pages,
    "assigned_pages": pages,
    "businesses": businesses,
    "business_users": business_users,
    "permissions": permissions,
}


def withdraw(desk: Desk, visit: Visit) -> dict[str, Any]:
    """Take the app's permissions back: its token is revoked."""
    told: dict[str, Any] = desk.login.revoke(visit.token).body
    return told
