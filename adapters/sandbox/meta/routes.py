"""Every call that is served, as a table: kind of node and call, the permission it needs, and what answers it.

What the client knows and the table lacks is answered with code 3; `coverage.py` reads the same table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from adapters.sandbox.meta import audiences, estimates, labels, people, runs
from adapters.sandbox.meta.account_settings import update_account
from adapters.sandbox.meta.activities import activities
from adapters.sandbox.meta.conversion_events import take_events
from adapters.sandbox.meta.copies import copies_of, make_copy
from adapters.sandbox.meta.deletions import delete_campaigns
from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.insight_sheets import totals
from adapters.sandbox.meta.limits import INSIGHTS, MANAGEMENT
from adapters.sandbox.meta.selection import selections
from adapters.sandbox.meta.sessions import show_session
from adapters.sandbox.meta.stored_files import addressed, thumbnails
from adapters.sandbox.meta.targeting_search import targeting_rows
from adapters.sandbox.meta.tree import ACCOUNT_EDGES, EDGES
from adapters.sandbox.seed import META

Json: TypeAlias = Any
"""What Graph answers with: objects, lists, and for some calls a bare value."""

Respond = Callable[[Desk, Visit], Json]
Scope = Literal["none", "read", "manage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How one call is answered; `usage` is the quota it counts towards."""

    respond: Respond
    scope: Scope = "read"
    usage: str = MANAGEMENT


def _show_account(desk: Desk, visit: Visit) -> Json:
    return desk.nodes.show_account(visit.account, visit.choose)


def _account_list(kind: str) -> Respond:
    return lambda desk, visit: desk.listed(visit, desk.sandbox.store.select(META, visit.account.id, kind))


def _edge(kind: str, edge: str) -> Respond:
    _, find = EDGES[kind, edge]
    return lambda desk, visit: desk.listed(visit, find(desk.sandbox.store, visit.entity))


def _create(kind: str) -> Respond:
    return lambda desk, visit: desk.writes.create(kind, visit.account, visit.params)


def _create_audience(desk: Desk, visit: Visit) -> Json:
    created = desk.writes.create("audience", visit.account, visit.params)
    audience = desk.sandbox.store.get(META, "audience", created.get("id", ""))
    if audience is not None:
        now = desk.sandbox.clock.now()
        desk.sandbox.store.change(audience, audiences.size_of_lookalike(audience.fields), now)
    return created


def _update_account(desk: Desk, visit: Visit) -> Json:
    return update_account(desk.writes, desk.sandbox, visit.account, visit.params)


def _show(desk: Desk, visit: Visit) -> Json:
    return desk.nodes.show(visit.entity, visit.choose)


def _update(desk: Desk, visit: Visit) -> Json:
    return desk.writes.update(visit.entity, visit.account, visit.params)


def _delete(desk: Desk, visit: Visit) -> Json:
    return desk.writes.delete(visit.entity)


def _insights(desk: Desk, visit: Visit) -> Json:
    return _report(desk, visit, desk.insights.rows(visit.account, visit.object, visit.params), visit.params)


def _report(desk: Desk, visit: Visit, rows: Sequence[dict[str, Any]], asked: Mapping[str, str]) -> Json:
    body = desk.paged(visit, rows, summed=False)
    wanted = _summary(asked)
    if wanted is not None:
        names = wanted or [name for row in rows[:1] for name in row]
        body["summary"] = totals(rows, names)
    return body


def _summary(asked: Mapping[str, str]) -> list[str] | None:
    if asked.get("default_summary", "").lower() == "true":
        return []
    raw = asked.get("summary", "")
    return [one.name for one in selections(raw)] if raw.startswith("[") else None


def _start_run(desk: Desk, visit: Visit) -> Json:
    # Asked now, so that an impossible question is refused before a run is made of it.
    desk.insights.check(visit.account, visit.object, visit.params)
    return runs.start_run(desk.sandbox, visit.account, visit.object, visit.params, visit.run_fault)


def _show_run(desk: Desk, visit: Visit) -> Json:
    run = runs.polled(desk.sandbox, visit.entity)
    # A run tells all of itself unless told which fields: its default is what a poll needs.
    return desk.nodes.show_plain("run", runs.described(run), visit.choose) | {"id": run.id}


