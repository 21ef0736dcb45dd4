"""Creating, changing and deleting campaigns, ad sets, creatives, ads and audiences; every attempt is logged."""

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from adapters.sandbox.meta.errors import GraphError, invalid_parameter, missing_object, rule_broken
from adapters.sandbox.meta.fields import parse
from adapters.sandbox.meta.loose_json import read_json
from adapters.sandbox.meta.nodes import Nodes
from adapters.sandbox.meta.rules import RULES
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.mutations import Operation
from adapters.sandbox.rules import Draft, first_broken
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META, ReadyAccount
from adapters.sandbox.store import Entity

BUDGET_CHANGES_PER_HOUR = 4
_PARENTS = {"adset": ("campaign", "campaign_id"), "ad": ("adset", "adset_id")}
_FIXED = {"campaign": ("objective", "buying_type"), "adset": ("campaign_id",), "ad": ("adset_id",)}
_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "campaign": {"status": "PAUSED", "buying_type": "AUCTION"},
    "adset": {"status": "PAUSED", "bid_strategy": "LOWEST_COST_WITHOUT_CAP"},
    "ad": {"status": "PAUSED"},
    "adcreative": {"status": "ACTIVE"},
    "pixel": {"is_unavailable": False},
    "conversion": {"is_archived": False, "is_unavailable": False, "retention_days": 0},
    "adrule": {"status": "ENABLED"},
    "audience": {"operation_status": {"code": 200, "description": "Normal"}},
}
# A creative is its content: what else would change goes into a new one.
_CHANGEABLE_IN_CREATIVES = frozenset({"name", "status", "adlabels", "account_id"})
_VANISHING = frozenset({"audience", "video", "image", "label", "conversion", "adrule"})


