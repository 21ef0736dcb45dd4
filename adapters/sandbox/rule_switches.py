"""Which rules are in force: every rule can be relaxed by its name, and some limits are enforced only when asked."""

import difflib
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, cast


class NamedRule(Protocol):
    """What a row of any platform's table tells about itself."""

    @property
    def name(self) -> str:
        """The name by which the rule can be relaxed."""
        ...

    @property
    def message(self) -> str:
        """What the platform says when the rule is broken."""
        ...

    @property
    def source(self) -> str:
        """Where the rule is written."""
        ...


class UnknownRuleError(ValueError):
    """No table has a rule of this name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One rule as it is listed; those with `on_demand` are off until they are enforced."""

    platform: str
    name: str
    message: str
    source: str
    on_demand: bool = False


class RuleSwitches:
    """Every platform registers its tables here; `relaxed` and `enforced` hold the names that were switched."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._rows: dict[str, RuleRow] = {}
        self.relaxed: set[str] = set()
        self.enforced: set[str] = set()

    def register(self, platform: str, rules: Iterable[NamedRule]) -> None:
        """Make rules known that hold unless they are relaxed."""
        with self._lock:
            for rule in rules:
                self._keep(RuleRow(platform=platform, name=rule.name, message=rule.message, source=rule.source))

    def offer(self, platform: str, name: str, message: str, source: str) -> None:
        """Make a rule known that holds only once it is enforced, such as a limit of calls a second."""
        with self._lock:
            self._keep(RuleRow(platform=platform, name=name, message=message, source=source, on_demand=True))

    def _keep(self, row: RuleRow) -> None:
        # Two platforms may have a rule of the same words: neither must be switched by the other's name.
        if not row.name.startswith(f"{row.platform}."):
            raise ValueError(f"the rule {row.name!r} must begin with {row.platform}.")
        self._rows[row.name] = row

    def rows(self, platform: str | None = None) -> list[RuleRow]:
        """Return the rules, of one platform or all."""
        with self._lock:
            return [row for row in self._rows.values() if platform in (None, row.platform)]

    def holds(self, name: str) -> bool:
        """Say whether a rule is in force now."""
        row = self._rows.get(name)
        return name in self.enforced if row is not None and row.on_demand else name not in self.relaxed

    def relax(self, names: Iterable[str]) -> None:
        """Switch rules off; `UnknownRuleError` names the first that does not exist, and then none is switched."""
        self._switch(names, on=False)

    def enforce(self, names: Iterable[str]) -> None:
        """Switch rules on, those that hold by default as well as those on demand."""
        self._switch(names, on=True)

    def _switch(self, names: Iterable[str], *, on: bool) -> None:
        with self._lock:
            rows = [self._row(name) for name in names]
            for row in rows:
                switched = self.enforced if row.on_demand else self.relaxed
                (switched.add if on == row.on_demand else switched.discard)(row.name)

    def _row(self, name: str) -> RuleRow:
        if name not in self._rows:
            near = difflib.get_close_matches(name, self._rows, n=3)
            hint = f": did you mean {' or '.join(near)}?" if near else ": GET /control/rules lists them"
            raise UnknownRuleError(f"there is no rule {name!r}{hint}")
        return self._rows[name]

    def dump(self) -> object:
        """Return what `load` needs to bring back the switches."""
        return sorted(self.relaxed), sorted(self.enforced)

    def load(self, state: object) -> None:
        """Take over a state that `dump` returned."""
        relaxed, enforced = cast("tuple[list[str], list[str]]", state)
        # In place: the platforms hold on to the sets.
        self.relaxed.clear()
        self.relaxed.update(relaxed)
        self.enforced.clear()
        self.enforced.update(enforced)
