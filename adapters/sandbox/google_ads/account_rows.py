"""The rows of an account: what is kept of a resource and of what it is joined to, read only as far as a query asks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from adapters.sandbox.google_ads.customers import customer_message
from adapters.sandbox.google_ads.gaql.catalogue import Field
from adapters.sandbox.google_ads.gaql.conditions import Filter
from adapters.sandbox.google_ads.gaql.stored import reader_of
from adapters.sandbox.google_ads.joins import follow, way_to
from adapters.sandbox.google_ads.kinds import KINDS, LABEL_LINKS
from adapters.sandbox.google_ads.surroundings import Surroundings, is_kept
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Workspace
from adapters.sandbox.seed import GOOGLE_ADS
from adapters.sandbox.store import Entity

_GONE_WHEN_REMOVED = frozenset(
    {*LABEL_LINKS, "shared_criterion", "customer_negative_criterion", "ad_group_bid_modifier", "ad_parameter"}
    | {"user_list", "asset_group_signal", "asset_group_listing_group_filter"}
)
"""What has no status to tell that it was removed."""
_CUSTOMER = "customer"
_NOTHING: Mapping[str, Proto] = MappingProxyType({})
_Reader = Callable[[Entity], object]


class AccountRow(NamedTuple):
    """One row: the resource kept, or that which the row stands under; `told` is, by root, what is not kept."""

    key: str
    rows: "AccountRows"
    entity: Entity | None
    told: Mapping[str, Proto]

    def value(self, field: Field) -> object:
        """Return the value of a field: None where it is unset or the row is not joined to its resource."""
        if field.root in self.told:
            return field.value(self.told[field.root])
        return self.rows.value(self.entity, field) if self.entity else None

    def message(self, field: Field) -> Proto | None:
        """Return the message that has the field, None where the row is not joined to its resource; not for changing."""
        found = self.told.get(field.root)
        if found is not None or self.entity is None:
            return found
        return self.rows.message(self.entity, field)

    def name(self, root: str) -> str | None:
        """Return the name of the resource that the row has at this root, or None."""
        if root in self.told:
            return str(self.told[root].resource_name)
        return self.rows.name(self.entity, root) if self.entity else None

    def campaign(self) -> str | None:
        """Return the id of the campaign that the row is about or stands under, or None."""
        return self.rows.campaign(self.entity) if self.entity else None


class AccountRows:
    """What one query reads of the resources kept; `now` is local to the account, without a zone."""

    def __init__(self, workspace: Workspace, now: datetime) -> None:
        self._workspace, self._store = workspace, workspace.sandbox.store
        self._surroundings = Surroundings(workspace, now)
        self._readers: dict[tuple[str, str], _Reader] = {}

    @cached_property
    def customer(self) -> Proto:
        """The account itself."""
        return customer_message(self._workspace.sandbox, self._workspace.wire, self._workspace.account)

    def kept(self, kind: str, filters: Sequence[Filter]) -> Iterator[AccountRow]:
        """Yield the resources of a kind that pass the filters, removed ones too, oldest first."""
        checks = [(self._reader(kind, each.field), each.holds) for each in filters]
        for entity in self._candidates(kind, filters):
            if entity.removed and kind in _GONE_WHEN_REMOVED:
                continue
            for read, holds in checks:
                if not holds(read(entity)):
                    break
            else:
                yield AccountRow(entity.id, self, entity, _NOTHING)

    def _candidates(self, kind: str, filters: Sequence[Filter]) -> list[Entity]:
        """Return at least what passes the filters: all of a kind, or the one or the children of one that they name."""
        account, parent = self._workspace.account.id, KINDS[kind].parent if kind in KINDS else None
        for each in filters:
            if each.only is None:
                continue
            if (found := _id_named(kind, each.field, each.only)) is not None:
                entity = self._store.get(GOOGLE_ADS, kind, found)
                return [entity] if entity is not None and entity.account_id == account else []
            above = each.field.name == f"{kind}.{parent}"
            found = each.only.rpartition("/")[2] if above else _id_named(str(parent), each.field, each.only)
            if found is not None:
                return self._store.select(GOOGLE_ADS, account, kind, found, include_removed=True)
        return self._store.select(GOOGLE_ADS, account, kind, include_removed=True)

    def value(self, entity: Entity, field: Field) -> object:
        """Return the value of a field, of a resource or of what it is joined to; None where it is not joined to it."""
        place = (entity.kind, field.name)
        read = self._readers.get(place)
        if read is None:
            read = self._readers[place] = self._reader(entity.kind, field)
        return read(entity)

    def _reader(self, kind: str, field: Field) -> _Reader:
        read = reader_of(field) if is_kept(field.root, field.path[0]) else None
        if field.root == kind and read is not None:
            return lambda entity: read(entity.fields)
        if field.root == _CUSTOMER or read is None:
            return lambda entity: _value(field, self.message(entity, field))
        way = way_to(field.root, kind)

        def joined(entity: Entity) -> object:
            found = follow(way, entity, self._store) if way is not None else None
            return None if found is None else read(found.fields)

        return joined

    def message(self, entity: Entity, field: Field) -> Proto | None:
        """Return the message that has a field, of a resource or of what it is joined to; not for changing."""
        if field.root == _CUSTOMER:
            return self.customer
        found = self._joined(entity, field.root)
        if found is None:
            return None
        kept = is_kept(field.root, field.path[0])
        return self._workspace.parsed(found) if kept else self._surroundings.told(found)

    def name(self, entity: Entity, root: str) -> str | None:
        """Return the resource name of a resource, or of what it is joined to."""
        if root == _CUSTOMER:
            return str(self.customer.resource_name)
        found = self._joined(entity, root)
        return None if found is None else str(found.fields["resource_name"])

    def _joined(self, entity: Entity, root: str) -> Entity | None:
        if root == entity.kind:
            return entity
        way = way_to(root, entity.kind)
        return None if way is None else follow(way, entity, self._store)

    def campaign(self, entity: Entity) -> str | None:
        """Return the id of the campaign that a resource is, or stands under, or None."""
        found = self._joined(entity, "campaign")
        return None if found is None else found.id


def _value(field: Field, message: Proto | None) -> object:
    return None if message is None else field.value(message)


def _id_named(kind: str, field: Field, value: str) -> str | None:
    """Return the id of the one resource of a kind that can have this value in a field, or None."""
    if field.root != kind:
        return None
    if field.path == ("resource_name",):
        return value.rpartition("/")[2]
    known = KINDS.get(kind)
    is_own = known is not None and not known.named_under_parent and not known.identified_by
    return value if field.path == ("id",) and is_own else None
