"""An account as the query language sees it: resources with what they are joined to, and their figures."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from google.protobuf.message import Message

from adapters.sandbox.delivery import Level, MetricsRow
from adapters.sandbox.google_ads.gaql.evaluate import Base
from adapters.sandbox.google_ads.gaql.figures import Figures, Measurement
from adapters.sandbox.google_ads.kinds import KINDS
from adapters.sandbox.google_ads.refusals import refused
from adapters.sandbox.google_ads.serving import SERVED_BY_STATUS, tell_serving
from adapters.sandbox.google_ads.wire import Proto, Wire
from adapters.sandbox.google_ads.workspace import Held, Workspace
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS, ReadyAccount

_LEVELS: Mapping[str, Level] = {
    "customer": "account",
    "campaign_budget": "campaign",
    "campaign": "campaign",
    "ad_group": "ad_group",
    "ad_group_ad": "ad",
}


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

    def bases(self, resource: str) -> Iterator[Base]:
        """Yield the objects of a resource, removed ones too, oldest first."""
        match resource:
            case "customer":
                yield Base(key=self._account.id, roots={"customer": self._customer})
            case "customer_client":
                yield from self._clients()
            case _:
                for held in self._workspace.all(resource):
                    yield Base(key=held.id, roots=self._joined(held))

    def measurements(self, resource: str, since: date, until: date, *, hourly: bool) -> Iterator[Measurement]:
        """Yield what was delivered from one day to another, by object and day (or hour), as known now.

        Raises RefusedError on a manager, which delivers nothing itself.
        """
        if self._account.manager:
            raise refused(
                "query_error.REQUESTED_METRICS_FOR_MANAGER",
                "Metrics cannot be requested for a manager account. To retrieve metrics, issue separate requests "
                "against each client account under the manager account.",
            )
        rows = self._sandbox.delivery.metrics(
            GOOGLE_ADS, self._account.id, since, until, _LEVELS[resource], hourly=hourly
        )
        for row in rows:
            if key := self._key(resource, row):
                yield Measurement(key=key, day=row.day, hour=row.hour, figures=_figures(row))

    def _key(self, resource: str, row: MetricsRow) -> str | None:
        match resource:
            case "customer":
                return row.account_id
            case "campaign_budget":
                campaign = self._workspace.find("campaign", str(row.campaign_id))
                return campaign.message.campaign_budget.rpartition("/")[2] if campaign else None
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
        kind = KINDS.get(held.root)
        parent = self._workspace.find(kind.parent, str(held.parent_id)) if kind and kind.parent else None
        # What a parent is joined to, its child is joined to as well, but for the budget.
        above = self._joined(parent) if parent else {}
        return roots | {root: message for root, message in above.items() if root != "campaign_budget"}

    def _told(self, held: Held) -> Proto:
        """Return the stored message with what follows from the moment and from its surroundings."""
        if held.root == "campaign_budget":
            held.message.reference_count = self._budget_uses[held.name]
        elif held.root in SERVED_BY_STATUS:
            tell_serving(held, self.now)
        return held.message

    @cached_property
    def _budget_uses(self) -> Counter[str]:
        return Counter(name for _, name in self._workspace.texts("campaign", "campaign_budget"))

    @cached_property
    def _customer(self) -> Proto:
        return self._describe(self._wire.resource_type("customer")(), self._account, f"customers/{self._account.id}")

    def _clients(self) -> Iterator[Base]:
        """Yield the account itself and, of a manager, the accounts under it."""
        below = self._sandbox.seed.accounts_of(GOOGLE_ADS) if self._account.manager else [self._account]
        for client in below:
            name = f"customers/{self._account.id}/customerClients/{client.id}"
            message = self._describe(self._wire.resource_type("customer_client")(), client, name)
            message.client_customer = f"customers/{client.id}"
            message.level = 0 if client.id == self._account.id else 1
            message.hidden = False
            yield Base(key=client.id, roots={"customer_client": message, "customer": self._customer})

    def _describe(self, message: Proto, account: ReadyAccount, name: str) -> Proto:
        message.resource_name, message.id = name, int(account.id)
        message.descriptive_name, message.manager = account.name, account.manager
        message.currency_code, message.time_zone = account.currency, account.time_zone
        message.test_account = False
        _set_enum(message, "status", "ENABLED")
        return message


def _set_enum(message: Proto, name: str, value: str) -> None:
    values = message.DESCRIPTOR.fields_by_name[name].enum_type.values_by_name
    setattr(message, name, values[value].number)


def _figures(row: MetricsRow) -> Figures:
    return Figures(
        impressions=row.impressions,
        clicks=row.clicks,
        spend=row.spend,
        conversions=row.conversions,
        value=row.conversion_value,
    )
