"""Creating, changing and deleting campaigns, ad sets, creatives, ads and audiences; every attempt is logged."""

import json
import secrets
from collections.abc import Mapping
from typing import Any, NamedTuple

from adapters.sandbox.meta.errors import GraphError
from adapters.sandbox.meta.judging import TO_COME, Judge, changes_budget
from adapters.sandbox.meta.nodes import Nodes
from adapters.sandbox.meta.parameters import listed
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.mutations import Operation
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META, ReadyAccount
from adapters.sandbox.store import Entity

_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "campaign": {"status": "PAUSED", "buying_type": "AUCTION"},
    "adset": {"status": "PAUSED", "bid_strategy": "LOWEST_COST_WITHOUT_CAP"},
    "ad": {"status": "PAUSED"},
    "adcreative": {"status": "ACTIVE"},
    "pixel": {"is_unavailable": False},
    "conversion": {"is_archived": False, "is_unavailable": False, "retention_days": 0},
    "adrule": {"status": "ENABLED"},
    "budget_schedule": {"recurrence_type": "ONE_TIME"},
    "audience": {"operation_status": {"code": 200, "description": "Normal"}},
}
_VANISHING = frozenset({"audience", "video", "image", "label", "conversion", "adrule", "budget_schedule"})
# What makes a creative that an ad brings along.
_STORIES = frozenset({"object_story_spec", "object_story_id", "asset_feed_spec"})


class _Target(NamedTuple):
    kind: str
    account_id: str
    id: str | None
    name: str | None


def _target(entity: Entity) -> _Target:
    return _Target(entity.kind, entity.account_id, entity.id, entity.fields.get("name"))


