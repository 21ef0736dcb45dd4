"""An account as the query language sees it: resources with what they are joined to, and their figures."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from google.protobuf.message import Message

from adapters.sandbox.delivery import Level, MetricsRow
from adapters.sandbox.google_ads.accounts import accounts
from adapters.sandbox.google_ads.change_history import changes
from adapters.sandbox.google_ads.constants import constants
from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.customers import customer_message, describe
from adapters.sandbox.google_ads.cuts import CUT_SEGMENTS, Cut, cut
from adapters.sandbox.google_ads.gaql.catalogue import BUDGET_ASSOCIATION, CONVERSION_SEGMENTS
from adapters.sandbox.google_ads.gaql.empty_resources import EMPTY_RESOURCES
from adapters.sandbox.google_ads.gaql.evaluate import Base
from adapters.sandbox.google_ads.gaql.figures import Figures, Measurement
from adapters.sandbox.google_ads.kinds import KINDS, LABEL_LINKS
from adapters.sandbox.google_ads.request_rules import METRICS_OF_MANAGER
from adapters.sandbox.google_ads.serving import SERVED_BY_STATUS, tell_disapproval, tell_serving
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
_NO_ACTION = {"conversion_action": "", "conversion_action_name": "", "conversion_action_category": "UNSPECIFIED"}
_GONE_WHEN_REMOVED = frozenset({*LABEL_LINKS, "shared_criterion", "customer_negative_criterion"})
"""What has no status to tell that it was removed."""


class AccountData:
    """What one query reads; take `Sandbox.lock` for as long as it lives."""

    def __init__(self, sandbox: Sandbox, wire: Wire, account: ReadyAccount) -> None:
        self._sandbox, self._wire, self._account = sandbox, wire, account
        self._workspace = Workspace(sandbox, wire, account)

    @property
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

    def bases(self, resource: str) -> Iterator[Base]:
        """Yield the objects of a resource, removed ones too, oldest first."""
        match resource:
            case "customer":
                yield Base(key=self._account.id, roots={"customer": self._customer})
            case "customer_client":
                yield from self._clients()
            case "keyword_view":
                yield from self._keywords()
            case "change_event" | "change_status":
                yield from self._changes(resource)
            case _ if resource in VIEWS:
                for row in VIEWS[resource](self._workspace):
                    yield Base(key=row.key, roots={**self._joined(row.under), resource: row.message})
            case "geo_target_constant" | "language_constant":
                for constant in constants(self._wire, resource):
                    yield Base(key=constant.resource_name, roots={resource: constant})
            case _:
                yield from self._kept(resource)

    def _kept(self, resource: str) -> Iterator[Base]:
        for held in self._workspace.all(resource):
            if not (held.removed and resource in _GONE_WHEN_REMOVED):
                yield Base(key=held.id, roots=self._joined(held))

    def _changes(self, resource: str) -> Iterator[Base]:
        for change in changes(resource, self._workspace):
            roots: dict[str, Message] = {"customer": self._customer}
            for held in change.under:
                roots |= self._joined(held)
            yield Base(key=change.key, roots={**roots, resource: change.message})

    def measurements(self, resource: str, since: date, until: date, segments: frozenset[str]) -> Iterator[Measurement]:
        """Yield what was delivered from one day to another, by object, day and the `segments` named, as known now.

        Raises RefusedError on a manager, which delivers nothing itself.
        """
        if self._account.manager:
            METRICS_OF_MANAGER.refuse(self.rules)
        if resource in EMPTY_RESOURCES:
            return
        divided = resource in {"keyword_view", *VIEWS} or bool(segments & CUT_SEGMENTS)
        level: Level = "ad" if divided else _LEVELS[resource]
        for row in self._sandbox.delivery.metrics(
            GOOGLE_ADS, self._account.id, since, until, level, hourly="hour" in segments
        ):
            for measurement in self._cut(resource, row) if divided else self._whole(resource, row):
                yield self._attributed(measurement, segments & CONVERSION_SEGMENTS)

    def _whole(self, resource: str, row: MetricsRow) -> Iterator[Measurement]:
        if key := self._key(resource, row):
            yield Measurement(
                key=key, day=row.day, hour=row.hour, figures=_figures(row), cut=self._association(row.campaign_id)
            )

    def _cut(self, resource: str, row: MetricsRow) -> Iterator[Measurement]:
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
                    cut={
                        "device": part.device,
                        "ad_network_type": part.network,
                        **self._association(row.campaign_id),
                    },
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

    def _attributed(self, measurement: Measurement, segments: frozenset[str]) -> Measurement:
        """Count conversions, and nothing else, under the account's oldest primary action."""
        action = self._counting_action if segments else None
        if action is None:
            return measurement if not segments else replace(measurement, figures=Figures(), cut=_NO_ACTION)
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
            case "campaign_budget":
                campaign = self._workspace.find("campaign", str(row.campaign_id))
                return campaign.message.campaign_budget.rpartition("/")[2] if campaign else None
            case "bidding_strategy":
                campaign = self._workspace.find("campaign", str(row.campaign_id))
                return (campaign.message.bidding_strategy.rpartition("/")[2] or None) if campaign else None
            case "campaign":
                return row.campaign_id
            case "ad_group":
                return row.ad_group_id
            case _:
                return f"{row.ad_group_id}~{row.ad_id}"

    def _joined(self, held: Held) -> dict[str, Message]:
        roots = {"customer": self._customer, held.root: self._told(held)}
        if held.root == "campaign":
            budget = self._workspace.by_name("campaign_budget", held.message.campaign_budget)
            roots |= {"campaign_budget": self._told(budget)} if budget else {}
            strategy = self._workspace.by_name("bidding_strategy", held.message.bidding_strategy)
            roots |= {"bidding_strategy": self._told(strategy)} if strategy else {}
        kind = KINDS.get(held.root)
        for root in kind.joined if kind else ():
            tied = self._workspace.by_name(root, getattr(held.message, root))
            roots |= {root: self._told(tied)} if tied else {}
        parent = self._workspace.find(kind.parent, str(held.parent_id)) if kind and kind.parent else None
        # What a parent is joined to, its child is joined to as well, but for the budget.
        above = self._joined(parent) if parent else {}
        return roots | {root: message for root, message in above.items() if root != "campaign_budget"}

    def _told(self, held: Held) -> Proto:
        """Return the stored message with what follows from the moment and from its surroundings."""
        if held.root == "campaign_budget":
            held.message.reference_count = self._budget_uses[held.name]
        elif held.root == "bidding_strategy":
            held.message.campaign_count = held.message.non_removed_campaign_count = self._strategy_uses[held.name]
        elif held.root == "shared_set":
            self._tell_size(held)
        elif held.root in SERVED_BY_STATUS:
            tell_serving(held, self.now)
        ad_id = held.id.rpartition("~")[2]
        if held.root == "ad_group_ad" and (reason := self._sandbox.standing.disapproved(GOOGLE_ADS, ad_id)):
            tell_disapproval(held.message, reason)
        if f"{held.root}_label" in LABEL_LINKS:
            held.message.labels[:] = self._labels[held.root].get(held.name, ())
        return held.message

    def _keywords(self) -> Iterator[Base]:
        for held in self._workspace.all("ad_group_criterion"):
            if held.message.WhichOneof("criterion") == "keyword":
                view = self._wire.resource_type("keyword_view")()
                view.resource_name = f"customers/{self._account.id}/keywordViews/{held.id}"
                yield Base(key=held.id, roots={"keyword_view": view, **self._joined(held)})

    @cached_property
    def _labels(self) -> Mapping[str, Mapping[str, list[str]]]:
        """The names of the labels on each resource, by its kind and its own name."""
        found: dict[str, dict[str, list[str]]] = {}
        for link in LABEL_LINKS:
            on = found.setdefault(str(KINDS[link].parent), {})
            for held in self._workspace.all(link):
                if not held.removed:
                    on.setdefault(getattr(held.message, str(KINDS[link].parent)), []).append(held.message.label)
        return found

    @cached_property
    def _budget_uses(self) -> Counter[str]:
        return Counter(name for _, name in self._workspace.texts("campaign", "campaign_budget"))

    @cached_property
    def _strategy_uses(self) -> Counter[str]:
        return Counter(name for _, name in self._workspace.texts("campaign", "bidding_strategy"))

    def _tell_size(self, shared_set: Held) -> None:
        members = self._workspace.all("shared_criterion", shared_set.id)
        shared_set.message.member_count = sum(not member.removed for member in members)
        uses = self._workspace.texts("campaign_shared_set", "shared_set")
        shared_set.message.reference_count = sum(name == shared_set.name for _, name in uses)

    @cached_property
    def _customer(self) -> Proto:
        return customer_message(self._sandbox, self._wire, self._account)

    def _clients(self) -> Iterator[Base]:
        """Yield the account itself and, of a manager, the accounts under it."""
        below = accounts(self._sandbox) if self._account.manager else [self._account]
        for client in below:
            message = self._wire.resource_type("customer_client")()
            message.resource_name = f"customers/{self._account.id}/customerClients/{client.id}"
            describe(message, self._sandbox, client)
            message.client_customer = f"customers/{client.id}"
            message.level = 0 if client.id == self._account.id else 1
            message.hidden = False
            yield Base(key=client.id, roots={"customer_client": message, "customer": self._customer})


def _figures(row: MetricsRow) -> Figures:
    return Figures(
        impressions=row.impressions,
        clicks=row.clicks,
        spend=row.spend,
        conversions=row.conversions,
        value=row.conversion_value,
    )
