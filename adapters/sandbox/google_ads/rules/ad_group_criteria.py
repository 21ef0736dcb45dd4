"""Criteria of ad groups. Source: resource reference and the "Ad group targeting" guide."""

from adapters.sandbox.google_ads.criteria import criterion_id
from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules import criterion_checks as criterion
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.criterion_rules import KEYWORD_RULES
from adapters.sandbox.google_ads.rules.rule import Rule
from adapters.sandbox.google_ads.wire import Proto


def is_unnamed_range(_: Proto, candidate: Candidate) -> bool:
    """An age range or a gender that is not said."""
    kind = candidate.message.WhichOneof("criterion")
    return kind in {"age_range", "gender"} and criterion_id(candidate.message) is None


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
        "Set the criterion: keyword, age_range or gender.",
    ),
    Rule(
        "criterion_id",
        criterion.is_not_one_of({"keyword", "age_range", "gender"}),
        "ad_group_criterion_error.CANNOT_ADD_CRITERIA_TYPE",
        "Ad groups of the sandbox take keyword, age_range and gender.",
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
)
