"""What TikTok refuses in a call whatever it is about, and in calls about no single campaign: reports, files, assets.

Each has a row here and is relaxed by its name, as the rules on objects are. What has no row cannot be relaxed, because
there would be nothing to answer: a token and an advertiser it reaches, a path, JSON that can be read. Where a row's
message is too general, the refusal says more. Source: platforms.md 4.1 and 4.2.
"""

from typing import NoReturn

from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.tiktok.errors import NO_SUCH_OBJECT, TASK_ERROR, TASK_NOT_READY, NothingToDoError, TikTokError
from adapters.sandbox.tiktok.rule_rows import StateRule

DAYS_BY_DAY, DAYS_BY_HOUR, DAYS_IN_ALL = 30, 1, 365
MOST_ADVERTISERS = 5
MOST_FILTER_VALUES = MOST_FILES = MOST_AUDIENCES = 100
MOST_WRITTEN = MOST_REVIEWS = 20
LONGEST_PIXEL_NAME = LONGEST_AUDIENCE_NAME = 128
LONGEST_DISPLAY_NAME = 40
LONGEST_PAGE = 1000

FIELDS_ARE_SENT = StateRule(
    name="tiktok.a_call_sends_what_it_needs", message="Missing data for required field.", source="C"
)
VALUES_HAVE_THEIR_TYPE = StateRule(
    name="tiktok.a_value_has_its_type", message="must be of the type that the field has", source="C"
)
WORDS_ARE_LISTED = StateRule(
    name="tiktok.a_word_is_one_of_those_listed", message="must be one of the words that are listed for it", source="C"
)
WHAT_IS_CALLED_EXISTS = StateRule(
    name="tiktok.what_a_call_names_exists", message="does not exist", code=NO_SUCH_OBJECT, source="S"
)
WHAT_IS_DELETED_STAYS = StateRule(
    name="tiktok.a_deleted_object_stays_as_it_is", message="is deleted and cannot be changed", code=NO_SUCH_OBJECT
)
THE_DELETED_HAVE_NO_CHILDREN = StateRule(
    name="tiktok.a_deleted_object_gets_nothing_new_below_it",
    message="does not exist or is deleted",
    code=NO_SUCH_OBJECT,
    source="K",
)
PAGES_COUNT_FROM_1 = StateRule(name="tiktok.pages_count_from_1", message="must be at least 1", source="K")
A_PAGE_IS_SHORT = StateRule(name="tiktok.a_page_has_1_to_1000_entries", message=f"must be from 1 to {LONGEST_PAGE}")
A_FILTER_IS_KNOWN = StateRule(
    name="tiktok.a_filter_is_one_of_those_listed", message="must be one of the filters that there are", source="C"
)

A_METRIC_IS_KNOWN = StateRule(
    name="tiktok.a_metric_is_one_of_those_listed", message="must be among the metrics that there are", source="S"
)
A_REPORT_IS_ORDERED_BY_WHAT_IT_SHOWS = StateRule(
    name="tiktok.a_report_is_ordered_by_what_it_shows",
    message="must be one of the metrics or dimensions asked for",
    source="K",
)
DIMENSIONS_GO_TOGETHER = StateRule(
    name="tiktok.dimensions_go_with_the_report_and_with_each_other",
    message="must be of one level, with at most one of stat_time_day and stat_time_hour",
)
A_RANGE_RUNS_FORWARD = StateRule(
    name="tiktok.a_range_does_not_end_before_it_starts", message="must not be before start_date", source="K"
)
A_TASK_EXISTS = StateRule(
    name="tiktok.a_report_task_exists", message="The task does not exist", code=TASK_ERROR, source="S"
)
AN_ENDED_TASK_IS_NOT_CANCELED = StateRule(
    name="tiktok.an_ended_report_task_is_not_canceled",
    message="The task has ended already",
    code=TASK_ERROR,
    source="S",
)
A_CANCELED_TASK_HAS_NO_REPORT = StateRule(
    name="tiktok.a_canceled_report_task_is_not_downloaded",
    message="The task is CANCELED",
    code=TASK_ERROR,
    source="S",
)
A_TASK_IS_AWAITED = StateRule(
    name="tiktok.a_report_task_is_downloaded_once_it_has_succeeded",
    message="The task has not succeeded yet",
    code=TASK_NOT_READY,
    source="S",
)

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
A_FILE_HAS_ITS_SIGNATURE = StateRule(
    name="tiktok.an_uploaded_file_has_its_signature", message="is not the MD5 of the file"
)
AN_IMAGE_IS_ONE = StateRule(name="tiktok.an_uploaded_image_is_an_image", message="must be a JPG or PNG file")
A_VIDEO_IS_ONE = StateRule(name="tiktok.an_uploaded_video_is_a_video", message="must be an MP4, MOV, MPEG or AVI file")
A_FILE_S_ADDRESS_IS_HTTP = StateRule(
    name="tiktok.a_file_is_fetched_over_http", message="must be an http or https address", source="K"
)
REQUEST_RULES = (
    FIELDS_ARE_SENT,
    VALUES_HAVE_THEIR_TYPE,
    WORDS_ARE_LISTED,
    WHAT_IS_CALLED_EXISTS,
    WHAT_IS_DELETED_STAYS,
    THE_DELETED_HAVE_NO_CHILDREN,
    PAGES_COUNT_FROM_1,
    A_PAGE_IS_SHORT,
    A_FILTER_IS_KNOWN,
    A_METRIC_IS_KNOWN,
    A_REPORT_IS_ORDERED_BY_WHAT_IT_SHOWS,
    DIMENSIONS_GO_TOGETHER,
    A_RANGE_RUNS_FORWARD,
    A_TASK_EXISTS,
    AN_ENDED_TASK_IS_NOT_CANCELED,
    A_CANCELED_TASK_HAS_NO_REPORT,
    A_TASK_IS_AWAITED,
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
    A_FILE_HAS_ITS_SIGNATURE,
    AN_IMAGE_IS_ONE,
    A_VIDEO_IS_ONE,
    A_FILE_S_ADDRESS_IS_HTTP,
)


def refusal(rule: StateRule, field: str, said: str = "") -> TikTokError:
    """Return what is answered where `field` breaks the rule; `said` says it more exactly than the row."""
    return TikTokError(rule.code, said or rule.message, field)


def refuse(switches: RuleSwitches, rule: StateRule, field: str, said: str = "") -> None:
    """Say that `field` breaks the rule: raises TikTokError unless it is relaxed."""
    if switches.holds(rule.name):
        raise refusal(rule, field, said)


def refuse_whole(switches: RuleSwitches, rule: StateRule, field: str, said: str = "") -> NoReturn:
    """Say so of a call that has nothing to act on: raises NothingToDoError where the rule is relaxed."""
    refuse(switches, rule, field, said)
    raise NothingToDoError
