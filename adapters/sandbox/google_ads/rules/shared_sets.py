"""Lists that campaigns or the whole account leave out. Source: resource reference and the "Shared sets" guide."""

from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules import criterion_checks as criterion
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.criterion_rules import KEYWORD_RULES
from adapters.sandbox.google_ads.rules.link_rules import living_rules
from adapters.sandbox.google_ads.rules.rule import NAME_BYTES, Rule
from adapters.sandbox.google_ads.wire import Proto


def is_no_list_of_keywords(_: Proto, candidate: Candidate) -> bool:
    """A type of set that the sandbox does not keep."""
    return candidate.enum("type_") not in {"NEGATIVE_KEYWORDS", "UNSPECIFIED"}


RULES = (
    Rule("name", check.is_blank, "field_error.REQUIRED", "The required field was not present."),
    Rule("name", check.longer_than(NAME_BYTES), "string_length_error.TOO_LONG", f"At most {NAME_BYTES} bytes."),
    Rule("name", check.is_taken(), "shared_set_error.DUPLICATE_NAME", "The account has a set of this name."),
    Rule("type_", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
    Rule(
        "type_",
        is_no_list_of_keywords,
        "shared_set_error.CUSTOMER_CANNOT_CREATE_SHARED_SET_OF_THIS_TYPE",
        "Accounts of the sandbox have sets of NEGATIVE_KEYWORDS.",
    ),
)

CRITERION_RULES = (
    *living_rules("shared_set"),
    Rule(
        "criterion_id",
        criterion.lacks_type,
        "criterion_error.CONCRETE_TYPE_REQUIRED",
        "Set the criterion: keyword.",
    ),
    Rule(
        "criterion_id",
        criterion.is_not_one_of({"keyword"}),
        "shared_criterion_error.CRITERION_TYPE_NOT_ALLOWED_FOR_SHARED_SET_TYPE",
        "A set of negative keywords takes keywords.",
    ),
    *KEYWORD_RULES,
)

LINK_RULES = (
    *living_rules("campaign"),
    *living_rules("shared_set", removed="campaign_shared_set_error.SHARED_SET_ACCESS_DENIED"),
    Rule(
        "shared_set",
        check.is_tied_already,
        "mutate_error.RESOURCE_ALREADY_EXISTS",
        "The campaign has this set already.",
    ),
)

CUSTOMER_RULES = (
    Rule(
        "id",
        criterion.lacks_type,
        "criterion_error.CONCRETE_TYPE_REQUIRED",
        "Set the criterion, as in placement or content_label.",
    ),
)
