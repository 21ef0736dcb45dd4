"""Portfolio bidding strategies. Source: resource reference and the "Portfolio bidding strategies" guide."""

from adapters.sandbox.google_ads.rules import checks as check
from adapters.sandbox.google_ads.rules.candidate import Candidate
from adapters.sandbox.google_ads.rules.rule import NAME_BYTES, Rule
from adapters.sandbox.google_ads.wire import Proto


def lacks_scheme(_: Proto, candidate: Candidate) -> bool:
    """None of the oneof."""
    return candidate.message.WhichOneof("scheme") is None


RULES = (
    Rule("name", check.is_blank, "field_error.REQUIRED", "The required field was not present."),
    Rule("name", check.longer_than(NAME_BYTES), "string_length_error.TOO_LONG", f"At most {NAME_BYTES} bytes."),
    Rule("name", check.is_taken(), "bidding_strategy_error.DUPLICATE_NAME", "The account has a strategy of this name."),
    Rule("type_", lacks_scheme, "field_error.REQUIRED", "Exactly one scheme must be set, as in target_roas."),
    Rule("target_roas.target_roas", check.below(0.01), "range_error.TOO_LOW", "At least 0.01."),
    Rule("target_roas.target_roas", check.above(1000.0), "range_error.TOO_HIGH", "At most 1000."),
    Rule(
        "target_spend.cpc_bid_ceiling_micros",
        check.is_off_step,
        "bidding_error.BID_TOO_MANY_FRACTIONAL_DIGITS",
        "The amount is not a multiple of the currency's minimum unit.",
    ),
)
