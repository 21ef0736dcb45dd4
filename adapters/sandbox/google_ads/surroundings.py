"""What a resource tells besides what is kept of it: whether it serves, who uses it, which labels it has."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from adapters.sandbox.google_ads.kinds import KINDS, LABEL_LINKS
from adapters.sandbox.google_ads.serving import SERVED_BY_STATUS, tell_disapproval, tell_serving
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Workspace
from adapters.sandbox.seed import GOOGLE_ADS
from adapters.sandbox.store import Entity

_LABELED = frozenset(str(KINDS[link].parent) for link in LABEL_LINKS)
_NOT_KEPT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "campaign_budget": frozenset({"reference_count"}),
        "bidding_strategy": frozenset({"campaign_count", "non_removed_campaign_count"}),
        "shared_set": frozenset({"member_count", "reference_count"}),
        "campaign": frozenset({"serving_status", "primary_status"}),
        "ad_group": frozenset({"primary_status"}),
        "ad_group_ad": frozenset({"primary_status", "policy_summary"}),
    }
)


def is_kept(kind: str, field: str) -> bool:
    """Say whether the store has the value of a resource's field; any other follows from the moment or from others."""
    return field not in _NOT_KEPT.get(kind, ()) and not (field == "labels" and kind in _LABELED)


class Surroundings:
    """An account around the resources that one query tells of; `now` is local to it, without a zone."""

    def __init__(self, workspace: Workspace, now: datetime) -> None:
        self._workspace, self._now = workspace, now
        self._told: dict[tuple[str, str], Proto] = {}

    def told(self, entity: Entity) -> Proto:
        """Return a resource as a message with everything that follows from the moment and from its surroundings."""
        place = (entity.kind, entity.id)
        if place not in self._told:
            self._told[place] = self._complete(entity)
        return self._told[place]

    def _complete(self, entity: Entity) -> Proto:
        kept = self._workspace.parsed(entity)
        message, name = type(kept)(), str(kept.resource_name)
        message.CopyFrom(kept)
        if entity.kind == "campaign_budget":
            message.reference_count = self._budget_uses[name]
        elif entity.kind == "bidding_strategy":
            message.campaign_count = message.non_removed_campaign_count = self._strategy_uses[name]
        elif entity.kind == "shared_set":
            message.member_count = len(self._living("shared_criterion", entity.id))
            message.reference_count = self._set_uses[name]
        elif entity.kind in SERVED_BY_STATUS:
            tell_serving(entity.kind, message, self._now)
        if entity.kind == "ad_group_ad" and (reason := self._disapproved(entity)):
            tell_disapproval(message, reason)
        if entity.kind in _LABELED:
            message.labels[:] = self._labels[entity.kind].get(name, ())
        return message

    def _disapproved(self, ad: Entity) -> str | None:
        return self._workspace.sandbox.standing.disapproved(GOOGLE_ADS, ad.id.rpartition("~")[2])

    def _living(self, kind: str, parent_id: str | None = None) -> list[Entity]:
        return self._workspace.sandbox.store.select(GOOGLE_ADS, self._workspace.account.id, kind, parent_id)

    @cached_property
    def _labels(self) -> Mapping[str, Mapping[str, list[str]]]:
        """The names of the labels on each resource, by its kind and its own name."""
        found: dict[str, dict[str, list[str]]] = {}
        for link in LABEL_LINKS:
            parent = str(KINDS[link].parent)
            on = found.setdefault(parent, {})
            for tie in self._living(link):
                on.setdefault(str(tie.fields[parent]), []).append(str(tie.fields["label"]))
        return found

    @cached_property
    def _budget_uses(self) -> Counter[str]:
        return Counter(name for _, name in self._workspace.texts("campaign", "campaign_budget"))

    @cached_property
    def _strategy_uses(self) -> Counter[str]:
        return Counter(name for _, name in self._workspace.texts("campaign", "bidding_strategy"))

    @cached_property
    def _set_uses(self) -> Counter[str]:
        return Counter(name for _, name in self._workspace.texts("campaign_shared_set", "shared_set"))
