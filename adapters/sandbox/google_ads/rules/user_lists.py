"""Lists of users. Source: resource reference and the guides on audience segments and Customer Match."""

from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.rule import NAME_BYTES, Rule
from adapters.sandbox.google_ads.wire import Proto

_MOST_DAYS = 540


def lacks_type(_: Proto, candidate: Candidate) -> bool:
    """None of the oneof."""
    return candidate.message.WhichOneof("user_list") is None


def lacks_operands(value: Proto, candidate: Candidate) -> bool:
    """A logical list of no rules."""
    return candidate.message.WhichOneof("user_list") == "logical_user_list" and not value


def lacks_actions(value: Proto, candidate: Candidate) -> bool:
    """A list of those who took some action, without the action."""
    return candidate.message.WhichOneof("user_list") == "basic_user_list" and not value


def outlives(value: Proto, _: Candidate) -> bool:
    """Members for longer than Google keeps them."""
    return bool(value > _MOST_DAYS)


RULES = (
    Rule("name", check.is_blank, "field_error.REQUIRED", "The required field was not present."),
    Rule("name", check.longer_than(NAME_BYTES), "string_length_error.TOO_LONG", f"At most {NAME_BYTES} bytes."),
    Rule("name", check.is_taken(), "user_list_error.NAME_ALREADY_USED", "The account has a user list of this name."),
    Rule(
        "type_",
        lacks_type,
        "user_list_error.CONCRETE_TYPE_REQUIRED",
        "Set what the list is made of, as in crm_based_user_list.",
    ),
    Rule("membership_life_span", check.is_negative, "range_error.TOO_LOW", "At least 0 days."),
    Rule("membership_life_span", outlives, "range_error.TOO_HIGH", f"At most {_MOST_DAYS} days."),
    Rule(
        "logical_user_list.rules",
        lacks_operands,
        "user_list_error.INVALID_USER_LIST_LOGICAL_RULE_OPERAND",
        "A logical list needs its rules.",
    ),
    Rule(
        "logical_user_list.rules[].rule_operands[].user_list",
        check.is_no_resource("user_list"),
        "user_list_error.INVALID_USER_LIST_LOGICAL_RULE_OPERAND",
        "The account has no user list of this name.",
    ),
    Rule(
        "basic_user_list.actions",
        lacks_actions,
        "user_list_error.CONVERSION_TYPE_ID_REQUIRED",
        "Say which conversion or remarketing actions make somebody a member.",
    ),
)
