"""Every call that is served, as a table: kind of node and call, the permission it needs, and what answers it.

What the client knows and the table lacks is answered with code 3; `coverage.py` reads the same table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from adapters.sandbox.meta import audiences, estimates, labels, people, reports
from adapters.sandbox.meta.account_settings import update_account
from adapters.sandbox.meta.activities import activities
from adapters.sandbox.meta.conversion_events import stats, take_events
from adapters.sandbox.meta.copies import copies_of, make_copy
from adapters.sandbox.meta.deletions import delete_campaigns
from adapters.sandbox.meta.desk import Desk, Visit
from adapters.sandbox.meta.empty_edges import NOTHING
from adapters.sandbox.meta.limits import INSIGHTS, MANAGEMENT
from adapters.sandbox.meta.sessions import show_session
from adapters.sandbox.meta.stored_files import addressed, thumbnails
from adapters.sandbox.meta.targeting_search import targeting_rows, validated_rows
from adapters.sandbox.meta.targeting_sentences import sentence_lines
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
    return lambda desk, visit: desk.listed(visit, kind, desk.sandbox.store.select(META, visit.account.id, kind))


def _edge(kind: str, edge: str) -> Respond:
    listed, find = EDGES[kind, edge]
    return lambda desk, visit: desk.listed(visit, listed, find(desk.sandbox.store, visit.entity))


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
    "GET insights": Route(respond=reports.insights, usage=INSIGHTS),
    "POST insights": Route(respond=reports.start_run, usage=INSIGHTS),
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
_BY_LABELS = {
    "campaignsbylabels": "campaign",
    "adsetsbylabels": "adset",
    "adsbylabels": "ad",
    "adcreativesbylabels": "adcreative",
}


def _account_of(desk: Desk, visit: Visit) -> Json:
    return desk.paged(visit, [desk.nodes.show_account(visit.account, visit.choose)])


def _none(desk: Desk, visit: Visit) -> Json:
    return desk.paged(visit, [])


def _targetings(desk: Desk, visit: Visit) -> Json:
    return desk.paged(visit, targeting_rows(visit.params))


def _validated(desk: Desk, visit: Visit) -> Json:
    return desk.paged(visit, validated_rows(visit.params, desk.sandbox.rules))


def _promoted_pages(desk: Desk, visit: Visit) -> Json:
    return people.pages(desk, visit)


def _empty(kind: str) -> dict[str, Route]:
    return {f"GET {edge}": Route(respond=_none) for edge in NOTHING[kind]}


def _schedule_budget(desk: Desk, visit: Visit) -> Json:
    """Keep the period; the delivery model spends by the daily budget alone."""
    return desk.writes.create("budget_schedule", visit.account, visit.params, under=visit.entity)


def _budget_schedules(kind: str) -> dict[str, Route]:
    return {
        "GET budget_schedules": Route(respond=_edge(kind, "budget_schedules")),
        "POST budget_schedules": Route(respond=_schedule_budget, scope="manage"),
    }


_LABELS = {
    "POST adlabels": Route(respond=labels.put_on, scope="manage"),
    "DELETE adlabels": Route(respond=labels.take_off, scope="manage"),
}
_SENTENCES = {"GET targetingsentencelines": Route(respond=sentence_lines)}
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
        **_empty("user"),
    },
    "account": {
        "GET": Route(respond=_show_account),
        "POST": Route(respond=_update_account, scope="manage"),
        "GET activities": Route(respond=activities),
        "GET assigned_users": Route(respond=people.assigned_users),
        "GET users": Route(respond=people.assigned_users),
        "POST adlabels": Route(respond=labels.create_label, scope="manage"),
        **{f"GET {edge}": Route(respond=labels.labelled(kind)) for edge, kind in _BY_LABELS.items()},
        **_empty("account"),
        **_ESTIMATE,
        "GET reachestimate": Route(respond=estimates.reach_estimate),
        "GET minimum_budgets": Route(respond=estimates.minimum_budgets),
        "GET targetingsearch": Route(respond=_targetings),
        "GET targetingbrowse": Route(respond=_targetings),
        "GET targetingsuggestions": Route(respond=_targetings),
        "GET targetingvalidation": Route(respond=_validated),
        **_SENTENCES,
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
        **_empty("campaign"),
        **_budget_schedules("campaign"),
        **_COPIES,
        **_LABELS,
        **_REPORTS,
    },
    "adset": {
        **_node(),
        "GET ads": Route(respond=_edge("adset", "ads")),
        "GET adcreatives": Route(respond=_edge("adset", "adcreatives")),
        "GET activities": Route(respond=activities),
        **_empty("adset"),
        **_budget_schedules("adset"),
        **_SENTENCES,
        **_COPIES,
        **_LABELS,
        **_ESTIMATE,
        **_REPORTS,
    },
    "ad": {
        **_node(),
        "GET adcreatives": Route(respond=_edge("ad", "adcreatives")),
        "GET previews": Route(respond=_previews),
        **_empty("ad"),
        **_SENTENCES,
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
        "GET adaccounts": Route(respond=audiences.accounts),
        "POST adaccounts": Route(respond=audiences.share, scope="manage"),
        "DELETE adaccounts": Route(respond=audiences.unshare, scope="manage"),
        "GET sessions": Route(respond=audiences.sessions),
        "POST users": Route(respond=audiences.add_members, scope="manage"),
        "DELETE users": Route(respond=audiences.remove_members, scope="manage"),
        "POST usersreplace": Route(respond=audiences.replace_members, scope="manage"),
    },
    "pixel": {
        **_node(deletable=False),
        **_empty("pixel"),
        "GET assigned_users": Route(respond=people.assigned_users),
        "GET shared_accounts": Route(respond=_account_of),
        "GET adaccounts": Route(respond=_account_of),
        "GET stats": Route(respond=stats),
        "POST events": Route(respond=take_events, scope="manage"),
    },
    "adrule": {**_node(), **_empty("adrule")},
    "budget_schedule": _node(),
    "label": {
        **_node(),
        **{
            f"GET {kind}s": Route(respond=_edge("label", f"{kind}s"))
            for kind in ("campaign", "adset", "ad", "adcreative")
        },
    },
    "conversion": _node(),
    "business": {
        "GET": Route(respond=_show, scope="none"),
        "GET business_users": Route(respond=people.business_users, scope="none"),
        "GET owned_ad_accounts": Route(respond=people.accounts),
        "GET owned_pages": Route(respond=people.pages),
        "GET owned_pixels": Route(respond=people.pixels),
        "GET adspixels": Route(respond=people.pixels),
        **_empty("business"),
    },
    "page": {
        "GET": Route(respond=_show, scope="none"),
        **_empty("page"),
        "GET leadgen_forms": Route(respond=_none, scope="none"),
        "GET instagram_accounts": Route(respond=_none, scope="none"),
    },
    "session": {"GET": Route(respond=show_session, scope="none")},
    "run": {
        "GET": Route(respond=reports.show_run, usage=INSIGHTS),
        "GET insights": Route(respond=reports.run_result, usage=INSIGHTS),
    },
}
