"""What TikTok refuses because of what is there already, or was sent before: rules that need the whole account.

Each has a row here, as the rules on single objects have theirs, and is relaxed by its name. Source: platforms.md 4.1.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK, ReadyAccount
from adapters.sandbox.store import Entity
from adapters.sandbox.tiktok.errors import DUPLICATED_REQUEST, NO_SUCH_OBJECT
from adapters.sandbox.tiktok.fields import changeable
from adapters.sandbox.tiktok.objects import Objects, level_of
from adapters.sandbox.tiktok.references import missing_references
from adapters.sandbox.tiktok.request_rules import refuse
from adapters.sandbox.tiktok.rule_rows import StateRule

REQUEST_ID_MEMORY = timedelta(seconds=10)
MOST_CHILDREN = 30
_REQUEST_IDS = "tiktok.request_ids"
_SHARED_UNDER_CBO = ("optimization_goal", "optimization_event", "billing_event", "bid_type")


A_REQUEST_ID_WORKS_ONCE = StateRule(
    name="tiktok.a_request_id_works_once_in_ten_seconds",
    message="Duplicated request: this request_id was just used",
    code=DUPLICATED_REQUEST,
)
A_NAME_IS_UNIQUE = StateRule(
    name="tiktok.a_manual_campaign_name_is_unique_without_a_request_id",
    message="Campaign name already exists. Please try another one.",
)
AT_MOST_30_CHILDREN = StateRule(
    name="tiktok.a_smart_plus_parent_has_at_most_30_children", message=f"at most {MOST_CHILDREN} in one parent"
)
GOALS_ARE_SHARED = StateRule(
    name="tiktok.smart_plus_ad_groups_share_their_goal_under_campaign_optimization",
    message="must be the same in all ad groups under campaign budget optimization",
)
SOME_FIELDS_STAY = StateRule(name="tiktok.what_is_fixed_at_creation_stays", message="cannot be changed after creation")
WHAT_IS_NAMED_EXISTS = StateRule(
    name="tiktok.what_an_object_names_exists",
    message="does not exist or is not authorized",
    code=NO_SUCH_OBJECT,
    source="K",
)
STATE_RULES = (
    A_REQUEST_ID_WORKS_ONCE,
    A_NAME_IS_UNIQUE,
    AT_MOST_30_CHILDREN,
    GOALS_ARE_SHARED,
    SOME_FIELDS_STAY,
    WHAT_IS_NAMED_EXISTS,
)


class StateRules:
    """Checks drafts against the account; raises `TikTokError`."""

    def __init__(self, sandbox: Sandbox, objects: Objects) -> None:
        self._sandbox = sandbox
        self._objects = objects

    def _enforce(self, rule: StateRule, blamed: Iterator[str]) -> None:
        for field in blamed:
            refuse(self._sandbox.rules, rule, field)

    def check_request_id(self, account: ReadyAccount, request_id: str | None) -> None:
        """Refuse one that was just used."""
        used = (account.id, request_id) in self._used_request_ids()
        self._enforce(A_REQUEST_ID_WORKS_ONCE, iter(["request_id"] if used else []))

    def remember_request_id(self, account: ReadyAccount, request_id: str) -> None:
        """Keep one in mind for ten seconds."""
        self._used_request_ids()[account.id, request_id] = self._sandbox.clock.now()

    def _used_request_ids(self) -> dict[tuple[str, str | None], datetime]:
        now = self._sandbox.clock.now()
        used: dict[tuple[str, str | None], datetime] = self._sandbox.memory.get(_REQUEST_IDS, {})
        fresh = {key: at for key, at in used.items() if now - at < REQUEST_ID_MEMORY}
        self._sandbox.memory[_REQUEST_IDS] = fresh
        return fresh

    def check_references(self, kind: str, account: ReadyAccount, fields: Mapping[str, Any]) -> None:
        """Refuse a draft that names something the advertiser does not have."""
        self._enforce(WHAT_IS_NAMED_EXISTS, missing_references(self._sandbox, kind, account, fields))

    def check_change(self, kind: str, entity: Entity, sent: Mapping[str, Any]) -> None:
        """Refuse to change what is fixed."""
        fixed = (
            name for name, value in sent.items() if name not in changeable(kind) and value != entity.fields.get(name)
        )
        self._enforce(SOME_FIELDS_STAY, fixed)

    def check_siblings(
        self, kind: str, account: ReadyAccount, fields: Mapping[str, Any], parent: Entity | None
    ) -> None:
        """Refuse what does not go with the objects beside it."""
        siblings = [
            one
            for one in self._sandbox.store.select(TIKTOK, account.id, kind, parent.id if parent else None)
            if not self._objects.deleted(one)
        ]
        if kind == "campaign" and not fields.get("request_id"):
            taken = any(one.fields.get("campaign_name") == fields.get("campaign_name") for one in siblings)
            self._enforce(A_NAME_IS_UNIQUE, iter(["campaign_name"] if taken else []))
        elif kind in ("smart_plus_adgroup", "smart_plus_ad") and len(siblings) >= MOST_CHILDREN:
            self._enforce(AT_MOST_30_CHILDREN, iter([level_of(kind)]))
        if kind == "smart_plus_adgroup" and parent is not None and parent.fields.get("budget_optimize_on"):
            unlike = (
                name for name in _SHARED_UNDER_CBO if any(one.fields.get(name) != fields.get(name) for one in siblings)
            )
            self._enforce(GOALS_ARE_SHARED, unlike)
