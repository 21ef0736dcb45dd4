"""Campaigns. Source: resource reference, "Create campaigns" guide, EU political advertising announcement."""

from adapters.sandbox.google_ads.channels import CHANNELS
from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.candidate import Candidate, Check
from adapters.sandbox.google_ads.rules.rule import NAME_BYTES, Rule
from adapters.sandbox.google_ads.times import moment as moment_of
from adapters.sandbox.google_ads.wire import Proto


def is_bad_date_time(value: Proto, _: Candidate) -> bool:
    """Set, and not `yyyy-MM-dd HH:mm:ss`."""
    return bool(value) and moment_of(value) is None


def is_not_at(time: str) -> Check:
    """A moment with another time of day than `time`."""
    return lambda value, _: moment_of(value) is not None and not str(value).endswith(time)


def is_new_and_past(field: str) -> Check:
    """A day before the account's today, in a request that sets it."""

    def check(value: Proto, candidate: Candidate) -> bool:
        moment = moment_of(value)
        return moment is not None and candidate.changes(field) and moment.date() < candidate.local_now().date()

    return check


def has_started(_: Proto, candidate: Candidate) -> bool:
    """A new start for what has started already."""
    before = moment_of(candidate.before.start_date_time) if candidate.before is not None else None
    return before is not None and candidate.changes("start_date_time") and before <= candidate.local_now()


def ends_before_it_starts(value: Proto, candidate: Candidate) -> bool:
    """An end before the start."""
    end, start = moment_of(value), moment_of(candidate.message.start_date_time)
    return end is not None and start is not None and end < start


def lacks_bidding_strategy(_: Proto, candidate: Candidate) -> bool:
    """None of the oneof, which is also what two of them leave on the wire as one."""
    return candidate.message.WhichOneof("campaign_bidding_strategy") is None


def targets_no_network(_: Proto, candidate: Candidate) -> bool:
    """Network settings with everything off."""
    settings = candidate.message.network_settings
    return candidate.message.HasField("network_settings") and not any(
        getattr(settings, field.name) for field in settings.DESCRIPTOR.fields
    )


def targets_partners_without_google(_: Proto, candidate: Candidate) -> bool:
    """Search partners without Google Search itself."""
    settings = candidate.message.network_settings
    return bool(settings.target_search_network and not settings.target_google_search)


def lacks_end_for_total_budget(value: Proto, candidate: Candidate) -> bool:
    """No end date under a budget for the whole run."""
    budget = candidate.workspace.by_name("campaign_budget", candidate.message.campaign_budget)
    return budget is not None and bool(budget.message.total_amount_micros) and not value


def shares_an_unshared_budget(value: Proto, candidate: Candidate) -> bool:
    """A budget of one campaign on a second one."""
    budget = candidate.workspace.by_name("campaign_budget", value)
    if budget is None or budget.message.explicitly_shared or not candidate.changes("campaign_budget"):
        return False
    users = candidate.workspace.texts("campaign", "campaign_budget")
    return any(name == value and campaign_id != candidate.held.id for campaign_id, name in users)


def is_of_another_channel(_: Proto, candidate: Candidate) -> bool:
    """A channel in which no account of the sandbox makes campaigns, as Video, which the API only reads."""
    return candidate.enum("advertising_channel_type") not in {"UNSPECIFIED", *CHANNELS}


def lacks(setting: str, channel: str) -> Check:
    """Without the setting that its channel cannot do without."""

    def check(_: Proto, candidate: Candidate) -> bool:
        return candidate.enum("advertising_channel_type") == channel and not candidate.message.HasField(setting)

    return check


def bids_otherwise_than_performance_max(_: Proto, candidate: Candidate) -> bool:
    """A strategy that Performance Max does not have."""
    if candidate.enum("advertising_channel_type") != "PERFORMANCE_MAX":
        return False
    return candidate.message.WhichOneof("campaign_bidding_strategy") not in {
        None,
        "maximize_conversions",
        "maximize_conversion_value",
    }


