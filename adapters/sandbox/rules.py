"""What a platform insists on, as rows: a rule names its field, what breaks it, its error and where it is written."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from adapters.sandbox.seed import ReadyAccount
from adapters.sandbox.store import Entity


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A call under judgement: `sent` in this call, `fields` as the object would be afterwards."""

    sent: Mapping[str, Any]
    fields: Mapping[str, Any]
    creating: bool
    account: ReadyAccount
    now: datetime
    parent: Entity | None = None
    current: Entity | None = None
    spent: Decimal = Decimal(0)

    def get(self, path: str) -> Any:  # noqa: ANN401 - a field of any type
        """Return the value at a dotted path of the object as it would be, or None."""
        value: Any = self.fields
        for step in path.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        return value

    def parent_has(self, *names: str) -> bool:
        """Say whether the parent carries any of these fields."""
        return self.parent is not None and any(self.parent.fields.get(name) for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row. `source`: D vendor's documentation, C official client's code, S secondary, K unchecked knowledge."""

    name: str
    kinds: tuple[str, ...]
    field: str
    broken_by: Callable[[Draft], bool]
    code: int
    subcode: int | None = None
    message: str
    source: str


def first_broken(rules: Iterable[Rule], kind: str, draft: Draft, relaxed: Collection[str] = frozenset()) -> Rule | None:
    """Return the first rule for this kind of object that the draft breaks, in table order, or None."""
    return next(
        (rule for rule in rules if kind in rule.kinds and rule.name not in relaxed and rule.broken_by(draft)), None
    )