class Writes:
    """One method per verb; the caller holds the sandbox's lock."""

    def __init__(self, sandbox: Sandbox, nodes: Nodes) -> None:
        self._sandbox = sandbox
        self.switches = sandbox.rules
        self.judge = Judge(sandbox, nodes)

    def create(
        self, kind: str, account: ReadyAccount, params: Mapping[str, str], *, under: Entity | None = None
    ) -> dict[str, Any]:
        """Create one object, below the one it names or `under`; returns `{"id"}`, for a dry run `{"success": true}`."""
        try:
            sent = self.judge.parsed(kind, params)
            parent = under or self.judge.parent(kind, account, sent)
            inline = self._inline_creative(account, sent) if kind == "ad" else None
            fields = {**_DEFAULTS[kind], **sent}
            self.judge.check_new(kind, account, sent, fields, parent)
        except GraphError as refusal:
            self._log("create", _Target(kind, account.id, None, params.get("name")), dict(params), refusal)
            raise
        if _dry_run(params, self.switches):
            return {"success": True}
        self._sandbox.delivery.accrue()
        if inline is not None:
            sent["creative"] = fields["creative"] = self._made_inline(account, inline)
        if "adlabels" in sent:
            sent["adlabels"] = fields["adlabels"] = self.labels(account, sent["adlabels"])
        entity = self._sandbox.store.add(
            platform=META,
            account_id=account.id,
            kind=kind,
            id=f"1202{self._sandbox.store.next_id()}",
            parent_id=parent.id if parent else None,
            fields=fields,
            at=self._sandbox.clock.now(),
        )
        self._log("create", _target(entity), sent)
        return {"id": entity.id}

    def _inline_creative(self, account: ReadyAccount, sent: dict[str, Any]) -> dict[str, str] | None:
        """Return the parameters of a creative that an ad brings along, judged; `sent` then awaits its id."""
        creative = sent.get("creative") or {}
        if creative.get("creative_id") or creative.get("id") or not _STORIES.intersection(creative):
            return None
        params = {name: value if isinstance(value, str) else json.dumps(value) for name, value in creative.items()}
        fields = {**_DEFAULTS["adcreative"], **self.judge.parsed("adcreative", params)}
        self.judge.check_new("adcreative", account, fields, fields)
        sent["creative"] = {"creative_id": TO_COME}
        return params

    def _made_inline(self, account: ReadyAccount, params: Mapping[str, str]) -> dict[str, Any]:
        return {"creative_id": self.create("adcreative", account, params)["id"]}

    def update(self, entity: Entity, account: ReadyAccount, params: Mapping[str, str]) -> dict[str, Any]:
        """Change one object; returns `{"success": true}`."""
        operation: Operation = "status" if "status" in params else "update"
        try:
            sent = self.judge.parsed(entity.kind, params, creating=False)
            inline = self._inline_creative(account, sent) if entity.kind == "ad" else None
            self.judge.check_change(entity, account, sent)
        except GraphError as refusal:
            self._log(operation, _target(entity), dict(params), refusal)
            raise
        if _dry_run(params, self.switches):
            return {"success": True}
        self._sandbox.delivery.accrue()
        if inline is not None:
            sent["creative"] = self._made_inline(account, inline)
        if "adlabels" in sent:
            sent["adlabels"] = self.labels(account, sent["adlabels"])
        if changes_budget(entity, sent):
            sent |= {"_budget_changes": [*self.judge.recent_budget_changes(entity), self._sandbox.clock.now()]}
        self._sandbox.store.change(entity, sent, self._sandbox.clock.now())
        visible = {name: value for name, value in sent.items() if not name.startswith("_")}
        self._log(operation, _target(entity), visible)
        return {"success": True}

    def delete(self, entity: Entity) -> dict[str, Any]:
        """Delete one object, for good; deleting twice is an error, as on Graph."""
        try:
            if entity.fields.get("status") == "DELETED":
                refuse(self.switches, "meta.an_object_is_deleted_once", id=entity.id)
        except GraphError as refusal:
            self._log("remove", _target(entity), {}, refusal)
            raise
        self._sandbox.delivery.accrue()
        now = self._sandbox.clock.now()
        if entity.kind in _VANISHING:
            self._sandbox.store.remove(entity, now)
        else:
            self._sandbox.store.change(entity, {"status": "DELETED"}, now)
        self._log("remove", _target(entity), {})
        return {"success": True}

    def labels(self, account: ReadyAccount, sent: list[Any]) -> list[dict[str, str]]:
        """Return `adlabels` as they are kept: the label of each name, made where there is none, or of each id."""
        found = [self._label(account, one) for one in sent if isinstance(one, dict)]
        return list({label["id"]: label for label in found}.values())

    def _label(self, account: ReadyAccount, sent: Mapping[str, Any]) -> dict[str, str]:
        if sent.get("name"):
            return {"id": self.label(account, str(sent["name"])).id, "name": str(sent["name"])}
        found = self._sandbox.store.get(META, "label", str(sent.get("id", "")))
        return {"id": str(sent.get("id", ""))} | ({"name": found.fields["name"]} if found else {})

    def label(self, account: ReadyAccount, name: str) -> Entity:
        """Return the account's label of this name; it is made if there is none."""
        known = self._sandbox.store.select(META, account.id, "label")
        found = next((label for label in known if label.fields["name"] == name), None)
        return found or self.add("label", account, {"name": name})

    def add(
        self,
        kind: str,
        account: ReadyAccount,
        fields: dict[str, Any],
        object_id: str | None = None,
        parent_id: str | None = None,
    ) -> Entity:
        """Keep and log an object whose parameters were judged elsewhere."""
        entity = self._sandbox.store.add(
            platform=META,
            account_id=account.id,
            kind=kind,
            id=object_id or f"1202{self._sandbox.store.next_id()}",
            parent_id=parent_id,
            fields=fields,
            at=self._sandbox.clock.now(),
        )
        visible = {name: value for name, value in fields.items() if not name.startswith("_")}
        self._log("create", _target(entity), visible)
        return entity

    def change(self, entity: Entity, fields: dict[str, Any]) -> None:
        """Keep and log a change that was judged elsewhere."""
        self._sandbox.store.change(entity, fields, self._sandbox.clock.now())
        visible = {name: value for name, value in fields.items() if not name.startswith("_")}
        self._log("update", _target(entity), visible)

    def _log(
        self, operation: Operation, target: _Target, fields: dict[str, Any], refusal: GraphError | None = None
    ) -> None:
        shown = {key: value for key, value in fields.items() if key not in ("access_token", "appsecret_proof")}
        self._sandbox.mutations.record(
            platform=META,
            account_id=target.account_id,
            operation=operation,
            kind=target.kind,
            entity_id=target.id,
            name=target.name,
            fields=shown,
            request_id="A" + secrets.token_urlsafe(16),
            at=self._sandbox.clock.now(),
            outcome="refused" if refusal else "applied",
            error_code=_error_code(refusal),
        )


def _error_code(refusal: GraphError | None) -> str | None:
    if refusal is None:
        return None
    return str(refusal.code) if refusal.subcode is None else f"{refusal.code}/{refusal.subcode}"


def _dry_run(params: Mapping[str, str], switches: RuleSwitches) -> bool:
    return "validate_only" in listed(params, "execution_options", switches)
