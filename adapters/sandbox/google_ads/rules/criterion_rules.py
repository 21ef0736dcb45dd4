"""The rules of keywords, places and repetition that both kinds of criterion share."""

from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules import criterion_checks as criterion
from adapters.sandbox.google_ads.rules.rule import Rule

KEYWORD_RULES = (
    Rule("keyword.text", check.is_blank, "field_error.REQUIRED", "A keyword needs its text."),
    Rule("keyword.text", criterion.is_long_keyword, "criterion_error.KEYWORD_TEXT_TOO_LONG", "At most 80 letters."),
    Rule("keyword.text", criterion.is_wordy_keyword, "criterion_error.KEYWORD_HAS_TOO_MANY_WORDS", "At most 10 words."),
    Rule(
        "keyword.text",
        criterion.has_odd_letters,
        "criterion_error.KEYWORD_HAS_INVALID_CHARS",
        "A keyword has letters, digits and plain punctuation.",
    ),
    Rule("keyword.match_type", criterion.lacks_match_type, "field_error.REQUIRED", "EXACT, PHRASE or BROAD."),
)

CONSTANT_RULES = (
    Rule(
        "location.geo_target_constant",
        criterion.is_unknown_constant("location"),
        "criterion_error.INVALID_CRITERION_ID",
        "Expected geoTargetConstants/ and a number.",
    ),
    Rule(
        "language.language_constant",
        criterion.is_unknown_constant("language"),
        "criterion_error.INVALID_CRITERION_ID",
        "Expected languageConstants/ and a number.",
    ),
)

USER_LIST_RULES = (
    Rule(
        "user_list.user_list",
        check.is_no_resource("user_list"),
        "criterion_error.INVALID_USER_LIST",
        "The account has no user list of this name.",
    ),
)
