"""What Meta insists on outside the rules of objects, by name, so that a sandbox can be told to relax it.

Rules of objects are rows of `rules.RULES`; a check is a row here. The switches are off until they are enforced.
A parameter that cannot be read (JSON, a number, a page cursor) is refused all the same: there is nothing to answer.
"""

from dataclasses import dataclass

from adapters.sandbox.meta.errors import GraphError
from adapters.sandbox.meta.rules import RULES
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META

USAGE_LIMITS = "meta.usage_limits"
LIMITED_ACCESS = "meta.limited_access"
APPSECRET_PROOF = "meta.appsecret_proof"
# name -> what it does once it is on
SWITCHES = {
    USAGE_LIMITS: "Calls beyond an account's hourly quota are refused with 80004 or 80000",
    LIMITED_ACCESS: "The app has limited access: 300 + 40 per active ad instead of 100,000 calls an hour",
    APPSECRET_PROOF: "A call without appsecret_proof is refused, as an app's 'Require app secret' does",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One row: the error a check answers with and where it is written (letters as in `Rule.source`)."""

    name: str
    code: int
    subcode: int | None = None
    message: str
    source: str


CHECKS: tuple[Check, ...] = (
    Check(
        name="meta.an_ended_version_is_refused",
        code=2635,
        message="You are calling a deprecated version of the Ads API",
        source="D",
    ),
    Check(
        name="meta.a_budget_changes_four_times_an_hour",
        code=613,
        subcode=1487632,
        message="An ad set's budget can be changed 4 times an hour",
        source="D",
    ),
    Check(
        name="meta.appsecret_proof_matches_the_token",
        code=100,
        message="Invalid appsecret_proof provided in the API argument",
        source="D",
    ),
    Check(
        name="meta.a_pixel_exists",
        code=100,
        subcode=1885154,
        message="The pixel does not exist or is not shared",
        source="K",
    ),
    Check(
        name="meta.a_page_exists",
        code=100,
        subcode=1487202,
        message="The page does not exist or is not yours",
        source="K",
    ),
    Check(name="meta.a_creative_exists", code=100, subcode=1487194, message="The creative does not exist", source="K"),
    Check(
        name="meta.an_archived_object_is_only_renamed_or_deleted",
        code=100,
        subcode=1487015,
        message="An archived object can only be renamed or deleted",
        source="D",
    ),
    Check(
        name="meta.what_is_set_at_creation_stays",
        code=100,
        message="The field cannot be changed after creation",
        source="K",
    ),
    Check(
        name="meta.a_batch_has_at_most_50_calls",
        code=100,
        message="Too many requests in batch message. Maximum batch size is 50",
        source="D",
    ),
    Check(
        name="meta.an_asynchronous_call_has_a_name",
        code=100,
        message="Every call of an asynchronous batch needs a name",
        source="D",
    ),
    Check(
        name="meta.asynchronous_calls_do_not_depend_on_others",
        code=100,
        message="Calls of an asynchronous batch cannot refer to one another",
        source="D",
    ),
    Check(
        name="meta.an_image_is_a_picture",
        code=100,
        subcode=1487411,
        message="The image is no PNG, GIF or JPEG",
        source="K",
    ),
    Check(
        name="meta.breakdowns_combine_as_documented",
        code=100,
        message="The combination of breakdowns is invalid",
        source="D",
    ),
    Check(
        name="meta.the_dma_breakdown_has_ended",
        code=100,
        message="The breakdown dma has ended on 2026-06-22: use comscore_market",
        source="S: two connectors of late 2026, after the vendor's help page 709868688063859; the code K",
    ),
    Check(
        name="meta.insights_reach_back_37_months",
        code=100,
        message="The start date of the time range cannot be beyond 37 months",
        source="D",
    ),
    Check(
        name="meta.a_copy_holds_at_most_3_objects",
        code=100,
        subcode=1885194,
        message="A copy of more than 3 objects is made in an asynchronous batch",
        source="D; the subcode K",
    ),
    Check(name="meta.a_disabled_account_takes_no_changes", code=200, message="The ad account is disabled", source="K"),
    Check(
        name="meta.a_targeting_search_has_a_known_type",
        code=100,
        message="Param type must be one of adinterest, adinterestsuggestion, adinterestvalid, adgeolocation, "
        "adcountry, adlocale, adtargetingcategory: of these the sandbox knows rows",
        source="D",
    ),
    Check(
        name="meta.a_search_for_interests_has_a_word",
        code=100,
        message="The parameter q is required",
        source="D",
    ),
    Check(
        name="meta.a_search_by_interests_lists_them",
        code=100,
        message="Param interest_list must be a list of names",
        source="D",
    ),
    Check(
        name="meta.an_estimate_has_a_targeting",
        code=100,
        message="The parameter targeting_spec is required and must be an object",
        source="D",
    ),
    Check(
        name="meta.an_estimate_is_of_a_place",
        code=100,
        subcode=1885364,
        message="targeting_spec needs geo_locations",
        source="D; the subcode K",
    ),
    Check(name="meta.an_account_keeps_a_name", code=100, message="The parameter name is required", source="K"),
    Check(
        name="meta.a_spend_cap_is_not_negative",
        code=100,
        message="Param spend_cap must not be negative",
        source="D",
    ),
    Check(name="meta.a_label_has_a_name", code=100, message="The parameter name is required", source="D"),
    Check(name="meta.a_label_exists", code=100, message="The ad label does not exist", source="K"),
    Check(
        name="meta.a_value_is_one_of_those_listed",
        code=100,
        message="The parameter must be one of the values that are listed for it",
        source="C",
    ),
    Check(
        name="meta.nothing_is_made_under_what_is_gone",
        code=100,
        subcode=1487056,
        message="The parent is deleted or archived",
        source="K",
    ),
    Check(
        name="meta.an_origin_audience_exists",
        code=100,
        subcode=1713049,
        message="The origin audience does not exist",
        source="K",
    ),
    Check(
        name="meta.a_deleted_object_takes_no_changes",
        code=100,
        subcode=1487015,
        message="You cannot edit a deleted object",
        source="D",
    ),
    Check(
        name="meta.an_upload_holds_at_most_10000_people",
        code=100,
        subcode=2650,
        message="payload.data takes at most 10000 rows",
        source="D; the subcode K",
    ),
    Check(
        name="meta.at_most_50_ids_are_read_at_once",
        code=100,
        message="Param ids must hold at most 50 ids",
        source="D",
    ),
    Check(
        name="meta.a_level_is_not_above_its_node",
        code=100,
        message="The level is above the object that was asked",
        source="K",
    ),
    Check(
        name="meta.a_range_does_not_end_before_it_starts",
        code=100,
        message="since must not be after until",
        source="D",
    ),
    Check(
        name="meta.an_increment_is_of_at_most_90_days",
        code=100,
        message="Param time_increment must be all_days, monthly or a number from 1 to 90",
        source="D",
    ),
    Check(
        name="meta.at_most_1000_events_are_sent_at_once",
        code=100,
        message="Param data must hold at most 1000 events",
        source="D",
    ),
    Check(
        name="meta.an_event_has_a_name_and_a_time",
        code=100,
        message="Every event needs event_name and event_time",
        source="D",
    ),
    Check(
        name="meta.an_event_is_sent_within_seven_days",
        code=100,
        subcode=2804003,
        message="The event's timestamp is too old: at most 7 days",
        source="D; the subcode S",
    ),
    Check(
        name="meta.an_event_tells_of_a_person",
        code=100,
        subcode=2804050,
        message="The event lacks customer information: user_data is required",
        source="D; the subcode S",
    ),
)
_BY_NAME = {check.name: check for check in CHECKS}


def refuse(switches: RuleSwitches, name: str, field: str) -> None:
    """Say that the check of this name is broken by `field`: raises GraphError unless it is relaxed."""
    check = _BY_NAME[name]
    if switches.holds(name):
        message = f"(#{check.code}) {check.message}" if check.subcode is None else check.message
        raise GraphError(message, code=check.code, subcode=check.subcode, field=field)


def register(sandbox: Sandbox) -> None:
    """Make every name known that can be relaxed or enforced."""
    sandbox.rules.register(META, RULES)
    sandbox.rules.register(META, CHECKS)
    for name, message in SWITCHES.items():
        sandbox.rules.offer(META, name, message, "D")
