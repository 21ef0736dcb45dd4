"""Views: what is not kept but follows from ads, keywords and places, each row with its share of the figures.

Who searches types the very words of a keyword; who is aimed at by several countries is in them in equal parts. An
asset group, which has no keywords, is in those of places alone.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, product
from types import MappingProxyType

from adapters.sandbox.google_ads.cuts import Cut, divided_figures
from adapters.sandbox.google_ads.demography import DEMOGRAPHY, criterion_of, reached
from adapters.sandbox.google_ads.gaql.figures import Figures
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Held, Workspace

_UNITED_STATES = "2840"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRow:
    """One row: `under` is what it stands under; `beside` what it is joined to and nobody keeps, by its root."""

    key: str
    message: Proto
    under: Held
    beside: Mapping[str, Proto] = field(default_factory=dict)


_Rows = Callable[[Workspace], Iterator[ViewRow]]


def _search_terms(workspace: Workspace) -> Iterator[ViewRow]:
    seen: set[str] = set()
    for keyword in workspace.all("ad_group_criterion"):
        ad_group = workspace.find("ad_group", str(keyword.parent_id))
        key = _search_term_of(keyword)
        if (
            keyword.message.WhichOneof("criterion") != "keyword"
            or keyword.message.negative
            or key in seen
            or not ad_group
        ):
            continue
        seen.add(key)
        view = workspace.wire.resource_type("search_term_view")()
        term = keyword.message.keyword.text.lower()
        name = f"{ad_group.parent_id}~{ad_group.id}~{base64.urlsafe_b64encode(term.encode()).decode()}"
        view.resource_name = f"customers/{workspace.account.id}/searchTermViews/{name}"
        view.search_term, view.ad_group = term, ad_group.name
        view.status = view.DESCRIPTOR.fields_by_name["status"].enum_type.values_by_name["ADDED"].number
        yield ViewRow(key=key, message=view, under=ad_group)


def _search_term_of(keyword: Held) -> str:
    return f"{keyword.parent_id}~{keyword.message.keyword.text.lower()}"


def _landing_pages(root: str, collection: str, field: str) -> _Rows:
    def rows(workspace: Workspace) -> Iterator[ViewRow]:
        for ad in workspace.all("ad_group_ad"):
            view = workspace.wire.resource_type(root)()
            url = ad.message.ad.final_urls[0] if ad.message.ad.final_urls else ""
            fingerprint = int.from_bytes(hashlib.sha256(url.encode()).digest()[:6])
            view.resource_name = f"customers/{workspace.account.id}/{collection}/{fingerprint}"
            setattr(view, field, url)
            ad_group = workspace.find("ad_group", str(ad.parent_id))
            if ad_group:
                yield ViewRow(key=ad.id, message=view, under=ad_group)

    return rows


def _ranges(root: str) -> _Rows:
    table = DEMOGRAPHY[root]

    def rows(workspace: Workspace) -> Iterator[ViewRow]:
        for ad_group, name in product(workspace.all("ad_group"), table.shares):
            criterion = criterion_of(workspace, root, name, ad_group)
            key = f"{ad_group.id}~{criterion.criterion_id}"
            view = workspace.wire.resource_type(root)()
            view.resource_name = f"customers/{workspace.account.id}/{table.collection}/{key}"
            yield ViewRow(key=key, message=view, under=ad_group, beside={"ad_group_criterion": criterion})

    return rows


def _aimed(root: str, collection: str, criteria: str, kinds: frozenset[str]) -> _Rows:
    """Return what yields a row for each criterion of these kinds that is aimed at."""

    def rows(workspace: Workspace) -> Iterator[ViewRow]:
        for held in workspace.all(criteria):
            if held.message.WhichOneof("criterion") in kinds and not held.message.negative:
                view = workspace.wire.resource_type(root)()
                view.resource_name = f"customers/{workspace.account.id}/{collection}/{held.id}"
                yield ViewRow(key=held.id, message=view, under=held)

    return rows


_AUDIENCES = frozenset(
    {"user_list", "user_interest", "custom_audience", "combined_audience", "custom_affinity", "custom_intent"}
    | {"audience", "life_event", "extended_demographic"}
)


def _places(root: str, collection: str) -> _Rows:
    def rows(workspace: Workspace) -> Iterator[ViewRow]:
        for ad_group in chain(workspace.all("ad_group"), workspace.all("asset_group")):
            for country in countries_of(workspace, str(ad_group.parent_id)):
                view = workspace.wire.resource_type(root)()
                view.country_criterion_id = int(country)
                how = "LOCATION_OF_PRESENCE"
                if root == "geographic_view":
                    kinds = view.DESCRIPTOR.fields_by_name["location_type"].enum_type.values_by_name
                    view.location_type = kinds[how].number
                else:
                    how = "true"
                    view.targeting_location = True
                view.resource_name = f"customers/{workspace.account.id}/{collection}/{country}~{how}"
                yield ViewRow(key=f"{ad_group.id}~{country}", message=view, under=ad_group)

    return rows


def countries_of(workspace: Workspace, campaign_id: str) -> list[str]:
    """Return the countries that a campaign aims at, by the numbers of their constants; the United States by default."""
    found = [
        held.id.rpartition("~")[2]
        for held in workspace.all("campaign_criterion", campaign_id)
        if held.message.WhichOneof("criterion") == "location" and not held.message.negative and not held.removed
    ]
    return found or [_UNITED_STATES]


VIEWS: Mapping[str, _Rows] = MappingProxyType(
    {
        "search_term_view": _search_terms,
        "landing_page_view": _landing_pages("landing_page_view", "landingPageViews", "unexpanded_final_url"),
        "expanded_landing_page_view": _landing_pages(
            "expanded_landing_page_view", "expandedLandingPageViews", "expanded_final_url"
        ),
        **{root: _ranges(root) for root in DEMOGRAPHY},
        "location_view": _aimed("location_view", "locationViews", "campaign_criterion", frozenset({"location"})),
        "ad_group_audience_view": _aimed(
            "ad_group_audience_view", "adGroupAudienceViews", "ad_group_criterion", _AUDIENCES
        ),
        "campaign_audience_view": _aimed(
            "campaign_audience_view", "campaignAudienceViews", "campaign_criterion", _AUDIENCES
        ),
        "geographic_view": _places("geographic_view", "geographicViews"),
        "user_location_view": _places("user_location_view", "userLocationViews"),
    }
)
"""By resource, what yields its rows. Nobody is on the lists of the sandbox: audiences have rows, and no figures."""

_BY_COUNTRY = frozenset({"geographic_view", "user_location_view", "location_view"})


def shares_in(resource: str, workspace: Workspace, ad_group_ad: str, part: Cut) -> Iterator[tuple[str, Figures]]:
    """Yield the keys of the view's rows that a part of an ad's figures counts for, each with what it gets."""
    ad_group_id = ad_group_ad.partition("~")[0]
    match resource:
        case "search_term_view":
            keyword = workspace.find("ad_group_criterion", part.keyword) if part.keyword else None
            if keyword is not None:
                yield _search_term_of(keyword), part.figures
        case "landing_page_view" | "expanded_landing_page_view":
            yield ad_group_ad, part.figures
        case _ if resource in DEMOGRAPHY:
            yield from _divided(part, reached(workspace, resource, ad_group_id))
        case _ if resource in _BY_COUNTRY:
            group = workspace.find("ad_group", ad_group_id) or workspace.find("asset_group", ad_group_id)
            campaign_id = str(group.parent_id) if group else ""
            under = campaign_id if resource == "location_view" else ad_group_id
            yield from _divided(part, {f"{under}~{country}": 1 for country in countries_of(workspace, campaign_id)})


def _divided(part: Cut, shares: Mapping[str, int]) -> Iterator[tuple[str, Figures]]:
    yield from zip(shares, divided_figures(part.figures, list(shares.values())), strict=True)
