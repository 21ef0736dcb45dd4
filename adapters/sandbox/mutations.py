"""Every mutating call received, in order: the judge of "exactly once"."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from adapters.sandbox.lock import Lock

Operation = Literal["create", "update", "remove", "status"]
Outcome = Literal["applied", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One object touched by one call; `answered` is False when the caller never heard of it."""

    n: int
    at: datetime
    platform: str
    account_id: str
    operation: Operation
    kind: str
    id: str | None
    name: str | None
    fields: dict[str, Any]
    request_id: str
    outcome: Outcome
    error_code: str | None
    answered: bool

    def as_json(self) -> dict[str, Any]:
        """Return the shape of the control API."""
        return {**asdict(self), "at": self.at.isoformat()}


class MutationLog:
    """An append-only list, numbered from 1."""

    def __init__(self, lock: Lock | None = None) -> None:
        self._lock = lock or threading.RLock()
        self._entries: list[Mutation] = []
        self._silence = threading.local()

    def __len__(self) -> int:
        return len(self._entries)

    @contextmanager
    def unanswered(self) -> Iterator[None]:
        """Everything this thread records inside is marked as never answered."""
        self._silence.on = True
        try:
            yield
        finally:
            self._silence.on = False

    def record(
        self,
        *,
        platform: str,
        account_id: str,
        operation: Operation,
        kind: str,
        entity_id: str | None,
        name: str | None,
        fields: dict[str, Any],
        request_id: str,
        at: datetime,
        outcome: Outcome = "applied",
        error_code: str | None = None,
    ) -> Mutation:
        """Append one entry per object touched; refused calls are recorded with their error code."""
        with self._lock:
            mutation = Mutation(
                n=len(self._entries) + 1,
                at=at,
                platform=platform,
                account_id=account_id,
                operation=operation,
                kind=kind,
                id=entity_id,
                name=name,
                fields=fields,
                request_id=request_id,
                outcome=outcome,
                error_code=error_code,
                answered=not getattr(self._silence, "on", False),
            )
            self._entries.append(mutation)
            return mutation

    def entries(
        self,
        *,
        platform: str | None = None,
        account_id: str | None = None,
        kind: str | None = None,
        after: int = 0,
    ) -> list[Mutation]:
        """Return the entries numbered above `after` that match every filter given, in order."""
        with self._lock:
            return [
                entry
                for entry in self._entries[after:]
                if platform in (None, entry.platform)
                and account_id in (None, entry.account_id)
                and kind in (None, entry.kind)
            ]

    def dump(self) -> object:
        """Return what `load` needs to go on with the same list."""
        return list(self._entries)

    def load(self, state: object) -> None:
        """Take over a state that `dump` returned."""
        self._entries = list(state)  # type: ignore[call-overload]  # our own dump
