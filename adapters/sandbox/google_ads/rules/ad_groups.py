"""Ad groups. Source: resource reference."""

from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.rule import NAME_BYTES, Rule
from adapters.sandbox.google_ads.wire import Proto


def is_not_search_in_search(_: Proto, candidate: Candidate) -> bool:
    """An ad group type that its campaign's channel does not have; only Search is served."""
    return not candidate.enum("type_").startswith("SEARCH_")


RULES = (
    Rule("name", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
    Rule("name", check.has_line_breaks, "ad_group_error.INVALID_ADGROUP_NAME", "A name has no NUL, LF or CR."),
    Rule("name", check.longer_than(NAME_BYTES), "string_length_error.TOO_LONG", f"At most {NAME_BYTES} bytes."),
    Rule(
        "name",
        check.is_taken(within_parent=True),
        "ad_group_error.DUPLICATE_ADGROUP_NAME",
        "The campaign has an ad group of this name.",
    ),
    Rule("status", check.is_removed_status, "enum_error.ENUM_VALUE_NOT_PERMITTED", "Use a remove operation."),
    Rule("campaign", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
    Rule(
        "campaign",
        check.is_no_resource("campaign"),
        "mutate_error.RESOURCE_NOT_FOUND",
        "Resource was not found.",
    ),
    Rule(
        "campaign",
        check.is_removed("campaign"),
        "operation_access_denied_error.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE",
        "The campaign was removed.",
    ),
    Rule(
        "type_",
        is_not_search_in_search,
        "ad_group_error.AD_GROUP_TYPE_NOT_VALID_FOR_ADVERTISING_CHANNEL_TYPE",
        "A Search campaign has ad groups of the SEARCH_ types.",
    ),
    Rule("cpc_bid_micros", check.is_negative, "bidding_error.BID_TOO_SMALL", "A bid cannot be negative."),
    Rule(
        "cpc_bid_micros",
        check.is_off_step,
        "bidding_error.BID_TOO_MANY_FRACTIONAL_DIGITS",
        "The bid is not a multiple of the currency's minimum unit.",
    ),
)
