"""What ads fill their texts with: customizer attributes, their values, and the parameters of keywords.

Source: resource reference; guides "Ad customizers" and "Ad parameters".
"""

import re

from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.further_kinds import CUSTOMIZERS
from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.link_rules import living_rules
from adapters.sandbox.google_ads.rules.rule import Rule
from adapters.sandbox.google_ads.wire import Proto

_NAME_LETTERS = 40
_PARAMETERS = 2
_INSERTION = re.compile(r"[-+$€£¥]?\s?\d[\d,.]*\s?(%|[A-Z]{3}|[$€£¥])?")


def has_other_type_than_its_attribute(_: Proto, candidate: Candidate) -> bool:
    """A value of another type than the attribute takes."""
    attribute = candidate.workspace.by_name("customizer_attribute", candidate.message.customizer_attribute)
    given = enum_name(candidate.message.value, "type_")
    return attribute is not None and given not in {"UNSPECIFIED", enum_name(attribute.message, "type_")}


def is_no_keyword(value: Proto, candidate: Candidate) -> bool:
    """A criterion that is there, and no keyword."""
    held = candidate.workspace.by_name("ad_group_criterion", value)
    return held is not None and held.message.WhichOneof("criterion") != "keyword"


def is_no_parameter(value: Proto, _: Candidate) -> bool:
    """Neither the first nor the second."""
    return value not in range(1, _PARAMETERS + 1)


def is_no_number(value: Proto, _: Candidate) -> bool:
    """Not a number, with a currency or a percent sign or without."""
    return bool(value.strip()) and _INSERTION.fullmatch(value) is None


ATTRIBUTE_RULES = (
    Rule("name", check.is_blank, "field_error.REQUIRED", "The required field was not present."),
    Rule("name", check.longer_than(_NAME_LETTERS), "string_length_error.TOO_LONG", f"At most {_NAME_LETTERS}."),
    Rule(
        "name",
        check.is_taken(),
        "customizer_attribute_error.DUPLICATE_CUSTOMIZER_ATTRIBUTE_NAME",
        "The account has a customizer attribute of this name.",
    ),
    Rule("type_", check.is_empty, "field_error.REQUIRED", "TEXT, NUMBER, PRICE or PERCENT."),
)

VALUE_RULES = {
    kind.root: (
        *(living_rules(kind.parent) if kind.parent else ()),
        *living_rules("customizer_attribute"),
        Rule("value.string_value", check.is_blank, "field_error.REQUIRED", "A customizer needs its value."),
        Rule(
            "value.type_",
            has_other_type_than_its_attribute,
            "field_error.INVALID_VALUE",
            "The value is of another type than its attribute.",
        ),
        Rule(
            "customizer_attribute",
            check.is_tied_already,
            "mutate_error.RESOURCE_ALREADY_EXISTS",
            "There is a value for this attribute.",
        ),
    )
    for kind in CUSTOMIZERS
}

PARAMETER_RULES = (
    *living_rules("ad_group_criterion"),
    Rule(
        "ad_group_criterion",
        is_no_keyword,
        "ad_parameter_error.AD_GROUP_CRITERION_MUST_BE_KEYWORD",
        "Only a keyword has parameters.",
    ),
    Rule("parameter_index", is_no_parameter, "field_error.INVALID_VALUE", "1 or 2."),
    Rule("insertion_text", check.is_blank, "field_error.REQUIRED", "A parameter needs its text."),
    Rule(
        "insertion_text",
        is_no_number,
        "ad_parameter_error.INVALID_INSERTION_TEXT_FORMAT",
        "A number, with a currency or a percent sign or without.",
    ),
)