# What makes a creative that an ad brings along, and what stands for its id until it is made.
_STORIES = frozenset({"object_story_spec", "object_story_id", "asset_feed_spec"})
_TO_COME = "inline"


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
        self._nodes = nodes
        self.switches = sandbox.rules

    def create(self, kind: str, account: ReadyAccount, params: Mapping[str, str]) -> dict[str, Any]:
        """Create one object; returns `{"id"}`, or `{"success": true}` for a dry run."""
        try:
            sent = self._parsed(kind, params)
            parent = self._parent(kind, account, sent)
            inline = self._inline_creative(account, sent) if kind == "ad" else None
            fields = {**_DEFAULTS[kind], **sent}
            self._judge(kind, self._draft(account, sent, fields, parent=parent))
            self._check_references(kind, account, fields)
        except GraphError as refusal:
            self._log("create", _Target(kind, account.id, None, params.get("name")), dict(params), refusal)
            raise
        if _dry_run(params):
            return {"success": True}
        self._sandbox.delivery.accrue()
        if inline is not None:
            sent["creative"] = fields["creative"] = self._made_inline(account, inline)
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

    def _parsed(self, kind: str, params: Mapping[str, str], *, creating: bool = True) -> dict[str, Any]:
        listed_only = self._sandbox.rules.holds("meta.a_value_is_one_of_those_listed")
        return parse(kind, params, creating=creating, listed_only=listed_only)

    def _inline_creative(self, account: ReadyAccount, sent: dict[str, Any]) -> dict[str, str] | None:
        """Return the parameters of a creative that an ad brings along, judged; `sent` then awaits its id."""
        creative = sent.get("creative") or {}
        if creative.get("creative_id") or creative.get("id") or not _STORIES.intersection(creative):
            return None
        params = {name: value if isinstance(value, str) else json.dumps(value) for name, value in creative.items()}
        fields = {**_DEFAULTS["adcreative"], **self._parsed("adcreative", params)}
        self._judge("adcreative", self._draft(account, fields, fields, parent=None))
        self._check_references("adcreative", account, fields)
        sent["creative"] = {"creative_id": _TO_COME}
        return params

    def _made_inline(self, account: ReadyAccount, params: Mapping[str, str]) -> dict[str, Any]:
        return {"creative_id": self.create("adcreative", account, params)["id"]}

    def _parent(self, kind: str, account: ReadyAccount, sent: Mapping[str, Any]) -> Entity | None:
        if kind not in _PARENTS:
            return None
        parent_kind, field = _PARENTS[kind]
        if not sent.get(field):
            raise invalid_parameter(f"The parameter {field} is required", field)
        parent = self._sandbox.store.get(META, parent_kind, sent[field])
        if parent is None or parent.account_id != account.id:
            raise invalid_parameter(f"Invalid parameter: {field} {sent[field]} does not exist", field, 1487056)
        if self._nodes.effective_status(parent) in ("DELETED", "ARCHIVED"):
            refuse(self._sandbox.rules, "meta.nothing_is_made_under_what_is_gone", field)
        return parent

    def _draft(
        self,
        account: ReadyAccount,
        sent: Mapping[str, Any],
        fields: Mapping[str, Any],
        *,
        parent: Entity | None,
        current: Entity | None = None,
    ) -> Draft:
        return Draft(
            sent=sent,
            fields=fields,
            creating=current is None,
            account=account,
            now=self._sandbox.clock.now(),
            parent=parent,
            current=current,
        )

    def _judge(self, kind: str, draft: Draft) -> None:
        rule = first_broken(RULES, kind, draft, self._sandbox.relaxed)
        if rule is not None:
            raise rule_broken(rule)

    def _check_references(self, kind: str, account: ReadyAccount, fields: Mapping[str, Any]) -> None:
        if kind == "ad":
            self._check_creative(account, fields.get("creative") or {})
        page_id = (fields.get("object_story_spec") or {}).get("page_id")
        if page_id and self._sandbox.rules.holds("meta.a_page_exists") and not self._holds("page", page_id, None):
            raise invalid_parameter(f"Page {page_id} does not exist or is not yours", "object_story_spec", 1487202)
        pixel_id = (fields.get("promoted_object") or {}).get("pixel_id")
        if (
            pixel_id
            and self._sandbox.rules.holds("meta.a_pixel_exists")
            and not self._holds("pixel", pixel_id, account)
        ):
            raise invalid_parameter(f"Pixel {pixel_id} does not exist or is not shared", "promoted_object", 1885154)
        origin = fields.get("origin_audience_id")
        if origin and not self._holds("audience", origin, account):
            refuse(self._sandbox.rules, "meta.an_origin_audience_exists", "origin_audience_id")

    def _check_creative(self, account: ReadyAccount, creative: Mapping[str, Any]) -> None:
        creative_id = creative.get("creative_id")
        if creative_id == _TO_COME:
            return
        if self._sandbox.rules.holds("meta.a_creative_exists") and not self._holds("adcreative", creative_id, account):
            raise invalid_parameter(f"Creative {creative_id} does not exist", "creative", 1487194)

    def _holds(self, kind: str, object_id: object, account: ReadyAccount | None) -> bool:
        found = self._sandbox.store.get(META, kind, str(object_id))
        return found is not None and not found.removed and (account is None or found.account_id == account.id)

    def update(self, entity: Entity, account: ReadyAccount, params: Mapping[str, str]) -> dict[str, Any]:
        """Change one object; returns `{"success": true}`."""
        operation: Operation = "status" if "status" in params else "update"
        try:
            sent = self._parsed(entity.kind, params, creating=False)
            inline = self._inline_creative(account, sent) if entity.kind == "ad" else None
            self._check_change(entity, sent)
            fields = {**entity.fields, **sent}
            parent = self._nodes.parent(entity)
            self._judge(entity.kind, self._draft(account, sent, fields, parent=parent, current=entity))
            if entity.kind == "ad" and "creative" in sent:
                self._check_creative(account, fields["creative"])
        except GraphError as refusal:
            self._log(operation, _target(entity), dict(params), refusal)
            raise
        if _dry_run(params):
            return {"success": True}
        self._sandbox.delivery.accrue()
        if inline is not None:
            sent["creative"] = self._made_inline(account, inline)
        if _changes_budget(entity, sent):
            sent = sent | {"_budget_changes": [*self._recent_changes(entity), self._sandbox.clock.now()]}
        self._sandbox.store.change(entity, sent, self._sandbox.clock.now())
        visible = {name: value for name, value in sent.items() if not name.startswith("_")}
        self._log(operation, _target(entity), visible)
        return {"success": True}

    def _check_change(self, entity: Entity, sent: Mapping[str, Any]) -> None:
        self._check_gone(entity, sent)
        if self._sandbox.rules.holds("meta.what_is_set_at_creation_stays"):
            for name in _FIXED.get(entity.kind, ()):
                if name in sent and sent[name] != entity.fields.get(name):
                    raise invalid_parameter(f"{name} cannot be changed after creation", name)
            if entity.kind == "adcreative" and set(sent) - _CHANGEABLE_IN_CREATIVES:
                raise invalid_parameter("Only the name of a creative can be changed: create a new one", "name")
        if (
            _changes_budget(entity, sent)
            and len(self._recent_changes(entity)) >= BUDGET_CHANGES_PER_HOUR
            and self._sandbox.rules.holds("meta.a_budget_changes_four_times_an_hour")
        ):
            raise GraphError(
                "Budget change limited: an ad set's budget can be changed 4 times an hour",
                code=613,
                subcode=1487632,
                field="daily_budget",
            )

    def _check_gone(self, entity: Entity, sent: Mapping[str, Any]) -> None:
        status = entity.fields.get("status")
        if status == "DELETED":
            refuse(self._sandbox.rules, "meta.a_deleted_object_takes_no_changes", "status")
        if status != "ARCHIVED" or not self._sandbox.rules.holds("meta.an_archived_object_is_only_renamed_or_deleted"):
            return
        if not set(sent) <= {"name", "status"} or sent.get("status") not in (None, "ARCHIVED", "DELETED"):
            raise invalid_parameter("An archived object can only be renamed or deleted", "status", 1487015)

    def _recent_changes(self, entity: Entity) -> list[Any]:
        since = self._sandbox.clock.now() - timedelta(hours=1)
        return [at for at in entity.fields.get("_budget_changes", []) if at > since]

    def delete(self, entity: Entity) -> dict[str, Any]:
        """Delete one object, for good; deleting twice is an error, as on Graph."""
        if entity.fields.get("status") == "DELETED":
            refusal = missing_object(entity.id, "delete")
            self._log("remove", _target(entity), {}, refusal)
            raise refusal
        self._sandbox.delivery.accrue()
        now = self._sandbox.clock.now()
        if entity.kind in _VANISHING:
            self._sandbox.store.remove(entity, now)
        else:
            self._sandbox.store.change(entity, {"status": "DELETED"}, now)
        self._log("remove", _target(entity), {})
        return {"success": True}

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


def _changes_budget(entity: Entity, sent: Mapping[str, Any]) -> bool:
    return entity.kind == "adset" and any(
        name in sent and sent[name] != entity.fields.get(name) for name in ("daily_budget", "lifetime_budget")
    )


def _dry_run(params: Mapping[str, str]) -> bool:
    try:
        return "validate_only" in read_json(params.get("execution_options", "[]"))
    except (ValueError, TypeError) as error:
        raise invalid_parameter("Param execution_options must be an array", "execution_options") from error
