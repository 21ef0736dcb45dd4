"""Budgets. Source: resource reference and the "Campaign budgets" guide."""

from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.rule import NAME_BYTES, Rule
from adapters.sandbox.google_ads.wire import Proto


def lacks_name_but_is_shared(value: Proto, candidate: Candidate) -> bool:
    """A shared budget is chosen by its name."""
    return bool(candidate.message.explicitly_shared) and not value


def is_daily_without_amount(value: Proto, candidate: Candidate) -> bool:
    """A daily budget needs its amount above zero; a negative one has a rule of its own."""
    return candidate.enum("period") == "DAILY" and value == 0


def is_daily_with_total(value: Proto, candidate: Candidate) -> bool:
    """A daily budget has no total."""
    return candidate.enum("period") == "DAILY" and bool(value)


def is_custom_with_amount(value: Proto, candidate: Candidate) -> bool:
    """A budget for the whole run has no daily amount."""
    return candidate.enum("period") == "CUSTOM_PERIOD" and bool(value)


def is_custom_without_total(value: Proto, candidate: Candidate) -> bool:
    """A budget for the whole run needs its total."""
    return candidate.enum("period") == "CUSTOM_PERIOD" and value == 0


def becomes_unshared(value: Proto, candidate: Candidate) -> bool:
    """A shared budget stays shared."""
    return candidate.before is not None and bool(candidate.before.explicitly_shared) and not value


RULES = (
    Rule("name", lacks_name_but_is_shared, "field_error.REQUIRED", "The required field was not present."),
    Rule("name", check.longer_than(NAME_BYTES), "string_length_error.TOO_LONG", f"At most {NAME_BYTES} bytes."),
    Rule("name", check.is_taken(), "campaign_budget_error.DUPLICATE_NAME", "A budget has this name already."),
    Rule(
        "amount_micros",
        check.is_negative,
        "campaign_budget_error.NEGATIVE_MONEY_AMOUNT",
        "A budget cannot be negative.",
    ),
    Rule(
        "amount_micros",
        is_daily_without_amount,
        "field_error.REQUIRED",
        "A daily budget needs an amount_micros above zero.",
    ),
    Rule(
        "amount_micros",
        check.is_off_step,
        "campaign_budget_error.NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT",
        "The amount is not a multiple of the currency's minimum unit.",
    ),
    Rule(
        "amount_micros",
        is_custom_with_amount,
        "campaign_budget_error.BUDGET_AMOUNT_MUST_BE_UNSET_FOR_CUSTOM_BUDGET_PERIOD",
        "A budget for the whole run has total_amount_micros only.",
    ),
    Rule(
        "total_amount_micros",
        check.is_negative,
        "campaign_budget_error.NEGATIVE_MONEY_AMOUNT",
        "A budget cannot be negative.",
    ),
    Rule(
        "total_amount_micros",
        check.is_off_step,
        "campaign_budget_error.NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT",
        "The amount is not a multiple of the currency's minimum unit.",
    ),
    Rule(
        "total_amount_micros",
        is_daily_with_total,
        "campaign_budget_error.TOTAL_BUDGET_AMOUNT_MUST_BE_UNSET_FOR_BUDGET_PERIOD_DAILY",
        "A daily budget has amount_micros only; a total needs period CUSTOM_PERIOD.",
    ),
    Rule(
        "total_amount_micros",
        is_custom_without_total,
        "field_error.REQUIRED",
        "A budget for the whole run needs a total_amount_micros above zero.",
    ),
    Rule(
        "explicitly_shared",
        becomes_unshared,
        "campaign_budget_error.CANNOT_UPDATE_CAMPAIGN_BUDGET_TO_IMPLICITLY_SHARED",
        "A shared budget stays shared.",
    ),
)
