"""What a kept resource is joined to: the way from it to its parent, its budget, its label and so on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from adapters.sandbox.google_ads.kinds import KINDS, resource_name
from adapters.sandbox.seed import GOOGLE_ADS
from adapters.sandbox.store import Entity, Store

_NAMED: Mapping[str, tuple[str, ...]] = MappingProxyType({"campaign": ("campaign_budget", "bidding_strategy")})
"""By kind, the fields that name another resource of that very kind, beside what a link `joined`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From a resource to one of kind `root`: to its parent, or to the one that its field `root` names."""

    root: str
    to_parent: bool = False


Way = tuple[Step, ...]


@cache
def way_to(root: str, kind: str) -> Way | None:
    """Return the steps from a resource of one kind to the joined one of kind `root`, or None where it has none."""
    if root == kind:
        return ()
    known = KINDS.get(kind)
    if root in _NAMED.get(kind, ()) or (known and root in known.joined):
        return (Step(root=root),)
    # What a parent is joined to, its child is joined to as well, but for the budget.
    if known is None or known.parent is None or root == "campaign_budget":
        return None
    above = way_to(root, known.parent)
    return None if above is None else (Step(root=known.parent, to_parent=True), *above)


def follow(way: Iterable[Step], entity: Entity, store: Store) -> Entity | None:
    """Return the resource at the end of a way, removed or not; None where a step leads nowhere in the account."""
    found: Entity | None = entity
    for step in way:
        if found is None:
            return None
        found = _taken(step, found, store)
    return found


def _taken(step: Step, entity: Entity, store: Store) -> Entity | None:
    name = "" if step.to_parent else str(entity.fields.get(step.root, ""))
    next_id = str(entity.parent_id) if step.to_parent else name.rpartition("/")[2]
    found = store.get(GOOGLE_ADS, step.root, next_id)
    if found is None or found.account_id != entity.account_id:
        return None
    return found if step.to_parent or name == resource_name(entity.account_id, step.root, next_id) else None
