"""An account as one request sees it: the store, and over it what the request wants to change.

Nothing reaches the store before `commit`, so a refused or a merely validated request leaves no trace.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from google.protobuf.json_format import MessageToDict, ParseDict

from adapters.sandbox.google_ads.kinds import resource_name
from adapters.sandbox.google_ads.wire import Proto, Wire
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import GOOGLE_ADS, ReadyAccount
from adapters.sandbox.store import Entity


@dataclass(slots=True, kw_only=True)
class Held:
    """A resource as it would be after the request; `entity` is None until a new one is stored."""

    root: str
    id: str
    parent_id: str | None
    message: Proto
    removed: bool = False
    entity: Entity | None = None

    @property
    def name(self) -> str:
        """Return its resource name."""
        return str(self.message.resource_name)


class Workspace:
    """Take `Sandbox.lock` for as long as it lives."""

    def __init__(self, sandbox: Sandbox, wire: Wire, account: ReadyAccount) -> None:
        self.sandbox, self.wire, self.account = sandbox, wire, account
        self._touched: dict[tuple[str, str], Held] = {}
        self._loaded: dict[tuple[str, str], Held] = {}

    @property
    def now(self) -> datetime:
        """Return the sandbox's present moment."""
        return self.sandbox.clock.now()

    def find(self, root: str, entity_id: str) -> Held | None:
        """Return the resource, removed or not, or None; not for changing."""
        place = (root, entity_id)
        if place in self._touched:
            return self._touched[place]
        if place not in self._loaded:
            entity = self.sandbox.store.get(GOOGLE_ADS, root, entity_id)
            if entity is None or entity.account_id != self.account.id:
                return None
            self._loaded[place] = self._hold(entity)
        return self._loaded[place]

    def by_name(self, root: str, name: str) -> Held | None:
        """Return the resource with resource name `name`, of this account or lent to it by its manager, or None."""
        entity_id = name.rpartition("/")[2]
        if name == resource_name(self.account.id, root, entity_id):
            return self.find(root, entity_id)
        return next((held for held in self.lent(root) if held.name == name), None)

    def lent(self, root: str) -> Iterator[Held]:
        """Yield what the account may use of its manager's: bidding strategies that were not removed."""
        manager = self.sandbox.seed.google_login_customer_id
        if root == "bidding_strategy" and self.account.id != manager:
            for entity in self.sandbox.store.select(GOOGLE_ADS, manager, root):
                yield self._hold(entity)

    def all(self, root: str, parent_id: str | None = None) -> Iterator[Held]:
        """Yield the resources of a kind, removed ones too, oldest first."""
        for entity in self._entities(root, parent_id):
            if held := self.find(root, entity.id):
                yield held
        for (kind, _), held in self._touched.items():
            if kind == root and held.entity is None and parent_id in (None, held.parent_id):
                yield held

    def texts(self, root: str, field: str, parent_id: str | None = None) -> Iterator[tuple[str, str]]:
        """Yield (id, text of one field) of what is not removed, without reading the rest of it."""
        for entity in self._entities(root, parent_id):
            if (root, entity.id) not in self._touched and not entity.removed:
                yield entity.id, str(entity.fields.get(field, ""))
        for (kind, entity_id), held in self._touched.items():
            if kind == root and not held.removed and parent_id in (None, held.parent_id):
                yield entity_id, str(getattr(held.message, field))

    def new_id(self) -> str:
        """Return an id nothing else has; it is spent even if the request is refused."""
        return str(self.sandbox.store.next_id())

    def stage(self, held: Held) -> None:
        """Let the rest of this request see `held` as it is."""
        self._touched[held.root, held.id] = held

    def commit(self) -> None:
        """Write everything staged to the store."""
        for held in self._touched.values():
            self._write(held)

    def _write(self, held: Held) -> None:
        fields, store = MessageToDict(held.message, preserving_proto_field_name=True), self.sandbox.store
        if held.entity is None:
            held.entity = store.add(
                platform=GOOGLE_ADS,
                account_id=self.account.id,
                kind=held.root,
                fields=fields,
                at=self.now,
                id=held.id,
                parent_id=held.parent_id,
            )
            return
        held.entity.fields, held.entity.removed = fields, False
        if held.removed:
            store.remove(held.entity, self.now)
        store.change(held.entity, {}, self.now)

    def _entities(self, root: str, parent_id: str | None) -> list[Entity]:
        return self.sandbox.store.select(GOOGLE_ADS, self.account.id, root, parent_id, include_removed=True)

    def _hold(self, entity: Entity) -> Held:
        return Held(
            root=entity.kind,
            id=entity.id,
            parent_id=entity.parent_id,
            message=self.parsed(entity),
            removed=entity.removed,
            entity=entity,
        )

    def parsed(self, entity: Entity) -> Proto:
        """Return the entity as a message, which nobody may change: it is made once and shared by all who read."""
        place = (entity.kind, entity.id)
        fields, message = self.wire.parsed.get(place, (None, None))
        if message is None or fields is not entity.fields:
            message = ParseDict(entity.fields, self.wire.resource_type(entity.kind)())
            self.wire.parsed[place] = (entity.fields, message)
        return message
