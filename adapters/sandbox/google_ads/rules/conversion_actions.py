"""Conversion actions. Source: resource reference and the "Create conversion actions" guide."""

from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.rule import NAME_BYTES, Rule
from adapters.sandbox.google_ads.wire import Proto

_CREATABLE = frozenset(
    {"AD_CALL", "CLICK_TO_CALL", "UPLOAD_CALLS", "UPLOAD_CLICKS", "WEBPAGE", "WEBSITE_CALL"}
    | {"GOOGLE_PLAY_DOWNLOAD", "GOOGLE_PLAY_IN_APP_PURCHASE"}
)
_CLICK_DAYS, _VIEW_DAYS = 90, 30


def is_made_elsewhere(_: Proto, candidate: Candidate) -> bool:
    """A type that appears by linking another product, never by a create."""
    return candidate.before is None and candidate.enum("type_") not in _CREATABLE | {"UNSPECIFIED"}


RULES = (
    Rule("name", check.is_blank, "field_error.REQUIRED", "The required field was not present."),
    Rule("name", check.longer_than(NAME_BYTES), "string_length_error.TOO_LONG", f"At most {NAME_BYTES} bytes."),
    Rule("name", check.is_taken(), "conversion_action_error.DUPLICATE_NAME", "The account has an action of this name."),
    Rule("status", check.is_removed_status, "enum_error.ENUM_VALUE_NOT_PERMITTED", "Use a remove operation."),
    Rule("type_", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
    Rule(
        "type_",
        is_made_elsewhere,
        "conversion_action_error.CREATION_NOT_SUPPORTED",
        "Actions of this type are not made through the API.",
    ),
    Rule("click_through_lookback_window_days", check.below(1), "range_error.TOO_LOW", "At least 1."),
    Rule("click_through_lookback_window_days", check.above(_CLICK_DAYS), "range_error.TOO_HIGH", "At most 90."),
    Rule("view_through_lookback_window_days", check.below(1), "range_error.TOO_LOW", "At least 1."),
    Rule("view_through_lookback_window_days", check.above(_VIEW_DAYS), "range_error.TOO_HIGH", "At most 30."),
    Rule("value_settings.default_value", check.is_negative, "range_error.TOO_LOW", "A value cannot be negative."),
)
