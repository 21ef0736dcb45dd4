"""Criteria of ad groups. Source: resource reference and the "Ad group targeting" guide."""

from adapters.sandbox.google_ads.criteria import CRITERION_IDS, criterion_id, enum_name
from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules import criterion_checks as criterion
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.criterion_rules import CONSTANT_RULES, KEYWORD_RULES, USER_LIST_RULES
from adapters.sandbox.google_ads.rules.rule import Rule
from adapters.sandbox.google_ads.wire import Proto


def is_unnamed_range(_: Proto, candidate: Candidate) -> bool:
    """An age range, a gender or their like that is not said."""
    kind = candidate.message.WhichOneof("criterion")
    return kind in CRITERION_IDS and criterion_id(candidate.message) is None


_SERVED = frozenset(
    {"keyword", "age_range", "gender", "income_range", "parental_status", "user_list", "user_interest", "topic"}
    | {"placement", "mobile_app_category", "mobile_application", "youtube_video", "youtube_channel", "webpage"}
    | {"listing_group", "custom_audience", "combined_audience", "audience", "life_event", "location", "language"}
    | {"custom_affinity", "custom_intent", "extended_demographic", "brand_list"}
)


def is_a_subdivision_with_a_bid(value: Proto, candidate: Candidate) -> bool:
    """A bid on a listing group that is divided further."""
    message = candidate.message
    if message.WhichOneof("criterion") != "listing_group":
        return False
    return bool(value) and enum_name(message.listing_group, "type_") == "SUBDIVISION"


def is_a_second_root(value: Proto, candidate: Candidate) -> bool:
    """A listing group without a parent where the ad group has such a one."""
    if value or candidate.before is not None:
        return False
    others = candidate.workspace.all("ad_group_criterion", candidate.held.parent_id)
    return any(
        not other.removed
        and other.message.WhichOneof("criterion") == "listing_group"
        and not other.message.listing_group.parent_ad_group_criterion
        for other in others
    )


_GROUP_RULES = (
    Rule(
        "cpc_bid_micros",
        is_a_subdivision_with_a_bid,
        "criterion_error.CANNOT_SET_BIDS_ON_LISTING_GROUP_SUBDIVISION",
        "Only a UNIT has a bid.",
    ),
    Rule(
        "listing_group.parent_ad_group_criterion",
        check.is_no_resource("ad_group_criterion"),
        "criterion_error.LISTING_GROUP_DOES_NOT_EXIST",
        "The ad group has no listing group of this name.",
    ),
    Rule(
        "listing_group.parent_ad_group_criterion",
        is_a_second_root,
        "criterion_error.LISTING_GROUP_ALREADY_EXISTS",
        "The ad group's tree has a root.",
    ),
)


RULES = (
    Rule("ad_group", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
    Rule("ad_group", check.is_no_resource("ad_group"), "mutate_error.RESOURCE_NOT_FOUND", "Resource was not found."),
    Rule(
        "ad_group",
        check.is_removed("ad_group"),
        "operation_access_denied_error.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE",
        "The ad group was removed.",
    ),
    Rule(
        "criterion_id",
        criterion.lacks_type,
        "ad_group_criterion_error.CONCRETE_TYPE_REQUIRED",
        "Set the criterion, as in keyword, age_range or user_list.",
    ),
    Rule(
        "criterion_id",
        criterion.is_not_one_of(_SERVED),
        "ad_group_criterion_error.CANNOT_ADD_CRITERIA_TYPE",
        "Ad groups take no criterion of this type here.",
    ),
    Rule("criterion_id", is_unnamed_range, "field_error.REQUIRED", "Say which age range or gender."),
    Rule(
        "criterion_id",
        criterion.is_there_already,
        "mutate_error.RESOURCE_ALREADY_EXISTS",
        "The ad group has this criterion.",
    ),
    Rule(
        "negative",
        criterion.is_there_with_other_sign,
        "ad_group_criterion_error.CANNOT_TARGET_AND_EXCLUDE",
        "The ad group has this criterion with the other sign.",
    ),
    Rule("cpc_bid_micros", check.is_negative, "bidding_error.BID_TOO_SMALL", "A bid cannot be negative."),
    Rule(
        "cpc_bid_micros",
        check.is_off_step,
        "bidding_error.BID_TOO_MANY_FRACTIONAL_DIGITS",
        "The bid is not a multiple of the currency's minimum unit.",
    ),
    *KEYWORD_RULES,
    *CONSTANT_RULES,
    *USER_LIST_RULES,
    *_GROUP_RULES,
)
