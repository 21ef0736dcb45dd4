"""Audiences by what people searched, read and used. Source: resource reference and the guide on custom audiences."""

from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.rule import NAME_BYTES, Rule
from adapters.sandbox.google_ads.wire import Proto

_VALUES = {"KEYWORD": "keyword", "URL": "url", "PLACE_CATEGORY": "place_category", "APP": "app"}


def is_no_new_type(_: Proto, candidate: Candidate) -> bool:
    """A new audience of a type that only old ones have."""
    return candidate.before is None and candidate.enum("type_") in {"INTEREST", "PURCHASE_INTENT"}


def has_another_value(value: Proto, _: Candidate) -> bool:
    """Members that say what they are not."""
    return any(_VALUES.get(enum_name(member, "member_type")) != member.WhichOneof("value") for member in value)


def has_a_member_twice(value: Proto, _: Candidate) -> bool:
    """The same member again."""
    return len({member.SerializeToString(deterministic=True) for member in value}) < len(value)


RULES = (
    Rule("name", check.is_blank, "field_error.REQUIRED", "The required field was not present."),
    Rule("name", check.longer_than(NAME_BYTES), "string_length_error.TOO_LONG", f"At most {NAME_BYTES} bytes."),
    Rule("name", check.is_taken(), "custom_audience_error.NAME_ALREADY_USED", "The account has one of this name."),
    Rule("type_", check.is_empty, "field_error.REQUIRED", "AUTO or SEARCH."),
    Rule("type_", is_no_new_type, "field_error.INVALID_VALUE", "A new audience is AUTO or SEARCH."),
    Rule("members", check.is_empty, "field_error.REQUIRED_NONEMPTY_LIST", "An audience has members."),
    Rule(
        "members",
        has_another_value,
        "custom_audience_error.MEMBER_TYPE_AND_VALUE_DOES_NOT_MATCH",
        "A member has the value of its type.",
    ),
    Rule(
        "members",
        has_a_member_twice,
        "custom_audience_error.MEMBER_TYPE_AND_PARAMETER_ALREADY_EXISTED",
        "The audience has this member twice.",
    ),
)
