"""What the platforms hold: objects kept as they were sent, in each platform's own field names."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from adapters.sandbox.lock import Lock

_FIRST_ID = 23_850_000_000_001


@dataclass(slots=True, kw_only=True)
class Entity:
    """One object on one platform; `fields` are the platform's own."""

    platform: str
    account_id: str
    kind: str
    id: str
    parent_id: str | None
    fields: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    removed: bool = False


@dataclass(slots=True)
class _Shelf:
    by_id: dict[str, Entity] = field(default_factory=dict)
    by_account: dict[str, list[Entity]] = field(default_factory=dict)
    by_parent: dict[str, list[Entity]] = field(default_factory=dict)


class Store:
    """All objects of all platforms, in the order of their creation."""

    def __init__(self, lock: Lock | None = None) -> None:
        self._lock = lock or threading.RLock()
        self._last_id = _FIRST_ID
        self._shelves: dict[tuple[str, str], _Shelf] = {}
        self.version = 0

    def next_id(self) -> int:
        """Return an id no object of any platform has had."""
        with self._lock:
            self._last_id += 1
            return self._last_id

    def add(
        self,
        *,
        platform: str,
        account_id: str,
        kind: str,
        fields: dict[str, Any],
        at: datetime,
        id: str | None = None,  # noqa: A002 - the word of every platform's API
        parent_id: str | None = None,
    ) -> Entity:
        """Keep a new object; without `id` it gets the next one. Ids are unique per platform and kind."""
        with self._lock:
            entity = Entity(
                platform=platform,
                account_id=account_id,
                kind=kind,
                id=id or str(self.next_id()),
                parent_id=parent_id,
                fields=fields,
                created_at=at,
                updated_at=at,
            )
            self._shelve(entity)
            return entity

    def _shelve(self, entity: Entity) -> None:
        shelf = self._shelves.setdefault((entity.platform, entity.kind), _Shelf())
        if entity.id in shelf.by_id:
            raise ValueError(f"{entity.platform} already has a {entity.kind} {entity.id}")
        shelf.by_id[entity.id] = entity
        shelf.by_account.setdefault(entity.account_id, []).append(entity)
        if entity.parent_id is not None:
            shelf.by_parent.setdefault(entity.parent_id, []).append(entity)
        self.version += 1

    def change(self, entity: Entity, fields: dict[str, Any], at: datetime) -> Entity:
        """Lay `fields` over the object's own and stamp it; returns the same object."""
        with self._lock:
            entity.fields = {**entity.fields, **fields}
            entity.updated_at = at
            self.version += 1
            return entity

    def remove(self, entity: Entity, at: datetime) -> None:
        """Mark the object as removed; its history stays readable."""
        with self._lock:
            entity.removed = True
            entity.updated_at = at
            self.version += 1

    def get(self, platform: str, kind: str, id: str) -> Entity | None:  # noqa: A002 - as in `add`
        """Return the object, removed or not, or None."""
        with self._lock:
            shelf = self._shelves.get((platform, kind))
            return shelf.by_id.get(id) if shelf else None

    def select(
        self,
        platform: str,
        account_id: str | None,
        kind: str,
        parent_id: str | None = None,
        include_removed: bool = False,
    ) -> list[Entity]:
        """Return objects in order of creation; `account_id` None means every account."""
        with self._lock:
            shelf = self._shelves.get((platform, kind), _Shelf())
            if parent_id is not None:
                found = [e for e in shelf.by_parent.get(parent_id, ()) if account_id in (None, e.account_id)]
            elif account_id is not None:
                found = shelf.by_account.get(account_id, [])
            else:
                found = list(shelf.by_id.values())
            return [entity for entity in found if include_removed or not entity.removed]

    def kinds(self, platform: str) -> list[str]:
        """Return the kinds of object this platform holds."""
        with self._lock:
            return [kind for owner, kind in self._shelves if owner == platform]

    def dump(self) -> object:
        """Return what `load` needs to hold the same objects."""
        entities = [entity for shelf in self._shelves.values() for entity in shelf.by_id.values()]
        return self._last_id, entities

    def load(self, state: object) -> None:
        """Take over a state that `dump` returned."""
        last_id, entities = cast("tuple[int, list[Entity]]", state)
        self._last_id = last_id
        self._shelves = {}
        for entity in entities:
            self._shelve(entity)