RULES = (
    Rule("name", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
    Rule("name", check.has_line_breaks, "campaign_error.INVALID_CAMPAIGN_NAME", "A name has no NUL, LF or CR."),
    Rule("name", check.longer_than(NAME_BYTES), "string_length_error.TOO_LONG", f"At most {NAME_BYTES} bytes."),
    Rule(
        "name",
        check.is_taken(),
        "campaign_error.DUPLICATE_CAMPAIGN_NAME",
        "The campaign name is already being used by another active or paused campaign.",
    ),
    Rule("status", check.is_removed_status, "enum_error.ENUM_VALUE_NOT_PERMITTED", "Use a remove operation."),
    Rule(
        "advertising_channel_type",
        check.is_empty,
        "field_error.REQUIRED",
        "The required field was not present.",
    ),
    Rule(
        "advertising_channel_type",
        is_of_another_channel,
        "campaign_error.ADVERTISING_CHANNEL_TYPE_NOT_AVAILABLE_FOR_ACCOUNT_TYPE",
        f"The API makes campaigns of {', '.join(CHANNELS)} here.",
    ),
    Rule(
        "shopping_setting",
        lacks("shopping_setting", "SHOPPING"),
        "campaign_error.MISSING_SHOPPING_SETTING",
        "A Shopping campaign needs its shopping_setting.",
    ),
    Rule(
        "hotel_setting",
        lacks("hotel_setting", "HOTEL"),
        "campaign_error.MISSING_HOTEL_SETTING",
        "A Hotel campaign needs its hotel_setting.",
    ),
    Rule("campaign_budget", check.is_empty, "field_error.REQUIRED", "The required field was not present."),
    Rule(
        "campaign_budget",
        check.is_no_resource("campaign_budget"),
        "mutate_error.RESOURCE_NOT_FOUND",
        "Resource was not found.",
    ),
    Rule(
        "campaign_budget",
        check.is_removed("campaign_budget"),
        "campaign_budget_error.CAMPAIGN_BUDGET_REMOVED",
        "The budget was removed.",
    ),
    Rule(
        "campaign_budget",
        shares_an_unshared_budget,
        "campaign_budget_error.CANNOT_USE_IMPLICITLY_SHARED_CAMPAIGN_BUDGET_WITH_MULTIPLE_CAMPAIGNS",
        "The budget is not shared and another campaign has it.",
    ),
    Rule(
        "bidding_strategy",
        lacks_bidding_strategy,
        "field_error.REQUIRED",
        "Exactly one of campaign_bidding_strategy must be set.",
    ),
    Rule(
        "bidding_strategy",
        bids_otherwise_than_performance_max,
        "bidding_error.CANNOT_CREATE_CAMPAIGN_WITH_BIDDING_STRATEGY",
        "Performance Max takes maximize_conversions and maximize_conversion_value of its own.",
    ),
    Rule(
        "bidding_strategy",
        check.is_no_resource("bidding_strategy"),
        "mutate_error.RESOURCE_NOT_FOUND",
        "The account has no portfolio bidding strategy of this name.",
    ),
    Rule(
        "contains_eu_political_advertising",
        check.is_empty,
        "field_error.REQUIRED",
        "Declare CONTAINS_EU_POLITICAL_ADVERTISING or DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING.",
    ),
    Rule(
        "network_settings",
        targets_partners_without_google,
        "campaign_error.CANNOT_TARGET_SEARCH_NETWORK_WITHOUT_GOOGLE_SEARCH",
        "Search partners need target_google_search.",
    ),
    Rule(
        "network_settings",
        targets_no_network,
        "campaign_error.CAMPAIGN_MUST_TARGET_AT_LEAST_ONE_NETWORK",
        "A campaign targets at least one network.",
    ),
    Rule(
        "network_settings.target_partner_search_network",
        lambda value, _: bool(value),
        "campaign_error.CANNOT_TARGET_PARTNER_SEARCH_NETWORK",
        "The partner search network is for chosen accounts only.",
    ),
    Rule(
        "start_date_time",
        is_bad_date_time,
        "date_error.INVALID_STRING_DATE_TIME_SECONDS",
        "Must be 'yyyy-MM-dd HH:mm:ss'.",
    ),
    Rule(
        "end_date_time",
        is_bad_date_time,
        "date_error.INVALID_STRING_DATE_TIME_SECONDS",
        "Must be 'yyyy-MM-dd HH:mm:ss'.",
    ),
    Rule(
        "start_date_time",
        is_not_at("00:00:00"),
        "date_error.DATE_RANGE_ERROR_START_TIME_MUST_BE_THE_START_OF_A_DAY",
        "A campaign starts at 00:00:00.",
    ),
    Rule(
        "end_date_time",
        is_not_at("23:59:59"),
        "date_error.DATE_RANGE_ERROR_END_TIME_MUST_BE_THE_END_OF_A_DAY",
        "A campaign ends at 23:59:59.",
    ),
    Rule(
        "start_date_time",
        has_started,
        "campaign_error.CANNOT_MODIFY_START_DATE_IF_ALREADY_STARTED",
        "The campaign has started.",
    ),
    Rule(
        "start_date_time",
        is_new_and_past("start_date_time"),
        "date_range_error.CANNOT_SET_DATE_TO_PAST",
        "The start is in the past.",
    ),
    Rule(
        "end_date_time",
        is_new_and_past("end_date_time"),
        "date_range_error.CANNOT_SET_DATE_TO_PAST",
        "The end is in the past.",
    ),
    Rule(
        "end_date_time",
        ends_before_it_starts,
        "date_range_error.START_DATE_AFTER_END_DATE",
        "The end is before the start.",
    ),
    Rule(
        "end_date_time",
        lacks_end_for_total_budget,
        "campaign_error.END_DATE_TIME_REQUIRED_FOR_TOTAL_BUDGET",
        "A budget for the whole run needs an end_date_time.",
    ),
    Rule("maximize_conversion_value.target_roas", check.below(0.01), "range_error.TOO_LOW", "At least 0.01."),
    Rule("maximize_conversion_value.target_roas", check.above(1000.0), "range_error.TOO_HIGH", "At most 1000."),
    Rule("target_roas.target_roas", check.below(0.01), "range_error.TOO_LOW", "At least 0.01."),
    Rule("target_roas.target_roas", check.above(1000.0), "range_error.TOO_HIGH", "At most 1000."),
    Rule(
        "maximize_conversions.target_cpa_micros",
        check.is_off_step,
        "bidding_error.BID_TOO_MANY_FRACTIONAL_DIGITS",
        "The amount is not a multiple of the currency's minimum unit.",
    ),
)
