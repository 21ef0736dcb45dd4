"""What every field of the query language is: the answers of GoogleAdsFieldService, from the descriptors themselves.

Exactly what the sandbox's GAQL accepts is told: the resources it serves, their attributes, and the segments and
metrics that go with them, in the version that is asked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from adapters.sandbox.google_ads.gaql.catalogue import (
    RESOURCES,
    has_nothing_to_select,
    is_asset_of_ad,
    is_selected_whole,
)
from adapters.sandbox.google_ads.gaql.segments import (
    CONVERSION_SEGMENTS,
    SERVED_SEGMENTS,
    counts_conversions,
    divides,
)

Category = Literal["RESOURCE", "ATTRIBUTE", "SEGMENT", "METRIC"]
_DEEPEST = 8
_DATES = frozenset({"segments.date", "segments.week", "segments.month", "segments.quarter"})
_TYPES: Mapping[int, str] = {
    FieldDescriptor.CPPTYPE_INT32: "INT32",
    FieldDescriptor.CPPTYPE_INT64: "INT64",
    FieldDescriptor.CPPTYPE_UINT32: "UINT64",
    FieldDescriptor.CPPTYPE_UINT64: "UINT64",
    FieldDescriptor.CPPTYPE_DOUBLE: "DOUBLE",
    FieldDescriptor.CPPTYPE_FLOAT: "FLOAT",
    FieldDescriptor.CPPTYPE_BOOL: "BOOLEAN",
    FieldDescriptor.CPPTYPE_ENUM: "ENUM",
    FieldDescriptor.CPPTYPE_MESSAGE: "MESSAGE",
    FieldDescriptor.CPPTYPE_STRING: "STRING",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldInfo:
    """A resource (then without `descriptor`) or a field, as queries name it."""

    name: str
    category: Category
    descriptor: FieldDescriptor | None = None

    @property
    def root(self) -> str:
        """Return the resource it is of, or `segments` or `metrics`."""
        return self.name.partition(".")[0]

    @property
    def data_type(self) -> str:
        """Return a name of GoogleAdsFieldDataTypeEnum."""
        if self.descriptor is None:
            return "MESSAGE"
        if self.name.endswith(".resource_name"):
            return "RESOURCE_NAME"
        return "DATE" if self.name in _DATES else _TYPES[self.descriptor.cpp_type]

    @property
    def is_repeated(self) -> bool:
        """Return whether it holds a list."""
        return bool(self.descriptor is not None and self.descriptor.is_repeated)

    @property
    def is_comparable(self) -> bool:
        """Return whether WHERE can look at it."""
        return self.descriptor is not None and self.data_type != "MESSAGE"

    @property
    def enum_values(self) -> tuple[str, ...]:
        """Return the names of its values, if it is an enumeration."""
        enum = self.descriptor.enum_type if self.descriptor is not None else None
        return tuple(enum.values_by_name) if enum is not None else ()

    @property
    def type_url(self) -> str:
        """Return the full name of its message or enumeration, or nothing."""
        if self.descriptor is None:
            return ""
        described = self.descriptor.enum_type or self.descriptor.message_type
        return str(described.full_name) if described is not None else ""


@cache
def field_infos(row: Descriptor) -> Mapping[str, FieldInfo]:
    """Return all resources and fields by name, of the version that `row` is of."""
    return {info.name: info for info in _infos(row)}


def _infos(row: Descriptor) -> Iterator[FieldInfo]:
    for root in RESOURCES:
        if root not in row.fields_by_name:
            continue
        yield FieldInfo(name=root, category="RESOURCE")
        yield from _leaves(_message(row, root), root, "ATTRIBUTE", _DEEPEST)
    yield from _leaves(_message(row, "metrics"), "metrics", "METRIC", 1)
    for info in _leaves(_message(row, "segments"), "segments", "SEGMENT", _DEEPEST):
        if _segment(info.name) in SERVED_SEGMENTS:
            yield info


def _segment(name: str) -> str:
    """Return `keyword` of `segments.keyword.info.text`."""
    return name.split(".")[1]


def _message(row: Descriptor, root: str) -> Descriptor:
    found = row.fields_by_name[root].message_type
    if found is None:
        raise TypeError(f"{root} of a row is no message")
    return found


def _leaves(message: Descriptor, prefix: str, category: Category, depth: int) -> Iterator[FieldInfo]:
    for descriptor in message.fields:
        name = f"{prefix}.{descriptor.name.removesuffix('_')}"
        whole = (
            descriptor.is_repeated
            or is_selected_whole(name)
            or is_asset_of_ad(descriptor)
            or has_nothing_to_select(descriptor)
        )
        inner = None if whole else descriptor.message_type
        if inner is None:
            yield FieldInfo(name=name, category=category, descriptor=descriptor)
        elif depth > 1:
            yield from _leaves(inner, name, category, depth - 1)


def resources_seen_from(root: str) -> tuple[str, ...]:
    """Return the resource itself and those whose attributes can be selected with it."""
    return (root, *RESOURCES[root].attributed)


def resources_that_see(info: FieldInfo) -> Iterator[str]:
    """Yield the resources of a FROM clause with which the field can be selected."""
    for root, resource in RESOURCES.items():
        measured = resource.measured and info.category in {"SEGMENT", "METRIC"}
        if measured and info.category == "SEGMENT":
            measured = divides(root, _segment(info.name))
        if measured or info.root in resources_seen_from(root):
            yield root


def segments_of(root: str, row: Descriptor) -> Iterator[str]:
    """Yield the names of the segments that divide the figures of a resource."""
    for info in field_infos(row).values():
        if info.category == "SEGMENT" and divides(root, _segment(info.name)):
            yield info.name


def goes_with(one: FieldInfo, other: FieldInfo) -> bool:
    """Return whether two fields can stand in one query: only what counts conversions divides by their action."""
    pair = {one.category: one.name.partition(".")[2], other.category: other.name.partition(".")[2]}
    by_action = pair.get("SEGMENT") in CONVERSION_SEGMENTS
    return not by_action or "METRIC" not in pair or counts_conversions(pair["METRIC"])
