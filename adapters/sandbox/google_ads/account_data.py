"""An account as the query language sees it: resources with what they are joined to, and their figures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property, partial
from zoneinfo import ZoneInfo

from adapters.sandbox.google_ads.accessible_strategies import accessible_strategies
from adapters.sandbox.google_ads.account_figures import AccountFigures, FiguresAsked
from adapters.sandbox.google_ads.account_rows import AccountRow, AccountRows
from adapters.sandbox.google_ads.accounts import accounts
from adapters.sandbox.google_ads.change_history import changes
from adapters.sandbox.google_ads.click_views import click_views
from adapters.sandbox.google_ads.constants import constants
from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.customers import describe
from adapters.sandbox.google_ads.gaql.conditions import Filter
from adapters.sandbox.google_ads.gaql.evaluate import Base
from adapters.sandbox.google_ads.gaql.figures import Measurement
from adapters.sandbox.google_ads.gaql.window import Days
from adapters.sandbox.google_ads.views import VIEWS
from adapters.sandbox.google_ads.wire import Proto, Wire
from adapters.sandbox.google_ads.workspace import Held, Workspace
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import ReadyAccount


class AccountData:
    """What one query reads; take `Sandbox.lock` for as long as it lives."""

    def __init__(self, sandbox: Sandbox, wire: Wire, account: ReadyAccount) -> None:
        self._sandbox, self._wire, self._account = sandbox, wire, account
        self._workspace = Workspace(sandbox, wire, account)
        self._rows = AccountRows(self._workspace, self.now)

    @cached_property
    def now(self) -> datetime:
        """Return the present moment in the account's time zone, without the zone, as the API writes times."""
        return self._sandbox.clock.now().astimezone(ZoneInfo(self._account.time_zone)).replace(tzinfo=None)

    @property
    def today(self) -> date:
        """Return the present day in the account's time zone."""
        return self.now.date()

    @property
    def rules(self) -> RuleSwitches:
        """Return which rules are in force."""
        return self._sandbox.rules

    def bases(self, resource: str, days: Days, filters: Sequence[Filter]) -> Iterator[AccountRow]:
        """Return the objects of a resource that pass the filters, removed ones too, oldest first; of clicks, by day."""
        rows = self._clicks(days) if resource == "click_view" else self._not_kept(resource)
        if rows is None:
            return self._rows.kept(resource, filters)
        return (row for row in rows if all(each.holds(row.value(each.field)) for each in filters))

    def _not_kept(self, resource: str) -> Iterator[AccountRow] | None:
        if resource in VIEWS:
            views = VIEWS[resource](self._workspace)
            return (self._row(view.key, view.under, {resource: view.message, **view.beside}) for view in views)
        if resource in {"change_event", "change_status"}:
            found = changes(resource, self._workspace)
            return (self._row(each.key, next(iter(each.under), None), {resource: each.message}) for each in found)
        if resource in {"geo_target_constant", "language_constant"}:
            return (self._row(each.resource_name, None, {resource: each}) for each in constants(self._wire, resource))
        alone: dict[str, Callable[[], Iterator[AccountRow]]] = {
            "customer": self._itself,
            "customer_client": self._clients,
            "keyword_view": partial(self._keywords, "keyword_view", "keywordViews"),
            "display_keyword_view": partial(self._keywords, "display_keyword_view", "displayKeywordViews"),
            "accessible_bidding_strategy": self._strategies,
        }
        return alone[resource]() if resource in alone else None

    def _itself(self) -> Iterator[AccountRow]:
        yield self._row(self._account.id, None)

    def _row(self, key: str, under: Held | None, told: Mapping[str, Proto] | None = None) -> AccountRow:
        entity = under.entity if under else None
        return AccountRow(
            key=key, rows=self._rows, entity=entity, told={"customer": self._rows.customer, **(told or {})}
        )

    def measurements(
        self, resource: str, days: Days, segments: frozenset[str], only: Sequence[Base] | None, *, dated: bool
    ) -> Iterator[Measurement]:
        """Yield the figures of the objects of a resource, as `AccountFigures.told` does."""
        figures = AccountFigures(self._workspace)
        return figures.told(FiguresAsked(resource=resource, days=days, segments=segments, only=only, dated=dated))

    def _clicks(self, days: Days) -> Iterator[AccountRow]:
        for view in click_views(self._workspace, days):
            yield self._row(view.key, view.under, {"click_view": view.message})

    def _keywords(self, root: str, collection: str) -> Iterator[AccountRow]:
        """Yield those of Display or those of all other channels."""
        for held in self._workspace.all("ad_group_criterion"):
            of_display = self._is_of_display(held)
            if held.message.WhichOneof("criterion") == "keyword" and of_display is (root == "display_keyword_view"):
                view = self._wire.resource_type(root)()
                view.resource_name = f"customers/{self._account.id}/{collection}/{held.id}"
                yield self._row(held.id, held, {root: view})

    def _is_of_display(self, criterion: Held) -> bool:
        ad_group = self._workspace.find("ad_group", str(criterion.parent_id))
        campaign = self._workspace.find("campaign", str(ad_group.parent_id)) if ad_group else None
        return campaign is not None and enum_name(campaign.message, "advertising_channel_type") == "DISPLAY"

    def _strategies(self) -> Iterator[AccountRow]:
        for each in accessible_strategies(self._workspace):
            yield self._row(each.resource_name, None, {"accessible_bidding_strategy": each})

    def _clients(self) -> Iterator[AccountRow]:
        """Yield the account itself and, of a manager, the accounts under it."""
        below = accounts(self._sandbox) if self._account.manager else [self._account]
        for client in below:
            message = self._wire.resource_type("customer_client")()
            message.resource_name = f"customers/{self._account.id}/customerClients/{client.id}"
            describe(message, self._sandbox, client)
            message.client_customer = f"customers/{client.id}"
            message.level = 0 if client.id == self._account.id else 1
            message.hidden = False
            yield self._row(client.id, None, {"customer_client": message})
