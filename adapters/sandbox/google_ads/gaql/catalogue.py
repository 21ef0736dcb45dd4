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
        "customer_asset": Resource(attributed=("asset", "customer")),
        "campaign_asset": Resource(attributed=("asset", "campaign", "customer")),
        "ad_group_asset": Resource(attributed=("asset", "ad_group", "campaign", "customer")),
        "offline_user_data_job": Resource(attributed=("customer",), measured=False),
        "batch_job": Resource(attributed=("customer",), measured=False),
        "geo_target_constant": Resource(measured=False),
        "language_constant": Resource(measured=False),
        "bidding_strategy": Resource(attributed=("customer",)),
        "accessible_bidding_strategy": Resource(attributed=("customer",), measured=False),
        "shared_set": Resource(attributed=("customer",), measured=False),
        "shared_criterion": Resource(attributed=("shared_set", "customer"), measured=False),
        "campaign_shared_set": Resource(attributed=("campaign", "customer", "shared_set"), measured=False),
        "customer_negative_criterion": Resource(attributed=("customer",), measured=False),
        "ad_group_bid_modifier": Resource(attributed=UNDER_AD_GROUPS, measured=False),
        "ad_parameter": Resource(attributed=("ad_group_criterion", *UNDER_AD_GROUPS), measured=False),
        "bidding_data_exclusion": Resource(attributed=("customer",), measured=False),
        "bidding_seasonality_adjustment": Resource(attributed=("customer",), measured=False),
        "customizer_attribute": Resource(attributed=("customer",), measured=False),
        "customer_customizer": Resource(attributed=("customizer_attribute", "customer"), measured=False),
        "campaign_customizer": Resource(attributed=("customizer_attribute", "campaign", "customer"), measured=False),
        "ad_group_customizer": Resource(attributed=("customizer_attribute", *UNDER_AD_GROUPS), measured=False),
        "ad_group_criterion_customizer": Resource(
            attributed=("customizer_attribute", "ad_group_criterion", *UNDER_AD_GROUPS), measured=False
        ),
        "custom_audience": Resource(attributed=("customer",), measured=False),
        "user_list": Resource(attributed=("customer",), measured=False),
        "asset_set": Resource(attributed=("customer",), measured=False),
        "asset_set_asset": Resource(attributed=("asset", "asset_set", "customer"), measured=False),
        "campaign_asset_set": Resource(attributed=("asset_set", "campaign", "customer"), measured=False),
        "asset_group": Resource(attributed=("campaign", "customer")),
        "asset_group_asset": Resource(attributed=("asset", "asset_group", "campaign", "customer")),
        "asset_group_signal": Resource(attributed=("asset_group", "campaign", "customer"), measured=False),
        "asset_group_listing_group_filter": Resource(
            attributed=("asset_group", "campaign", "customer"), measured=False
        ),
        "search_term_view": Resource(attributed=("ad_group_ad", *UNDER_AD_GROUPS)),
        "geographic_view": Resource(attributed=UNDER_AD_GROUPS),
        "user_location_view": Resource(attributed=UNDER_AD_GROUPS),
        "landing_page_view": Resource(attributed=UNDER_AD_GROUPS),
        "expanded_landing_page_view": Resource(attributed=UNDER_AD_GROUPS),
        "click_view": Resource(attributed=("ad_group_ad", *UNDER_AD_GROUPS)),
        **dict.fromkeys(
            ("age_range_view", "gender_view", "income_range_view", "parental_status_view", "display_keyword_view"),
            Resource(attributed=("ad_group_criterion", *UNDER_AD_GROUPS)),
        ),
        "ad_group_audience_view": Resource(attributed=("ad_group_criterion", *UNDER_AD_GROUPS)),
        "campaign_audience_view": Resource(attributed=("campaign_criterion", "campaign", "customer")),
        "location_view": Resource(attributed=("campaign_criterion", "campaign", "customer")),
        "change_event": Resource(attributed=UNDER_AD_GROUPS, measured=False),
        "change_status": Resource(attributed=UNDER_AD_GROUPS, measured=False),
        **EMPTY_RESOURCES,
    }
)
"""Source: Google Ads API fields reference, "attributed resources"; only what the sandbox keeps."""

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
_WHOLE_OF = (
    "ad_group_ad.ad.legacy_app_install_ad",
    "recommendation.",
    "multi_party_auth_review.customer_user_access_review.",
    "multi_party_auth_review.customer_user_access_invitation_review.",
)
"""What begins with these names can be."""


def is_selected_whole(name: str) -> bool:
    """Say whether a query can select this message as such."""
    return name in SELECTED_WHOLE or name.startswith(_WHOLE_OF)


def is_asset_of_ad(descriptor: FieldDescriptor) -> bool:
    """Say whether a field is a text, an image or the like within an ad, which is selected as such."""
    name = descriptor.message_type.name if descriptor.message_type is not None else ""
    return name.startswith("Ad") and name.endswith("Asset")


def has_nothing_to_select(descriptor: FieldDescriptor) -> bool:
    """Say whether a field is a message without fields, as many a strategy is, or of lists: it is selected as such."""
    message = descriptor.message_type
    return message is not None and all(field.is_repeated and field.message_type for field in message.fields)


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
    whole = is_selected_whole(name) or (
        descriptor is not None and (is_asset_of_ad(descriptor) or has_nothing_to_select(descriptor))
    )
    if descriptor is None or not path or (descriptor.cpp_type == _MESSAGE and not (descriptor.is_repeated or whole)):
        raise _unknown(name)
    return Field(name=name, root=root, path=tuple(path), descriptor=descriptor)


def _unknown(name: str) -> Exception:
    return refused("query_error.UNRECOGNIZED_FIELD", f"Unrecognized field in the query: '{name}'.", trigger=name)
