"""What TikTok refuses in a call that is about no single campaign: reports, lists of ids, assets.

Each has a row here and is relaxed by its name, as the rules on objects are. What cannot be read (JSON, a number, an
unknown word) is refused all the same: there is nothing to answer. Source: platforms.md 4.1 and 4.2.
"""

from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.tiktok.errors import TikTokError
from adapters.sandbox.tiktok.rule_rows import StateRule

DAYS_BY_DAY, DAYS_BY_HOUR, DAYS_IN_ALL = 30, 1, 365
MOST_ADVERTISERS = 5
MOST_FILTER_VALUES = MOST_FILES = MOST_AUDIENCES = 100
MOST_WRITTEN = MOST_REVIEWS = 20
LONGEST_PIXEL_NAME = LONGEST_AUDIENCE_NAME = 128
LONGEST_DISPLAY_NAME = 40

A_REPORT_S_RANGE_IS_SHORT = StateRule(
    name="tiktok.a_report_covers_30_days_by_day_and_one_by_hour",
    message=f"the range must be at most {DAYS_BY_DAY} days with stat_time_day, {DAYS_BY_HOUR} with stat_time_hour, "
    f"{DAYS_IN_ALL} without",
)
A_LIFETIME_HAS_NO_DAYS = StateRule(
    name="tiktok.a_lifetime_report_has_no_days", message="does not go with stat_time_day or stat_time_hour"
)
AN_AUDIENCE_REPORT_HAS_AUDIENCES = StateRule(
    name="tiktok.an_audience_report_has_one_or_two_audiences",
    message="must hold one or two audience dimensions in an AUDIENCE report",
)
AN_AUDIENCE_REPORT_HAS_NO_HOURS = StateRule(
    name="tiktok.an_audience_report_has_no_hours", message="stat_time_hour is for BASIC reports", source="K"
)
A_REPORT_IS_OF_5_ADVERTISERS = StateRule(
    name="tiktok.a_report_is_of_at_most_5_advertisers", message=f"must be at most {MOST_ADVERTISERS}"
)
A_REPORT_FILTER_IS_SHORT = StateRule(
    name="tiktok.a_report_filter_has_at_most_100_values", message=f"must hold at most {MOST_FILTER_VALUES} values"
)
A_FILTER_IS_SHORT = StateRule(
    name="tiktok.a_filter_has_at_most_100_ids", message=f"must be a list of at most {MOST_FILTER_VALUES} ids"
)
A_WRITE_IS_SMALL = StateRule(
    name="tiktok.a_call_writes_at_most_20_objects", message=f"must be a list of at most {MOST_WRITTEN}"
)
REVIEWS_ARE_FEW = StateRule(
    name="tiktok.reviews_are_asked_for_by_20", message=f"must be a list of at most {MOST_REVIEWS} ids"
)
FILES_ARE_FEW = StateRule(name="tiktok.files_are_asked_for_by_100", message=f"must be at most {MOST_FILES} ids")
AUDIENCES_ARE_FEW = StateRule(
    name="tiktok.audiences_are_named_by_100", message=f"must be a list of at most {MOST_AUDIENCES} ids"
)
A_PIXEL_NAME_IS_SHORT = StateRule(
    name="tiktok.a_pixel_name_has_at_most_128_characters",
    message=f"must be at most {LONGEST_PIXEL_NAME} characters",
    source="K",
)
AN_AUDIENCE_NAME_IS_SHORT = StateRule(
    name="tiktok.an_audience_name_has_at_most_128_characters",
    message=f"must be at most {LONGEST_AUDIENCE_NAME} characters",
)
A_DISPLAY_NAME_IS_SHORT = StateRule(
    name="tiktok.a_display_name_has_at_most_40_characters",
    message=f"must be at most {LONGEST_DISPLAY_NAME} characters",
)
ONLY_DISPLAY_NAMES_ARE_DELETED = StateRule(
    name="tiktok.only_display_names_are_deleted", message="must be of the type CUSTOMIZED_USER"
)
BUDGETS_SIT_ON_ONE_LEVEL = StateRule(
    name="tiktok.an_optimized_campaign_keeps_the_budget_of_its_ad_groups",
    message="its campaign optimizes the budget: change the campaign's",
    source="K",
)
# The error names the words; each field has its own.
WORDS_ARE_LISTED = StateRule(
    name="tiktok.a_word_is_one_of_those_listed", message="must be one of the words that are listed for it", source="C"
)
REQUEST_RULES = (
    A_REPORT_S_RANGE_IS_SHORT,
    A_LIFETIME_HAS_NO_DAYS,
    AN_AUDIENCE_REPORT_HAS_AUDIENCES,
    AN_AUDIENCE_REPORT_HAS_NO_HOURS,
    A_REPORT_IS_OF_5_ADVERTISERS,
    A_REPORT_FILTER_IS_SHORT,
    A_FILTER_IS_SHORT,
    A_WRITE_IS_SMALL,
    REVIEWS_ARE_FEW,
    FILES_ARE_FEW,
    AUDIENCES_ARE_FEW,
    A_PIXEL_NAME_IS_SHORT,
    AN_AUDIENCE_NAME_IS_SHORT,
    A_DISPLAY_NAME_IS_SHORT,
    ONLY_DISPLAY_NAMES_ARE_DELETED,
    BUDGETS_SIT_ON_ONE_LEVEL,
)


def refuse(switches: RuleSwitches, rule: StateRule, field: str) -> None:
    """Say that `field` breaks the rule: raises TikTokError unless it is relaxed."""
    if switches.holds(rule.name):
        raise TikTokError(rule.code, rule.message, field)
