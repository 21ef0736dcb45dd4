"""Criteria of campaigns. Source: resource reference and the "Campaign targeting" guide."""

from adapters.sandbox.google_ads.criteria import criterion_id, enum_name
from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules import criterion_checks as criterion
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.criterion_rules import CONSTANT_RULES, KEYWORD_RULES, USER_LIST_RULES
from adapters.sandbox.google_ads.rules.rule import Rule
from adapters.sandbox.google_ads.wire import Proto


def is_positive_keyword(_: Proto, candidate: Candidate) -> bool:
    """A keyword to show for, which belongs in an ad group."""
    return candidate.message.WhichOneof("criterion") == "keyword" and not candidate.message.negative


def is_negative_language(_: Proto, candidate: Candidate) -> bool:
    """A language to leave out."""
    return candidate.message.WhichOneof("criterion") == "language" and bool(candidate.message.negative)


def is_around_nothing(_: Proto, candidate: Candidate) -> bool:
    """A circle without its centre."""
    proximity = candidate.message.proximity
    return not proximity.HasField("geo_point") and not proximity.HasField("address")


def has_no_unit(_: Proto, candidate: Candidate) -> bool:
    """A radius in neither miles nor kilometers."""
    return enum_name(candidate.message.proximity, "radius_units") == "UNSPECIFIED"


_SERVED = frozenset(
    {"location", "proximity", "language", "keyword", "device", "ad_schedule", "age_range", "gender", "income_range"}
    | {"parental_status", "user_list", "user_interest", "topic", "placement", "mobile_app_category", "webpage"}
    | {"mobile_application", "youtube_video", "youtube_channel", "listing_scope", "ip_block", "content_label"}
    | {"carrier", "mobile_device", "operating_system_version", "location_group", "custom_audience", "life_event"}
    | {"combined_audience", "custom_affinity", "brand_list", "webpage_list", "extended_demographic"}
)
_HOURS = 24


def is_no_device(_: Proto, candidate: Candidate) -> bool:
    """A device that is not said."""
    return candidate.message.WhichOneof("criterion") == "device" and criterion_id(candidate.message) is None


def lacks_a_day(_: Proto, candidate: Candidate) -> bool:
    """A schedule of no day of the week."""
    return enum_name(candidate.message.ad_schedule, "day_of_week") == "UNSPECIFIED"


def ends_by_its_start(value: Proto, candidate: Candidate) -> bool:
    """A schedule whose last hour is not after its first, if that one is an hour of the day."""
    return bool(value <= candidate.message.ad_schedule.start_hour < _HOURS)


_SCHEDULE_RULES = (
    Rule("ad_schedule.day_of_week", lacks_a_day, "field_error.REQUIRED", "Say which day of the week."),
    Rule("ad_schedule.start_hour", check.above(_HOURS - 1), "range_error.TOO_HIGH", "From 0 to 23."),
    Rule("ad_schedule.end_hour", check.above(_HOURS), "range_error.TOO_HIGH", "Up to 24."),
    Rule(
        "ad_schedule.end_hour",
        ends_by_its_start,
        "criterion_error.AD_SCHEDULE_INVALID_TIME_INTERVAL",
        "The end is after the start.",
    ),
)

_MODIFIER_RULES = (
    Rule("bid_modifier", check.below(0.1), "range_error.TOO_LOW", "At least 0.1, or 0 to leave it out."),
    Rule("bid_modifier", check.above(10.0), "range_error.TOO_HIGH", "At most 10."),
)

_PROXIMITY_RULES = (
    Rule(
        "proximity.radius", check.is_not_positive, "criterion_error.INVALID_PROXIMITY_RADIUS", "A radius is above zero."
    ),
    Rule(
        "proximity.radius_units", has_no_unit, "criterion_error.INVALID_PROXIMITY_RADIUS_UNITS", "MILES or KILOMETERS."
    ),
    Rule(
        "proximity.address",
        is_around_nothing,
        "criterion_error.PROXIMITY_GEOPOINT_AND_ADDRESS_BOTH_CANNOT_BE_NULL",
        "Give an address or a geo point.",
    ),
)

RULES = (
    Rule("campaign", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
    Rule("campaign", check.is_no_resource("campaign"), "mutate_error.RESOURCE_NOT_FOUND", "Resource was not found."),
    Rule(
        "campaign",
        check.is_removed("campaign"),
        "operation_access_denied_error.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE",
        "The campaign was removed.",
    ),
    Rule(
        "criterion_id",
        criterion.lacks_type,
        "campaign_criterion_error.CONCRETE_TYPE_REQUIRED",
        "Set the criterion, as in location, language or keyword.",
    ),
    Rule(
        "criterion_id",
        criterion.is_not_one_of(_SERVED),
        "campaign_criterion_error.OPERATOR_NOT_SUPPORTED_FOR_CRITERION_TYPE",
        "Campaigns take no criterion of this type here.",
    ),
    Rule(
        "negative",
        is_positive_keyword,
        "campaign_criterion_error.OPERATOR_NOT_SUPPORTED_FOR_CRITERION_TYPE",
        "A campaign only excludes keywords: set negative.",
    ),
    Rule(
        "negative",
        is_negative_language,
        "campaign_criterion_error.CANNOT_EXCLUDE_CRITERIA_TYPE",
        "A language cannot be excluded.",
    ),
    Rule(
        "criterion_id",
        criterion.is_there_already,
        "mutate_error.RESOURCE_ALREADY_EXISTS",
        "The campaign has this criterion.",
    ),
    Rule(
        "negative",
        criterion.is_there_with_other_sign,
        "campaign_criterion_error.CANNOT_TARGET_AND_EXCLUDE",
        "The campaign has this criterion with the other sign.",
    ),
    Rule("device.type_", is_no_device, "field_error.REQUIRED", "Say which device."),
    *_SCHEDULE_RULES,
    *_MODIFIER_RULES,
    *_PROXIMITY_RULES,
    *CONSTANT_RULES,
    *KEYWORD_RULES,
    *USER_LIST_RULES,
)
