"""An account as the query language sees it: resources with what they are joined to, and their figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from adapters.sandbox.delivery import Level, MetricsRow
from adapters.sandbox.google_ads.account_rows import AccountRow, AccountRows
from adapters.sandbox.google_ads.accounts import accounts
from adapters.sandbox.google_ads.change_history import changes
from adapters.sandbox.google_ads.constants import constants
from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.customers import describe
from adapters.sandbox.google_ads.cuts import CUT_SEGMENTS, Cut, cut
from adapters.sandbox.google_ads.delivered import Asked, delivered
from adapters.sandbox.google_ads.gaql.catalogue import BUDGET_ASSOCIATION, CONVERSION_SEGMENTS
from adapters.sandbox.google_ads.gaql.conditions import Filter
from adapters.sandbox.google_ads.gaql.evaluate import Base
from adapters.sandbox.google_ads.gaql.figures import Figures, Measurement
from adapters.sandbox.google_ads.query_rules import METRICS_OF_MANAGER
from adapters.sandbox.google_ads.views import VIEWS, shares_in
from adapters.sandbox.google_ads.wire import Proto, Wire
from adapters.sandbox.google_ads.workspace import Held, Workspace
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS, ReadyAccount
from adapters.sandbox.store import Entity

_LEVELS: Mapping[str, Level] = {
    "customer": "account",
    "campaign_budget": "campaign",
    "bidding_strategy": "campaign",
    "campaign": "campaign",
    "ad_group": "ad_group",
    "ad_group_ad": "ad",
}
_MEASURED = frozenset({"keyword_view", *VIEWS, *_LEVELS})
"""What figures can be told of; of anything else a query, let pass, finds none."""
_NO_ACTION = {"conversion_action": "", "conversion_action_name": "", "conversion_action_category": "UNSPECIFIED"}


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

    def bases(self, resource: str, filters: Sequence[Filter]) -> Iterator[AccountRow]:
        """Return the objects of a resource that pass the filters, removed ones too, oldest first."""
        rows = self._not_kept(resource)
        if rows is None:
            return self._rows.kept(resource, filters)
        return (row for row in rows if all(each.holds(row.value(each.field)) for each in filters))

    def _not_kept(self, resource: str) -> Iterator[AccountRow] | None:
        if resource in VIEWS:
            views = VIEWS[resource](self._workspace)
            return (self._row(view.key, view.under, {resource: view.message}) for view in views)
        if resource in {"change_event", "change_status"}:
            found = changes(resource, self._workspace)
            return (self._row(each.key, next(iter(each.under), None), {resource: each.message}) for each in found)
        if resource in {"geo_target_constant", "language_constant"}:
            return (self._row(each.resource_name, None, {resource: each}) for each in constants(self._wire, resource))
        alone = {"customer": self._itself, "customer_client": self._clients, "keyword_view": self._keywords}
        return alone[resource]() if resource in alone else None

    def _itself(self) -> Iterator[AccountRow]:
        yield self._row(self._account.id, None)

    def _row(self, key: str, under: Held | None, told: Mapping[str, Proto] | None = None) -> AccountRow:
        entity = under.entity if under else None
        return AccountRow(
            key=key, rows=self._rows, entity=entity, told={"customer": self._rows.customer, **(told or {})}
        )

    def measurements(
        self, resource: str, days: tuple[date, date], segments: frozenset[str], only: Sequence[Base] | None
    ) -> Iterator[Measurement]:
        """Yield what was delivered from one day to another, by object, day and the `segments` named, as known now.

        With `only`, what others than these objects delivered is left out. Raises RefusedError on a manager, which
        delivers nothing itself.
        """
        if self._account.manager:
            METRICS_OF_MANAGER.refuse(self.rules)
        if resource not in _MEASURED:
            return
        divided = resource in {"keyword_view", *VIEWS} or bool(segments & CUT_SEGMENTS)
        level: Level = "ad" if divided else _LEVELS[resource]
        asked = Asked(account_id=self._account.id, since=days[0], until=days[1], level=level, hourly="hour" in segments)
        keys = None if only is None else {base.key for base in only}
        by_action = segments & CONVERSION_SEGMENTS
        for row in delivered(self._sandbox, asked, _campaigns_of(only)):
            tied = self._association(row.campaign_id) if BUDGET_ASSOCIATION in segments else {}
            for measurement in self._cut(resource, row, tied) if divided else self._whole(resource, row, tied):
                if keys is None or measurement.key in keys:
                    yield self._attributed(measurement) if by_action else measurement

    def _whole(self, resource: str, row: MetricsRow, tied: Mapping[str, str]) -> Iterator[Measurement]:
        if key := self._key(resource, row):
            yield Measurement(key=key, day=row.day, hour=row.hour, figures=_figures(row), cut=tied)

    def _cut(self, resource: str, row: MetricsRow, tied: Mapping[str, str]) -> Iterator[Measurement]:
        campaign = self._workspace.find("campaign", str(row.campaign_id))
        partners = campaign is not None and bool(campaign.message.network_settings.target_search_network)
        keywords = self._keywords_on(str(row.ad_group_id), row.day)
        for part in cut(_figures(row), keywords, partners=partners):
            for key, figures in self._shares(resource, row, part):
                yield Measurement(
                    key=key,
                    day=row.day,
                    hour=row.hour,
                    figures=figures,
                    cut={"device": part.device, "ad_network_type": part.network, **tied},
                )

    def _association(self, campaign_id: str | None) -> Mapping[str, str]:
        return {BUDGET_ASSOCIATION: f"customers/{self._account.id}/campaigns/{campaign_id}"} if campaign_id else {}

    def _shares(self, resource: str, row: MetricsRow, part: Cut) -> Iterator[tuple[str, Figures]]:
        if resource in VIEWS:
            yield from shares_in(resource, self._workspace, f"{row.ad_group_id}~{row.ad_id}", part)
            return
        key = part.keyword if resource == "keyword_view" else self._key(resource, row)
        if key:
            yield key, part.figures

    def _attributed(self, measurement: Measurement) -> Measurement:
        """Count conversions, and nothing else, under the account's oldest primary action."""
        action = self._counting_action
        if action is None:
            return replace(measurement, figures=Figures(), cut=_NO_ACTION)
        figures = Figures(conversions=measurement.figures.conversions, value=measurement.figures.value)
        told = {
            "conversion_action": action.resource_name,
            "conversion_action_name": action.name,
            "conversion_action_category": enum_name(action, "category"),
        }
        return replace(measurement, figures=figures, cut={**measurement.cut, **told})

    @cached_property
    def _counting_action(self) -> Proto | None:
        actions = (held.message for held in self._workspace.all("conversion_action") if not held.removed)
        return next((action for action in actions if action.primary_for_goal), None)

    def _keywords_on(self, ad_group_id: str, day: date) -> list[str]:
        """Return the keywords that the ad group had on a day, as far as their last change tells."""
        found = [
            entity
            for entity in self._sandbox.store.select(
                GOOGLE_ADS, self._account.id, "ad_group_criterion", ad_group_id, include_removed=True
            )
            if "keyword" in entity.fields and not entity.fields.get("negative")
        ]
        then = [entity for entity in found if self._showed(entity, day)]
        return [entity.id for entity in then or found]

    def _showed(self, entity: Entity, day: date) -> bool:
        zone = ZoneInfo(self._account.time_zone)
        if entity.created_at.astimezone(zone).date() > day:
            return False
        shows = not entity.removed and entity.fields.get("status") == "ENABLED"
        return shows or entity.updated_at.astimezone(zone).date() >= day

    def _key(self, resource: str, row: MetricsRow) -> str | None:
        match resource:
            case "customer":
                return row.account_id
            case "campaign_budget" | "bidding_strategy":
                campaign = self._sandbox.store.get(GOOGLE_ADS, "campaign", str(row.campaign_id))
                return str(campaign.fields.get(resource, "")).rpartition("/")[2] or None if campaign else None
            case "campaign":
                return row.campaign_id
            case "ad_group":
                return row.ad_group_id
            case _:
                return f"{row.ad_group_id}~{row.ad_id}"

    def _keywords(self) -> Iterator[AccountRow]:
        for held in self._workspace.all("ad_group_criterion"):
            if held.message.WhichOneof("criterion") == "keyword":
                view = self._wire.resource_type("keyword_view")()
                view.resource_name = f"customers/{self._account.id}/keywordViews/{held.id}"
                yield self._row(held.id, held, {"keyword_view": view})

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


def _campaigns_of(rows: Sequence[Base] | None) -> Iterable[str] | None:
    """Return the campaigns in which these rows can have figures, None where that can be any."""
    found = {row.campaign() for row in rows or ()}
    return None if rows is None or None in found else {campaign for campaign in found if campaign}


def _figures(row: MetricsRow) -> Figures:
    return Figures(
        impressions=row.impressions,
        clicks=row.clicks,
        spend=row.spend,
        conversions=row.conversions,
        value=row.conversion_value,
    )
