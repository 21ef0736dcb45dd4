"""What shifts bids for a device or for some days.

Source: resource reference; guides "Bid modifiers", "Seasonality adjustments" and "Data exclusions".
"""

from adapters.sandbox.google_ads.criteria import criterion_id
from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules import criterion_checks as criterion
from adapters.sandbox.google_ads.rules.campaigns import ends_before_it_starts, is_bad_date_time
from adapters.sandbox.google_ads.rules.candidate import Candidate, Check
from adapters.sandbox.google_ads.rules.link_rules import living_rules
from adapters.sandbox.google_ads.rules.rule import NAME_BYTES, Rule
from adapters.sandbox.google_ads.wire import Proto

_DESCRIPTION_BYTES = 2048
_REQUIRED = "The required field was not present."
_TIME = "Must be 'yyyy-MM-dd HH:mm:ss'."


def is_no_device(_: Proto, candidate: Candidate) -> bool:
    """A device that is not said."""
    return candidate.message.WhichOneof("criterion") == "device" and criterion_id(candidate.message) is None


def lacks_what_its_scope_names(scope: str) -> Check:
    """An empty list of what the scope says it is about."""
    return lambda value, candidate: candidate.enum("scope") == scope and not value


MODIFIER_RULES = (
    *living_rules("ad_group"),
    Rule(
        "criterion_id",
        criterion.lacks_type,
        "ad_group_bid_modifier_error.CRITERION_ID_NOT_SUPPORTED",
        "Set the criterion, as in device.",
    ),
    Rule("device.type_", is_no_device, "field_error.REQUIRED", "Say which device."),
    Rule(
        "criterion_id",
        check.is_tied_already,
        "criterion_error.BID_MODIFIER_ALREADY_EXISTS",
        "The ad group has a modifier for this.",
    ),
    Rule("bid_modifier", check.below(0.1), "range_error.TOO_LOW", "At least 0.1, or 0 to opt out."),
    Rule("bid_modifier", check.above(10.0), "range_error.TOO_HIGH", "At most 10."),
)

_EVENT_RULES = (
    Rule("name", check.longer_than(NAME_BYTES), "string_length_error.TOO_LONG", f"At most {NAME_BYTES} bytes."),
    Rule("description", check.longer_than(_DESCRIPTION_BYTES), "string_length_error.TOO_LONG", "At most 2048 bytes."),
    Rule("scope", check.is_empty, "field_error.REQUIRED", _REQUIRED),
    Rule("campaigns", lacks_what_its_scope_names("CAMPAIGN"), "field_error.REQUIRED", "Say which campaigns."),
    Rule("campaigns[]", check.is_no_resource("campaign"), "mutate_error.RESOURCE_NOT_FOUND", "Resource was not found."),
    Rule(
        "advertising_channel_types",
        lacks_what_its_scope_names("CHANNEL"),
        "field_error.REQUIRED",
        "Say which channels.",
    ),
    Rule("start_date_time", check.is_empty, "field_error.REQUIRED", _REQUIRED),
    Rule("start_date_time", is_bad_date_time, "date_error.INVALID_STRING_DATE_TIME_SECONDS", _TIME),
    Rule("end_date_time", check.is_empty, "field_error.REQUIRED", _REQUIRED),
    Rule("end_date_time", is_bad_date_time, "date_error.INVALID_STRING_DATE_TIME_SECONDS", _TIME),
    Rule(
        "end_date_time",
        ends_before_it_starts,
        "date_range_error.START_DATE_AFTER_END_DATE",
        "The end is before the start.",
    ),
)

EXCLUSION_RULES = _EVENT_RULES
SEASONALITY_RULES = (
    *_EVENT_RULES,
    Rule("conversion_rate_modifier", check.is_empty, "field_error.REQUIRED", _REQUIRED),
    Rule("conversion_rate_modifier", check.below(0.1), "range_error.TOO_LOW", "At least 0.1."),
    Rule("conversion_rate_modifier", check.above(10.0), "range_error.TOO_HIGH", "At most 10."),
)
