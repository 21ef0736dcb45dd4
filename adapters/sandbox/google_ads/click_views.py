"""Clicks as rows: each with the id that the landing page was given, and the ad and the keyword that brought it."""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.sandbox.google_ads.account_figures import AccountFigures
from adapters.sandbox.google_ads.gaql.window import Days
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Held, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickRow:
    """One row, by the click's id; `under` is the ad."""

    key: str
    message: Proto
    under: Held


def click_views(workspace: Workspace, days: Days) -> Iterator[ClickRow]:
    """Yield a row for every click from one day to another."""
    account = workspace.account.id
    for click in AccountFigures(workspace).clicks(days):
        ad = workspace.find("ad_group_ad", f"{click.ad_group_id}~{click.ad_id}")
        if ad is None:
            continue
        view = workspace.wire.resource_type("click_view")()
        view.resource_name = f"customers/{account}/clickViews/{click.day.isoformat()}~{click.gclid}"
        view.gclid, view.ad_group_ad, view.page_number = click.gclid, ad.name, 1
        keyword = workspace.find("ad_group_criterion", click.criterion_id) if click.criterion_id else None
        if keyword is not None:
            view.keyword = keyword.name
            view.keyword_info.CopyFrom(keyword.message.keyword)
        yield ClickRow(key=click.gclid, message=view, under=ad)
