"""What is looked at before an object is made or changed: its parameters, its rules, and what it refers to."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from adapters.sandbox.meta.errors import rule_broken
from adapters.sandbox.meta.fields import parse
from adapters.sandbox.meta.nodes import Nodes
from adapters.sandbox.meta.rules import RULES
from adapters.sandbox.meta.switches import refuse
from adapters.sandbox.meta.tree import GONE
from adapters.sandbox.rules import Draft, first_broken
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META, ReadyAccount
from adapters.sandbox.store import Entity

BUDGET_CHANGES_PER_HOUR = 4
# What stands for the id of a creative that an ad brings along, until it is made.
TO_COME = "inline"
_PARENTS = {"adset": ("campaign", "campaign_id"), "ad": ("adset", "adset_id")}
_FIXED = {"campaign": ("objective", "buying_type"), "adset": ("campaign_id",), "ad": ("adset_id",)}
# A creative is its content: what else would change goes into a new one.
_CHANGEABLE_IN_CREATIVES = frozenset({"name", "status", "adlabels", "account_id"})


class Judge:
    """Raises GraphError for the first rule or check that is broken and in force."""

    def __init__(self, sandbox: Sandbox, nodes: Nodes) -> None:
        self._sandbox = sandbox
        self._nodes = nodes
        self._switches = sandbox.rules

    def parsed(self, kind: str, params: Mapping[str, str], *, creating: bool = True) -> dict[str, Any]:
        """Return the object's fields among the parameters in their types."""
        return parse(kind, params, self._switches, creating=creating)

    def parent(self, kind: str, account: ReadyAccount, sent: Mapping[str, Any]) -> Entity | None:
        """Return the campaign of a new ad set, the ad set of a new ad; None for what has none, or once relaxed."""
        if kind not in _PARENTS:
            return None
        parent_kind, field = _PARENTS[kind]
        if not sent.get(field):
            refuse(self._switches, "meta.a_child_names_its_parent", field)
            return None
        parent = self._sandbox.store.get(META, parent_kind, sent[field])
        if parent is None or parent.account_id != account.id:
            refuse(self._switches, "meta.a_parent_exists", field, id=sent[field])
            return None
        if self._nodes.effective_status(parent) in GONE:
            refuse(self._switches, "meta.nothing_is_made_under_what_is_gone", field)
        return parent

    def check_new(
        self,
        kind: str,
        account: ReadyAccount,
        sent: Mapping[str, Any],
        fields: Mapping[str, Any],
        parent: Entity | None = None,
    ) -> None:
        """Judge what would be made; `fields` are `sent` with the defaults."""
        self._apply_rules(kind, self._draft(account, sent, fields, parent=parent))
        self._check_references(kind, account, fields)
        self.check_labels(account, sent)

    def check_change(self, entity: Entity, account: ReadyAccount, sent: Mapping[str, Any]) -> None:
        """Judge a change, and the object as it would be."""
        self._check_gone(entity, sent)
        self._check_fixed(entity, sent)
        fields, parent = {**entity.fields, **sent}, self._nodes.parent(entity)
        self._apply_rules(entity.kind, self._draft(account, sent, fields, parent=parent, current=entity))
        self._check_references(entity.kind, account, sent)
        self.check_labels(account, sent)

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

    def _apply_rules(self, kind: str, draft: Draft) -> None:
        rule = first_broken(RULES, kind, draft, self._sandbox.relaxed)
        if rule is not None:
            raise rule_broken(rule)

    def _check_references(self, kind: str, account: ReadyAccount, fields: Mapping[str, Any]) -> None:
        if kind == "ad":
            self._check_creative(account, fields.get("creative") or {})
        page_id = (fields.get("object_story_spec") or {}).get("page_id")
        if page_id and not self._holds("page", page_id, None):
            refuse(self._switches, "meta.a_page_exists", "object_story_spec", id=page_id)
        pixel_id = (fields.get("promoted_object") or {}).get("pixel_id")
        if pixel_id and not self._holds("pixel", pixel_id, account):
            refuse(self._switches, "meta.a_pixel_exists", "promoted_object", id=pixel_id)
        origin = fields.get("origin_audience_id")
        if origin and not self._holds("audience", origin, account):
            refuse(self._switches, "meta.an_origin_audience_exists", "origin_audience_id")

    def _check_creative(self, account: ReadyAccount, creative: Mapping[str, Any]) -> None:
        creative_id = creative.get("creative_id")
        if creative_id and creative_id != TO_COME and not self._holds("adcreative", creative_id, account):
            refuse(self._switches, "meta.a_creative_exists", "creative", id=creative_id)

    def check_labels(self, account: ReadyAccount, sent: Mapping[str, Any]) -> None:
        """Judge `adlabels`: a name makes a label, an id must be of one."""
        for one in sent.get("adlabels") or ():
            named = isinstance(one, dict) and one.get("name")
            if not named and not (isinstance(one, dict) and self._holds("label", one.get("id"), account)):
                refuse(self._switches, "meta.a_label_exists", "adlabels")

    def _holds(self, kind: str, object_id: object, account: ReadyAccount | None) -> bool:
        found = self._sandbox.store.get(META, kind, str(object_id))
        return found is not None and not found.removed and (account is None or found.account_id == account.id)

    def _check_fixed(self, entity: Entity, sent: Mapping[str, Any]) -> None:
        for name in _FIXED.get(entity.kind, ()):
            if name in sent and sent[name] != entity.fields.get(name):
                refuse(self._switches, "meta.what_is_set_at_creation_stays", name)
        if entity.kind == "adcreative" and set(sent) - _CHANGEABLE_IN_CREATIVES:
            refuse(self._switches, "meta.a_creative_stays_as_it_is", "name")
        if changes_budget(entity, sent) and len(self.recent_budget_changes(entity)) >= BUDGET_CHANGES_PER_HOUR:
            refuse(self._switches, "meta.a_budget_changes_four_times_an_hour", "daily_budget")

    def _check_gone(self, entity: Entity, sent: Mapping[str, Any]) -> None:
        status = entity.fields.get("status")
        if status == "DELETED":
            refuse(self._switches, "meta.a_deleted_object_takes_no_changes", "status")
        renamed_or_gone = set(sent) <= {"name", "status"} and sent.get("status") in (None, "ARCHIVED", "DELETED")
        if status == "ARCHIVED" and not renamed_or_gone:
            refuse(self._switches, "meta.an_archived_object_is_only_renamed_or_deleted", "status")

    def recent_budget_changes(self, entity: Entity) -> list[Any]:
        """Return when the budget changed within the hour."""
        since = self._sandbox.clock.now() - timedelta(hours=1)
        return [at for at in entity.fields.get("_budget_changes", []) if at > since]


def changes_budget(entity: Entity, sent: Mapping[str, Any]) -> bool:
    """Say whether an ad set's budget would become another."""
    return entity.kind == "adset" and any(
        name in sent and sent[name] != entity.fields.get(name) for name in ("daily_budget", "lifetime_budget")
    )