def _run_result(desk: Desk, visit: Visit) -> Json:
    node, asked = runs.question_of(desk.sandbox, visit.entity)
    if "fields" in visit.params:
        asked["fields"] = visit.params["fields"]
    return _report(desk, visit, desk.insights.rows(visit.account, node, asked), asked)


def _users(change: Callable[..., dict[str, Any]]) -> Respond:
    return lambda desk, visit: change(desk.writes, visit.entity, visit.params)


def _previews(_desk: Desk, visit: Visit) -> Json:
    shape = visit.params.get("ad_format", "DESKTOP_FEED_STANDARD")
    subject = visit.object.id if visit.object else visit.account.id
    where = f"https://www.sandbox.example/ads/api/preview_iframe.php?ad={subject}&amp;format={shape}"
    return {"data": [{"body": f'<iframe src="{where}" width="540" height="690" scrolling="yes"></iframe>'}]}


def _thumbnails(desk: Desk, visit: Visit) -> Json:
    return {"data": addressed(thumbnails(visit.entity.id), desk.nodes.site.storage)}


def _add_images(desk: Desk, visit: Visit) -> Json:
    return addressed(desk.media.add_images(visit.account, visit.params, visit.files), desk.nodes.site.storage)


def _node(*, writable: bool = True, deletable: bool = True) -> dict[str, Route]:
    found = {"GET": Route(respond=_show)}
    if writable:
        found["POST"] = Route(respond=_update, scope="manage")
    if deletable:
        found["DELETE"] = Route(respond=_delete, scope="manage")
    return found


_REPORTS = {
    "GET insights": Route(respond=_insights, usage=INSIGHTS),
    "POST insights": Route(respond=_start_run, usage=INSIGHTS),
}
_CREATED = {
    "campaigns": "campaign",
    "adsets": "adset",
    "ads": "ad",
    "adcreatives": "adcreative",
    "adspixels": "pixel",
    "customconversions": "conversion",
    "adrules_library": "adrule",
}
_COPIES = {
    "POST copies": Route(respond=make_copy, scope="manage"),
    "GET copies": Route(respond=copies_of),
}
_BY_LABELS = {"campaignsbylabels": "campaign", "adsetsbylabels": "adset", "adsbylabels": "ad"}
# What an account of the sandbox has none of: whoever asks finds nothing.
_NOTHING = ("saved_audiences", "instagram_accounts", "ad_studies", "publisher_block_lists", "reachfrequencypredictions")


def _accounts_of_audience(desk: Desk, visit: Visit) -> Json:
    return desk.paged(visit, [desk.nodes.show_account(visit.account, visit.choose)])


def _none(desk: Desk, visit: Visit) -> Json:
    return desk.paged(visit, [])


def _targetings(desk: Desk, visit: Visit) -> Json:
    return desk.paged(visit, targeting_rows(visit.params))


def _promoted_pages(desk: Desk, visit: Visit) -> Json:
    return people.pages(desk, visit)


_LABELS = {"POST adlabels": Route(respond=labels.put_on, scope="manage")}
_ESTIMATE = {"GET delivery_estimate": Route(respond=estimates.delivery_estimate)}

