"""Creating and changing campaigns, ad groups and ads, manual and Smart+; every attempt is logged."""

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from adapters.sandbox.delivery_rates import minor_digits
from adapters.sandbox.mutations import Operation
from adapters.sandbox.rules import Draft, first_broken
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tiktok.budgets import DAILY_MODES
from adapters.sandbox.tiktok.errors import NothingToDoError, PartialSuccess, TikTokError, rule_broken
from adapters.sandbox.tiktok.fields import parse
from adapters.sandbox.tiktok.objects import ID_FIELDS, SMART, Objects, level_of, parent_kind
from adapters.sandbox.tiktok.request_checks import ids_of, own_id, rows_of
from adapters.sandbox.tiktok.request_rules import (
    A_WRITE_IS_SMALL,
    BUDGETS_SIT_ON_ONE_LEVEL,
    MOST_WRITTEN,
    THE_DELETED_HAVE_NO_CHILDREN,
    WHAT_IS_CALLED_EXISTS,
    WHAT_IS_DELETED_STAYS,
    WORDS_ARE_LISTED,
    refusal,
    refuse,
    refuse_whole,
)
from adapters.sandbox.tiktok.rules import RULES
from adapters.sandbox.tiktok.state_rules import StateRules


class _Target(NamedTuple):
    kind: str
    account_id: str
    id: str | None
    name: str | None


def _target(entity: Entity) -> _Target:
    name = entity.fields.get(f"{level_of(entity.kind)}_name")
    return _Target(entity.kind, entity.account_id, entity.id, name)


