"""Sets of assets, what is in them and who uses them. Source: resource reference and the guide on page feeds."""

from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.link_rules import living_rules, named_rules
from adapters.sandbox.google_ads.rules.rule import NAME_BYTES, Rule
from adapters.sandbox.google_ads.wire import Proto

_ANY_ASSET = frozenset({"LOCATION_SYNC", "STATIC_LOCATION_GROUP", "CHAIN_DYNAMIC_LOCATION_GROUP"})


def is_of_other_type(value: Proto, candidate: Candidate) -> bool:
    """An asset of another type than its set is of."""
    asset = candidate.workspace.by_name("asset", value)
    holder = candidate.workspace.by_name("asset_set", candidate.message.asset_set)
    if asset is None or holder is None:
        return False
    of_set = enum_name(holder.message, "type_")
    return of_set not in _ANY_ASSET and enum_name(asset.message, "type_") != of_set


RULES = (
    Rule("name", check.is_blank, "field_error.REQUIRED", "The required field was not present."),
    Rule("name", check.longer_than(NAME_BYTES), "string_length_error.TOO_LONG", f"At most {NAME_BYTES} bytes."),
    Rule("name", check.is_taken(), "asset_set_error.DUPLICATE_ASSET_SET_NAME", "The account has a set of this name."),
    Rule("type_", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
)

MEMBER_RULES = (
    *living_rules("asset_set"),
    *named_rules("asset"),
    Rule(
        "asset",
        is_of_other_type,
        "asset_set_asset_error.INVALID_ASSET_TYPE",
        "The set takes assets of its own type.",
    ),
    Rule("asset", check.is_tied_already, "mutate_error.RESOURCE_ALREADY_EXISTS", "The set has this asset already."),
)

LINK_RULES = (
    *living_rules("campaign"),
    *living_rules("asset_set"),
    Rule(
        "asset_set",
        check.is_tied_already,
        "asset_set_link_error.DUPLICATE_ASSET_SET_LINK",
        "The campaign has this set already.",
    ),
)