ROUTES: Mapping[str, Mapping[str, Route]] = {
    "user": {
        "GET": Route(respond=people.show_me, scope="none"),
        "GET adaccounts": Route(respond=people.accounts),
        "GET accounts": Route(respond=people.pages, scope="none"),
        "GET assigned_pages": Route(respond=people.pages, scope="none"),
        "GET assigned_ad_accounts": Route(respond=people.accounts),
        "GET businesses": Route(respond=people.businesses, scope="none"),
        "GET business_users": Route(respond=people.business_users, scope="none"),
        "GET permissions": Route(respond=people.permissions, scope="none"),
        "DELETE permissions": Route(respond=people.withdraw, scope="none"),
    },
    "account": {
        "GET": Route(respond=_show_account),
        "POST": Route(respond=_update_account, scope="manage"),
        "GET activities": Route(respond=activities),
        "GET assigned_users": Route(respond=people.assigned_users),
        "GET users": Route(respond=people.assigned_users),
        "POST adlabels": Route(respond=labels.create_label, scope="manage"),
        **{f"GET {edge}": Route(respond=labels.labelled(kind)) for edge, kind in _BY_LABELS.items()},
        **{f"GET {edge}": Route(respond=_none) for edge in _NOTHING},
        **_ESTIMATE,
        "GET reachestimate": Route(respond=estimates.reach_estimate),
        "GET minimum_budgets": Route(respond=estimates.minimum_budgets),
        "GET targetingsearch": Route(respond=_targetings),
        "GET targetingbrowse": Route(respond=_targetings),
        "GET targetingsuggestions": Route(respond=_targetings),
        "GET promote_pages": Route(respond=_promoted_pages),
        "GET generatepreviews": Route(respond=_previews),
        **{f"GET {edge}": Route(respond=_account_list(kind)) for edge, kind in ACCOUNT_EDGES.items()},
        **{f"POST {edge}": Route(respond=_create(kind), scope="manage") for edge, kind in _CREATED.items()},
        "DELETE campaigns": Route(respond=delete_campaigns, scope="manage"),
        "POST customaudiences": Route(respond=_create_audience, scope="manage"),
        "POST adimages": Route(respond=_add_images, scope="manage"),
        "DELETE adimages": Route(
            respond=lambda desk, visit: desk.media.remove_image(visit.account, visit.params), scope="manage"
        ),
        "POST advideos": Route(
            respond=lambda desk, visit: desk.media.add_video(visit.account, visit.params, visit.files), scope="manage"
        ),
        **_REPORTS,
    },
    "campaign": {
        **_node(),
        "GET adsets": Route(respond=_edge("campaign", "adsets")),
        "GET ads": Route(respond=_edge("campaign", "ads")),
        **_COPIES,
        **_LABELS,
        **_REPORTS,
    },
    "adset": {
        **_node(),
        "GET ads": Route(respond=_edge("adset", "ads")),
        "GET adcreatives": Route(respond=_edge("adset", "adcreatives")),
        "GET activities": Route(respond=activities),
        **_COPIES,
        **_LABELS,
        **_ESTIMATE,
        **_REPORTS,
    },
    "ad": {
        **_node(),
        "GET adcreatives": Route(respond=_edge("ad", "adcreatives")),
        "GET previews": Route(respond=_previews),
        "GET leads": Route(respond=_none),
        **_COPIES,
        **_LABELS,
        **_REPORTS,
    },
    "adcreative": {**_node(), **_LABELS, "GET previews": Route(respond=_previews)},
    "image": _node(writable=False, deletable=False),
    "video": {**_node(), "GET thumbnails": Route(respond=_thumbnails)},
    "audience": {
        **_node(),
        "GET ads": Route(respond=_edge("audience", "ads")),
        "GET adaccounts": Route(respond=_accounts_of_audience),
        "POST users": Route(respond=_users(audiences.add_members), scope="manage"),
        "DELETE users": Route(respond=_users(audiences.remove_members), scope="manage"),
        "POST usersreplace": Route(respond=_users(audiences.replace_members), scope="manage"),
    },
    "pixel": {**_node(deletable=False), "POST events": Route(respond=take_events, scope="manage")},
    "adrule": _node(),
    "label": _node(),
    "conversion": _node(),
    "business": {
        "GET": Route(respond=_show, scope="none"),
        "GET business_users": Route(respond=people.business_users, scope="none"),
        "GET owned_ad_accounts": Route(respond=people.accounts),
        "GET client_ad_accounts": Route(respond=_none),
        "GET owned_product_catalogs": Route(respond=_none),
        "GET owned_instagram_accounts": Route(respond=_none),
        "GET owned_pages": Route(respond=people.pages),
        "GET client_pages": Route(respond=_none),
        "GET owned_pixels": Route(respond=people.pixels),
    },
    "page": {
        "GET": Route(respond=_show, scope="none"),
        "GET leadgen_forms": Route(respond=_none, scope="none"),
        "GET instagram_accounts": Route(respond=_none, scope="none"),
    },
    "session": {"GET": Route(respond=show_session, scope="none")},
    "run": {
        "GET": Route(respond=_show_run, usage=INSIGHTS),
        "GET insights": Route(respond=_run_result, usage=INSIGHTS),
    },
}