class Writes:
    """One method per endpoint family; the caller holds the sandbox's lock. `trace` is the answer's request id."""

    def __init__(self, sandbox: Sandbox, objects: Objects) -> None:
        self._sandbox = sandbox
        self._objects = objects
        self._state_rules = StateRules(sandbox, objects)

    def create(self, kind: str, account: ReadyAccount, body: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Create a campaign, an ad group or a Smart+ ad; returns the full object."""
        try:
            fields = _with_defaults(kind, self._parsed(kind, body))
            self._state_rules.check_request_id(account, fields.get("request_id"))
            entity = self._add(kind, account, fields, body)
        except TikTokError as refusal:
            target = _Target(kind, account.id, None, body.get(f"{level_of(kind)}_name"))
            self._log("create", target, dict(body), trace, refusal)
            raise
        if "request_id" in fields:
            self._state_rules.remember_request_id(account, fields["request_id"])
        self._log("create", _target(entity), fields, trace)
        return self._objects.show(entity)

    def create_ads(self, account: ReadyAccount, body: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Create one manual ad per entry of `creatives`, all or none."""
        try:
            creatives = self._rows(body, "creatives")
            drafts = [_with_defaults("ad", self._parsed("ad", creative)) for creative in creatives]
            parent = self._parent("ad", account, body)
            for fields in drafts:
                self._judge("ad", account, fields, fields, parent)
                self._state_rules.check_references("ad", account, fields)
        except TikTokError as refusal:
            self._log("create", _Target("ad", account.id, None, None), dict(body), trace, refusal)
            raise
        made = []
        for fields in drafts:
            entity = self._keep("ad", account, fields, parent)
            made.append(entity)
            self._log("create", _target(entity), fields, trace)
        return {"ad_ids": [ad.id for ad in made], "creatives": [self._objects.show(ad) for ad in made]}

    def _add(self, kind: str, account: ReadyAccount, fields: dict[str, Any], body: Mapping[str, Any]) -> Entity:
        parent = self._parent(kind, account, body) if parent_kind(kind) else None
        self._judge(kind, account, fields, fields, parent)
        self._state_rules.check_references(kind, account, fields)
        self._state_rules.check_siblings(kind, account, fields, parent)
        return self._keep(kind, account, fields, parent)

    def _keep(self, kind: str, account: ReadyAccount, fields: dict[str, Any], parent: Entity | None) -> Entity:
        self._sandbox.delivery.accrue()
        return self._sandbox.store.add(
            platform=TIKTOK,
            account_id=account.id,
            kind=kind,
            id=f"18490{self._sandbox.store.next_id()}",
            parent_id=parent.id if parent else None,
            fields=fields,
            at=self._sandbox.clock.now(),
        )

    def _parsed(self, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return parse(kind, body, self._sandbox.rules)

    def _parent(self, kind: str, account: ReadyAccount, body: Mapping[str, Any]) -> Entity:
        above = parent_kind(kind) or ""
        field = ID_FIELDS[above]
        parent_id = own_id(self._sandbox.rules, body, field)
        parent = self._sandbox.store.get(TIKTOK, above, parent_id)
        said = f"{parent_id} does not exist or is deleted"
        if parent is None or parent.account_id != account.id:
            refuse_whole(self._sandbox.rules, WHAT_IS_CALLED_EXISTS, field, said)
        if self._objects.deleted(parent):
            refuse(self._sandbox.rules, THE_DELETED_HAVE_NO_CHILDREN, field, said)
        return parent

    def _judge(
        self,
        kind: str,
        account: ReadyAccount,
        sent: Mapping[str, Any],
        fields: Mapping[str, Any],
        parent: Entity | None,
        *,
        current: Entity | None = None,
    ) -> None:
        draft = Draft(
            sent=sent,
            fields=fields,
            creating=current is None,
            account=account,
            now=self._sandbox.clock.now(),
            parent=parent,
            current=current,
            spent=self._spent(current, account) if current is not None and "budget" in sent else Decimal(0),
        )
        rule = first_broken(RULES, kind, draft, self._sandbox.relaxed)
        if rule is not None:
            raise rule_broken(rule)

    def _spent(self, entity: Entity, account: ReadyAccount) -> Decimal:
        """Today's spend under a daily budget, all spend under a total one, in major units."""
        delivery = self._sandbox.delivery
        if entity.fields.get("budget_mode") in DAILY_MODES:
            today = self._sandbox.clock.now().astimezone(ZoneInfo(account.time_zone)).date()
            minor = delivery.spent_on(TIKTOK, entity.id, today)
        else:
            minor = delivery.spent(TIKTOK, entity.id)
        return Decimal(minor).scaleb(-minor_digits(account.currency))

    def update(self, kind: str, account: ReadyAccount, body: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Change one object; returns it whole."""
        entity = self._existing(kind, account, body)
        try:
            sent = self._parsed(kind, body)
            self._check_change(kind, entity, sent)
            fields = {**entity.fields, **sent}
            self._judge(kind, account, sent, fields, self._objects.parent(entity), current=entity)
            self._state_rules.check_references(kind, account, fields)
        except TikTokError as refusal:
            self._log("update", _target(entity), dict(body), trace, refusal)
            raise
        self._sandbox.delivery.accrue()
        self._sandbox.store.change(entity, sent, self._sandbox.clock.now())
        self._log("update", _target(entity), sent, trace)
        return self._objects.show(entity)

    def update_ads(self, account: ReadyAccount, body: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Change manual ads, one per entry of `creatives`."""
        shown = []
        for creative in self._rows(body, "creatives"):
            with suppress(NothingToDoError):
                shown.append(self.update("ad", account, creative, trace))
        return {"ad_ids": [ad["ad_id"] for ad in shown], "creatives": shown}

    def _check_change(self, kind: str, entity: Entity, sent: Mapping[str, Any]) -> None:
        if self._objects.deleted(entity):
            refuse(self._sandbox.rules, WHAT_IS_DELETED_STAYS, ID_FIELDS[kind])
        self._state_rules.check_change(kind, entity, sent)

    def _existing(self, kind: str, account: ReadyAccount, body: Mapping[str, Any]) -> Entity:
        field = ID_FIELDS[kind]
        entity_id = own_id(self._sandbox.rules, body, field)
        entity = self._sandbox.store.get(TIKTOK, kind, entity_id)
        if entity is None or entity.account_id != account.id:
            refuse_whole(self._sandbox.rules, WHAT_IS_CALLED_EXISTS, field, f"{entity_id} does not exist")
        return entity

    def change_status(
        self, kind: str, account: ReadyAccount, body: Mapping[str, Any], trace: str
    ) -> dict[str, Any] | PartialSuccess:
        """Enable, disable or delete up to 20 objects: all or none, unless `allow_partial_success`."""
        field = f"{ID_FIELDS[kind]}s"
        ids = ids_of(self._sandbox.rules, body, field)
        self._check_number(ids, field)
        status = self._status_of(body)
        found = {one: self._changeable(kind, account, one, status, trace) for one in ids}
        entities = [one for one in found.values() if isinstance(one, Entity)]
        refusals = {one: refused for one, refused in found.items() if isinstance(refused, TikTokError)}
        if refusals and not (entities and body.get("allow_partial_success") is True):
            raise next(iter(refusals.values()))
        self._sandbox.delivery.accrue()
        for entity in entities:
            self._sandbox.store.change(entity, {"operation_status": status}, self._sandbox.clock.now())
            self._log(_operation(status), _target(entity), {"operation_status": status}, trace)
        rows = [{ID_FIELDS[kind]: entity.id, "status": status} for entity in entities]
        done = {field: [entity.id for entity in entities], "status": status, f"{level_of(kind)}_list": rows}
        if not refusals:
            return done
        errors = [{ID_FIELDS[kind]: one, "error_message": str(refused)} for one, refused in refusals.items()]
        return PartialSuccess(done | {"errors": errors})

    def _status_of(self, body: Mapping[str, Any]) -> str:
        status = body.get("operation_status")
        if status not in ("ENABLE", "DISABLE", "DELETE"):
            refuse(self._sandbox.rules, WORDS_ARE_LISTED, "operation_status", "must be ENABLE, DISABLE or DELETE")
        return str(status or "ENABLE")

    def _rows(self, body: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
        rows = rows_of(self._sandbox.rules, body, field)
        self._check_number(rows, field)
        return rows

    def _check_number(self, rows: list[Any], field: str) -> None:
        if len(rows) > MOST_WRITTEN:
            refuse(self._sandbox.rules, A_WRITE_IS_SMALL, field)

    def _changeable(
        self, kind: str, account: ReadyAccount, entity_id: str, status: str, trace: str
    ) -> Entity | TikTokError | None:
        """Return the object, why it may not be changed, or None where there is nothing to change."""
        try:
            entity = self._existing(kind, account, {ID_FIELDS[kind]: entity_id})
        except NothingToDoError:
            return None
        except TikTokError as refused:
            return refused
        if not (self._objects.deleted(entity) and self._sandbox.rules.holds(WHAT_IS_DELETED_STAYS.name)):
            return entity
        deleted = refusal(WHAT_IS_DELETED_STAYS, f"{ID_FIELDS[kind]}s", f"{entity.id} is deleted")
        self._log(_operation(status), _target(entity), {"operation_status": status}, trace, deleted)
        return deleted

    def change_budgets(self, kind: str, account: ReadyAccount, body: Mapping[str, Any], trace: str) -> dict[str, Any]:
        """Change the budgets of up to 20 ad groups: `budget` is a list of {adgroup_id, budget}."""
        for row in self._rows(body, "budget"):
            with suppress(NothingToDoError):
                self._change_budget(kind, account, row, trace)
        return {}

    def _change_budget(self, kind: str, account: ReadyAccount, row: Mapping[str, Any], trace: str) -> None:
        entity = self._existing(kind, account, row)
        above = self._objects.parent(entity)
        if above is not None and above.fields.get("budget_optimize_on"):
            refuse(self._sandbox.rules, BUDGETS_SIT_ON_ONE_LEVEL, "budget.adgroup_id")
        self.update(kind, account, {"adgroup_id": entity.id, "budget": row.get("budget")}, trace)

    def _log(
        self,
        operation: Operation,
        target: _Target,
        fields: dict[str, Any],
        trace: str,
        refusal: TikTokError | None = None,
    ) -> None:
        self._sandbox.mutations.record(
            platform=TIKTOK,
            account_id=target.account_id,
            operation=operation,
            kind=target.kind,
            entity_id=target.id,
            name=target.name,
            fields=fields,
            request_id=trace,
            at=self._sandbox.clock.now(),
            outcome="refused" if refusal else "applied",
            error_code=str(refusal.code) if refusal else None,
        )


def _operation(status: str) -> Operation:
    return "remove" if status == "DELETE" else "status"


def _with_defaults(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    defaults: dict[str, Any] = {"operation_status": "ENABLE"}
    level = level_of(kind)
    if kind == "smart_plus_campaign":
        optimizes = fields.get("budget_optimize_on", True)
        mode = "BUDGET_MODE_DYNAMIC_DAILY_BUDGET" if optimizes else "BUDGET_MODE_INFINITE"
        defaults |= {"budget_optimize_on": optimizes, "budget_mode": mode}
    elif level == "campaign":
        defaults |= {"budget_optimize_on": False, "budget_mode": "BUDGET_MODE_INFINITE"}
    elif level == "adgroup":
        defaults |= {"placement_type": "PLACEMENT_TYPE_AUTOMATIC", "bid_type": "BID_TYPE_NO_BID"}
    if kind == f"{SMART}ad" and not fields.get("ad_name"):
        fields = {**fields, "ad_name": "Generated ad name"}
    return {**defaults, **fields}
