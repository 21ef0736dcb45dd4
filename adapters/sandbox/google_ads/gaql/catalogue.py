"""Which fields exist, which of them a resource can be asked for, and how their values compare.

The names and types come from the wire's own descriptors; what the sandbox serves is the table below.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from adapters.sandbox.google_ads.gaql.empty_resources import EMPTY_RESOURCES, UNDER_AD_GROUPS, Resource
from adapters.sandbox.google_ads.refusals import refused

_STRATEGIES = ("accessible_bidding_strategy", "bidding_strategy")

RESOURCES: Mapping[str, Resource] = MappingProxyType(
    {
        "customer": Resource(),
        "customer_client": Resource(attributed=("customer",), measured=False),
        "campaign_budget": Resource(attributed=("customer",)),
        "campaign": Resource(attributed=("campaign_budget", "customer", "campaign_group", *_STRATEGIES)),
        "ad_group": Resource(attributed=("campaign", "customer", *_STRATEGIES)),
        "ad_group_ad": Resource(attributed=("ad_group", "campaign", "customer")),
        "campaign_criterion": Resource(attributed=("campaign", "customer"), measured=False),
        "ad_group_criterion": Resource(attributed=("ad_group", "campaign", "customer"), measured=False),
        "conversion_action": Resource(attributed=("customer",), measured=False),
        "keyword_view": Resource(attributed=("ad_group_criterion", "ad_group", "campaign", "customer")),
        "label": Resource(attributed=("customer",), measured=False),
        "campaign_label": Resource(attributed=("campaign", "customer", "label"), measured=False),
        "ad_group_label": Resource(attributed=("ad_group", "campaign", "customer", "label"), measured=False),
        "ad_group_ad_label": Resource(
            attributed=("ad_group_ad", "ad_group", "campaign", "customer", "label"), measured=False
        ),
        "ad_group_criterion_label": Resource(
            attributed=("ad_group_criterion", "ad_group", "campaign", "customer", "label"), measured=False
        ),
        "asset": Resource(attributed=("customer",), measured=False),
        "customer_asset": Resource(attributed=("asset", "customer"), measured=False),
        "campaign_asset": Resource(attributed=("asset", "campaign", "customer"), measured=False),
        "ad_group_asset": Resource(attributed=("asset", "ad_group", "campaign", "customer"), measured=False),
        "batch_job": Resource(attributed=("customer",), measured=False),
        "geo_target_constant": Resource(measured=False),
        "language_constant": Resource(measured=False),
        "bidding_strategy": Resource(attributed=("customer",)),
        "shared_set": Resource(attributed=("customer",), measured=False),
        "shared_criterion": Resource(attributed=("shared_set", "customer"), measured=False),
        "campaign_shared_set": Resource(attributed=("campaign", "customer", "shared_set"), measured=False),
        "customer_negative_criterion": Resource(attributed=("customer",), measured=False),
        "search_term_view": Resource(attributed=("ad_group_ad", *UNDER_AD_GROUPS)),
        "geographic_view": Resource(attributed=UNDER_AD_GROUPS),
        "user_location_view": Resource(attributed=UNDER_AD_GROUPS),
        "landing_page_view": Resource(attributed=UNDER_AD_GROUPS),
        "change_event": Resource(attributed=UNDER_AD_GROUPS, measured=False),
        "change_status": Resource(attributed=UNDER_AD_GROUPS, measured=False),
        **EMPTY_RESOURCES,
    }
)
"""Source: Google Ads API fields reference, "attributed resources"; only what the sandbox keeps."""

CORE_DATES = frozenset({"date", "week", "month", "quarter", "year"})
CONVERSION_SEGMENTS = frozenset({"conversion_action", "conversion_action_name", "conversion_action_category"})
BUDGET_ASSOCIATION = "budget_campaign_association_status"
"""Divides a budget's figures by the campaigns that spend it."""

SEGMENTS = (
    CORE_DATES
    | CONVERSION_SEGMENTS
    | {"hour", "day_of_week", "month_of_year", "device", "ad_network_type", "click_type", "slot"}
)

_OF_CONVERSIONS = ("conversions", "all_conversions", "value_per_conversion", "value_per_all_conversions")


def counts_conversions(metric: str) -> bool:
    """Return whether a metric counts nothing but conversions, and so can be divided by their action."""
    return metric.startswith(_OF_CONVERSIONS)


_ENUM, _MESSAGE = FieldDescriptor.CPPTYPE_ENUM, FieldDescriptor.CPPTYPE_MESSAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A leaf of the row: `name` as the query writes it, `path` as the messages spell it, below its root."""

    name: str
    root: str
    path: tuple[str, ...]
    descriptor: FieldDescriptor

    @property
    def is_segment(self) -> bool:
        """Return whether it splits metrics into rows."""
        return self.root == "segments"

    @property
    def is_metric(self) -> bool:
        """Return whether it is measured."""
        return self.root == "metrics"

    @property
    def is_enum(self) -> bool:
        """Return whether its values are names of an enumeration."""
        return bool(self.descriptor.cpp_type == _ENUM)

    @property
    def unset(self) -> object:
        """Return the value where none is set: nothing, the empty tuple of a list, or the zero of its type."""
        if self.descriptor.is_repeated:
            return ()
        if self.descriptor.has_presence:
            return None
        zero = self.descriptor.default_value
        return enum_name_of(self.descriptor, zero) if self.is_enum else zero

    def value(self, root: Message) -> object:
        """Return the value in a message of this field's root: None where unset, enum values by name."""
        message = root
        for step in self.path[:-1]:
            if not message.HasField(step):
                return None
            message = getattr(message, step)
        return _plain(self.descriptor, message)


def _plain(descriptor: FieldDescriptor, message: Message) -> object:
    if descriptor.is_repeated:
        values = getattr(message, descriptor.name)
        return tuple(enum_name_of(descriptor, value) if descriptor.cpp_type == _ENUM else value for value in values)
    if descriptor.has_presence and not message.HasField(descriptor.name):
        return None
    value = getattr(message, descriptor.name)
    return enum_name_of(descriptor, value) if descriptor.cpp_type == _ENUM else value


def enum_name_of(descriptor: FieldDescriptor, number: int) -> str:
    """Return the name of a number in an enumerated field."""
    enum = descriptor.enum_type
    known = enum.values_by_number.get(number) if enum is not None else None
    return known.name if known else "UNKNOWN"


SELECTED_WHOLE = frozenset({f"change_event.{name}" for name in ("old_resource", "new_resource", "changed_fields")})
"""Messages that a query can select as such, not only their fields."""


@cache
def find_field(row: Descriptor, name: str) -> Field:
    """Return the field `name` of a row message; raises RefusedError (query_error) when there is none."""
    root, *steps = name.split(".")
    descriptor, path = row.fields_by_name.get(root), []
    for step in steps:
        inner = descriptor.message_type if descriptor is not None and not descriptor.is_repeated else None
        if inner is None:
            raise _unknown(name)
        fields = inner.fields_by_name
        # Fields that Python reserves are spelled `type_` in its descriptors and `type` in queries.
        descriptor = fields.get(step) or fields.get(f"{step}_")
        path.append(descriptor.name if descriptor else step)
    whole = name in SELECTED_WHOLE
    if descriptor is None or not path or (descriptor.cpp_type == _MESSAGE and not (descriptor.is_repeated or whole)):
        raise _unknown(name)
    return Field(name=name, root=root, path=tuple(path), descriptor=descriptor)


def _unknown(name: str) -> Exception:
    return refused("query_error.UNRECOGNIZED_FIELD", f"Unrecognized field in the query: '{name}'.", trigger=name)
