from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.sandbox.control_client import ControlClient
from adapters.sandbox.pytest_plugin import AdsSandbox
from adapters.sandbox.rules import Rule
from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from adapters.sandbox.tiktok.rule_rows import StateRule
from adapters.sandbox.tiktok.rules import RULES
from adapters.sandbox.tiktok.state_rules import (
    A_NAME_IS_UNIQUE,
    A_REQUEST_ID_WORKS_ONCE,
    AT_MOST_30_CHILDREN,
    GOALS_ARE_SHARED,
    SOME_FIELDS_STAY,
    STATE_RULES,
    WHAT_IS_NAMED_EXISTS,
)
from tests.adapters.sandbox.control_desk import ControlDesk
from tests.adapters.sandbox.tiktok.business_api import Body, BusinessApi, utc_now

CBO = {"budget_optimize_on": True, "budget_mode": "BUDGET_MODE_DAY", "budget": 50}
CONVERT = {
    "optimization_goal": "CONVERT",
    "billing_event": "OCPM",
    "optimization_event": "SHOPPING",
    "pixel_id": "7700000000000000001",
}
VALUE = CONVERT | {"optimization_goal": "VALUE", "deep_bid_type": "VO_HIGHEST_VALUE"}
CUSTOM = {"bid_type": "BID_TYPE_CUSTOM"}
LONG, EMOJI = "広" * 257, "Sale \U0001f389"
TOTAL = {"budget_mode": "BUDGET_MODE_TOTAL", "budget": 500}
LATER = {"schedule_type": "SCHEDULE_START_END", "schedule_end_time": "2031-01-01 00:00:00"}
IDENTITY = {"identity_type": "TT_USER", "identity_id": "7600000000000000001"}
POST = {"ad_format": "SINGLE_VIDEO", "tiktok_item_id": "1", **IDENTITY}
A_POST = {"creative_info": POST}

# rule -> (kind, what is bent, what is bent in the campaign above it); the clock and spend rules have their own tests.
BREAKS: dict[str, tuple[str, Body, Body]] = {
    "tiktok.campaign_requires_campaign_name": ("campaign", {"campaign_name": None}, {}),
    "tiktok.campaign_requires_objective_type": ("campaign", {"objective_type": None}, {}),
    "tiktok.smart_plus_campaign_requires_request_id": ("smart_plus_campaign", {"request_id": None}, {}),
    "tiktok.campaign_name_has_at_most_512_characters": ("campaign", {"campaign_name": LONG}, {}),
    "tiktok.campaign_name_has_no_emoji": ("smart_plus_campaign", {"campaign_name": EMOJI}, {}),
    "tiktok.campaign_request_id_is_a_64_bit_integer": ("campaign", {"request_id": str(2**63)}, {}),
    "tiktok.product_sales_is_for_the_allow_list": ("campaign", {"objective_type": "PRODUCT_SALES"}, {}),
    "tiktok.smart_plus_is_for_sales_leads_and_apps": ("smart_plus_campaign", {"objective_type": "TRAFFIC"}, {}),
    "tiktok.smart_plus_web_sales_name_their_destination": ("smart_plus_campaign", {"sales_destination": None}, {}),
    "tiktok.app_promotion_names_its_type": ("smart_plus_campaign", {"objective_type": "APP_PROMOTION"}, {}),
    "tiktok.special_industries_are_known": ("campaign", {"special_industries": ["PETS"]}, {}),
    "tiktok.a_campaign_with_a_budget_mode_has_a_budget": ("campaign", {"budget_mode": "BUDGET_MODE_DAY"}, {}),
    "tiktok.an_unlimited_campaign_cannot_optimize_its_budget": ("campaign", {"budget_optimize_on": True}, {}),
    "tiktok.the_smart_plus_mode_fits_budget_optimization": (
        "smart_plus_campaign",
        {"budget_mode": "BUDGET_MODE_DAY"},
        {},
    ),
    "tiktok.campaign_budget_reaches_the_minimum": ("smart_plus_campaign", {"budget": 49.99}, {}),
    "tiktok.campaign_budget_stays_under_the_ceiling": ("smart_plus_campaign", {"budget": 10_000_000}, {}),
    "tiktok.campaign_budget_has_the_currency_s_decimals": ("smart_plus_campaign", {"budget": 50.001}, {}),
    "tiktok.adgroup_requires_adgroup_name": ("adgroup", {"adgroup_name": None}, {}),
    "tiktok.adgroup_requires_billing_event": ("smart_plus_adgroup", {"billing_event": None}, {}),
    "tiktok.adgroup_requires_optimization_goal": ("adgroup", {"optimization_goal": None}, {}),
    "tiktok.adgroup_requires_schedule_type": ("adgroup", {"schedule_type": None}, {}),
    "tiktok.adgroup_requires_schedule_start_time": ("smart_plus_adgroup", {"schedule_start_time": None}, {}),
    "tiktok.adgroup_requires_pacing": ("adgroup", {"pacing": None}, {}),
    "tiktok.adgroup_requires_location_ids": ("adgroup", {"location_ids": []}, {}),
    "tiktok.adgroup_requires_promotion_type": ("smart_plus_adgroup", {"promotion_type": None}, {}),
    "tiktok.smart_plus_adgroup_requires_request_id": ("smart_plus_adgroup", {"request_id": None}, {}),
    "tiktok.smart_plus_adgroup_requires_targeting_spec.location_ids": (
        "smart_plus_adgroup",
        {"targeting_spec": {}},
        {},
    ),
    "tiktok.adgroup_name_has_at_most_512_characters": ("adgroup", {"adgroup_name": "x" * 513}, {}),
    "tiktok.adgroup_name_has_no_emoji": ("adgroup", {"adgroup_name": EMOJI}, {}),
    "tiktok.adgroup_request_id_is_a_64_bit_integer": ("smart_plus_adgroup", {"request_id": "command-1"}, {}),
    "tiktok.the_goal_decides_the_billing_event": ("adgroup", {"billing_event": "CPM"}, {}),
    "tiktok.conversions_are_measured_by_a_pixel": ("adgroup", CONVERT | {"pixel_id": None}, {}),
    "tiktok.conversions_name_their_event": ("smart_plus_adgroup", {"optimization_event": None}, {}),
    "tiktok.value_is_measured_by_shopping": ("adgroup", VALUE | {"optimization_event": "FORM"}, {}),
    "tiktok.value_takes_no_custom_bid": ("adgroup", VALUE | CUSTOM, {}),
    "tiktok.value_names_its_deep_bid": ("adgroup", VALUE | {"deep_bid_type": None}, {}),
    "tiktok.a_roas_floor_has_a_bid": ("adgroup", VALUE | {"deep_bid_type": "VO_MIN_ROAS"}, {}),
    "tiktok.a_custom_click_bid_has_a_price": ("adgroup", CUSTOM, {}),
    "tiktok.a_custom_conversion_bid_has_a_price": ("adgroup", CONVERT | CUSTOM, {}),
    "tiktok.chosen_placements_are_named": ("adgroup", {"placement_type": "PLACEMENT_TYPE_NORMAL"}, {}),
    "tiktok.schedule_start_is_a_time": ("adgroup", {"schedule_start_time": "2026-11-20T09:00:00Z"}, {}),
    "tiktok.schedule_end_is_a_time": ("adgroup", LATER | {"schedule_end_time": "soon"}, {}),
    "tiktok.a_schedule_starts_at_most_12_hours_ago": ("adgroup", {"schedule_start_time": "2020-01-01 00:00:00"}, {}),
    "tiktok.a_schedule_with_an_end_names_it": ("adgroup", {"schedule_type": "SCHEDULE_START_END"}, {}),
    "tiktok.a_schedule_ends_after_its_start": ("adgroup", LATER | {"schedule_start_time": "2031-01-01 00:00:00"}, {}),
    "tiktok.an_ad_group_has_a_budget_mode_unless_its_campaign_optimizes": ("adgroup", {"budget_mode": None}, {}),
    "tiktok.an_ad_group_has_a_budget_unless_its_campaign_optimizes": ("adgroup", {"budget": None}, {}),
    "tiktok.an_ad_group_budget_is_not_unlimited": ("adgroup", {"budget_mode": "BUDGET_MODE_INFINITE"}, {}),
    "tiktok.a_smart_plus_ad_group_budget_is_dynamic_or_total": (
        "smart_plus_adgroup",
        {"budget_mode": "BUDGET_MODE_DAY", "budget": 20},
        {"budget_optimize_on": False, "budget": None},
    ),
    "tiktok.a_daily_campaign_excludes_a_total_ad_group": (
        "adgroup",
        TOTAL | LATER | {"budget": 100_000},
        {"budget_mode": "BUDGET_MODE_DAY", "budget": 50},
    ),
    "tiktok.an_open_schedule_needs_a_daily_budget": ("adgroup", TOTAL, {}),
    "tiktok.adgroup_budget_reaches_the_minimum": ("adgroup", {"budget": 19.99}, {}),
    "tiktok.adgroup_budget_stays_under_the_ceiling": ("adgroup", {"budget": 1e7}, {}),
    "tiktok.adgroup_budget_has_the_currency_s_decimals": ("adgroup", {"budget": 20.125}, {}),
    "tiktok.ad_requires_ad_name": ("ad", {"ad_name": None}, {}),
    "tiktok.ad_requires_ad_format": ("ad", {"ad_format": None}, {}),
    "tiktok.ad_requires_identity_type": ("ad", {"identity_type": None}, {}),
    "tiktok.ad_requires_identity_id": ("ad", {"identity_id": None}, {}),
    "tiktok.ad_name_has_at_most_512_characters": ("ad", {"ad_name": "x" * 513}, {}),
    "tiktok.ad_name_has_no_emoji": ("ad", {"ad_name": EMOJI}, {}),
    "tiktok.smart_plus_ad_name_has_at_most_512_characters": ("smart_plus_ad", {"ad_name": LONG}, {}),
    "tiktok.smart_plus_ad_name_has_no_emoji": ("smart_plus_ad", {"ad_name": EMOJI}, {}),
    "tiktok.an_ad_speaks_for_a_real_identity": ("ad", {"identity_type": "CUSTOMIZED_USER"}, {}),
    "tiktok.a_video_ad_has_a_video": ("ad", {"video_id": None}, {}),
    "tiktok.an_image_ad_has_images": ("ad", {"ad_format": "SINGLE_IMAGE"}, {}),
    "tiktok.an_ad_has_a_text": ("ad", {"ad_text": None}, {}),
    "tiktok.an_ad_text_has_at_most_100_characters": ("ad", {"ad_text": "x" * 101}, {}),
    "tiktok.a_landing_page_is_an_address": ("ad", {"landing_page_url": "shop.example"}, {}),
    "tiktok.smart_plus_ad_requires_creative_list": ("smart_plus_ad", {"creative_list": []}, {}),
    "tiktok.a_smart_plus_ad_has_at_most_50_creatives": ("smart_plus_ad", {"creative_list": [A_POST] * 51}, {}),
    "tiktok.a_smart_plus_creative_has_media": (
        "smart_plus_ad",
        {"creative_list": [{"creative_info": POST | {"tiktok_item_id": None}}]},
        {},
    ),
    "tiktok.a_smart_plus_creative_speaks_for_a_real_identity": (
        "smart_plus_ad",
        {"creative_list": [{"creative_info": POST | {"identity_type": "CUSTOMIZED_USER"}}]},
        {},
    ),
    "tiktok.a_smart_plus_ad_has_a_text": ("smart_plus_ad", {"ad_text_list": None}, {}),
    "tiktok.a_smart_plus_ad_has_at_most_5_texts": ("smart_plus_ad", {"ad_text_list": [{"ad_text": "x"}] * 6}, {}),
    "tiktok.a_smart_plus_text_has_at_most_100_characters": (
        "smart_plus_ad",
        {"ad_text_list": [{"ad_text": "x" * 101}]},
        {},
    ),
    "tiktok.a_smart_plus_ad_has_at_most_one_landing_page": ("smart_plus_ad", {"landing_page_url_list": [{}, {}]}, {}),
    "tiktok.a_spark_ad_takes_no_fixed_buttons": ("smart_plus_ad", {"call_to_action_list": [{}]}, {}),
    "tiktok.a_spark_ad_needs_a_dynamic_button": ("smart_plus_ad", {"ad_configuration": None}, {}),
}
TESTED_BELOW = {
    "tiktok.the_manual_flow_closes_for_sales_leads_and_apps_in_2027",
    "tiktok.campaign_budget_is_105_percent_of_spend",
    "tiktok.adgroup_budget_is_105_percent_of_spend",
}


def create(tiktok: BusinessApi, kind: str, changes: Body, above: Body) -> Body:
    flow, level = ("smart_plus_", kind.removeprefix("smart_plus_")) if kind.startswith("smart") else ("", kind)
    if level == "campaign":
        return tiktok.create(kind, **changes)
    parent_id = tiktok.new_id(f"{flow}campaign", **above)
    if level == "ad":
        parent_id = tiktok.new_id(f"{flow}adgroup", parent_id)
    return tiktok.create(kind, parent_id, **changes)


def test_every_rule_is_shown_broken() -> None:
    assert BREAKS.keys() | TESTED_BELOW == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.name in BREAKS], ids=lambda rule: rule.name)
def test_a_broken_rule_is_refused_with_its_own_error(rule: Rule, tiktok: BusinessApi) -> None:
    answer = create(tiktok, *BREAKS[rule.name])
    assert (answer["code"], answer["message"]) == (rule.code, f"{rule.field}: {rule.message}")


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.name in BREAKS], ids=lambda rule: rule.name)
def test_nothing_but_the_rule_was_broken(rule: Rule, ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax(rule.name)
    with BusinessApi(ads_sandbox.address) as tiktok:
        answer = create(tiktok, *BREAKS[rule.name])
    assert (answer["code"], answer["message"]) == (0, "OK")


@pytest.mark.parametrize("kind", ["adgroup", "ad", "smart_plus_adgroup", "smart_plus_ad"])
def test_an_object_names_its_parent(tiktok: BusinessApi, kind: str) -> None:
    answer, field = tiktok.create(kind), "campaign_id" if kind.endswith("adgroup") else "adgroup_id"
    assert (answer["code"], answer["message"]) == (40002, f"{field}: Missing data for required field.")
    assert tiktok.create(kind, "1")["code"] == 40007


def error_of(name: str) -> tuple[int, str]:
    (rule,) = [rule for rule in RULES if rule.name == name]
    return rule.code, f"{rule.field}: {rule.message}"


@pytest.mark.parametrize("objective", ["WEB_CONVERSIONS", "LEAD_GENERATION"])
def test_the_manual_flow_closes_for_sales_and_leads_with_the_year_2027(objective: str) -> None:
    rule = "tiktok.the_manual_flow_closes_for_sales_leads_and_apps_in_2027"
    with sandbox_at(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)) as (tiktok, control):
        assert tiktok.create("campaign", objective_type=objective)["code"] == 0
        control.advance(seconds=61)
        answer = tiktok.create("campaign", objective_type=objective)
        assert (answer["code"], answer["message"]) == error_of(rule)
        assert tiktok.create("campaign", objective_type="TRAFFIC")["code"] == 0
        control.relax(rule)
        assert tiktok.create("campaign", objective_type=objective)["code"] == 0


@pytest.mark.parametrize("level", ["campaign", "adgroup"])
def test_a_budget_cannot_fall_below_105_percent_of_spend(level: str) -> None:
    rule, midnight_in_new_york = f"tiktok.{level}_budget_is_105_percent_of_spend", datetime(2026, 6, 2, 4, tzinfo=UTC)
    with sandbox_at(midnight_in_new_york) as (tiktok, control):
        body = spending(tiktok, level)
        control.advance(hours=20)
        answer = tiktok.post(f"/{level}/update/", body | {"budget": 100})
        assert (answer["code"], answer["message"]) == error_of(rule)
        control.relax(rule)
        assert tiktok.post(f"/{level}/update/", body | {"budget": 100})["code"] == 0


@pytest.mark.parametrize("level", ["campaign", "adgroup"])
def test_a_budget_above_105_percent_of_spend_is_taken(level: str) -> None:
    with sandbox_at(datetime(2026, 6, 2, 4, tzinfo=UTC)) as (tiktok, control):
        body = spending(tiktok, level)
        control.advance(hours=20)
        assert tiktok.post(f"/{level}/update/", body | {"budget": 5500})["code"] == 0


@contextmanager
def sandbox_at(start: datetime) -> Iterator[tuple[BusinessApi, ControlClient]]:
    with running_sandbox(SandboxOptions(start=start)) as address, BusinessApi(address) as tiktok:
        yield tiktok, ControlClient(address.control_url)


def spending(tiktok: BusinessApi, level: str) -> Body:
    """A tree whose campaign or ad group has 5,000 a day to spend; returns what names that one in an update."""
    cbo: Body = CBO | {"budget": 5000} if level == "campaign" else {}
    campaign_id = tiktok.new_id("campaign", **cbo)
    adgroup_id = tiktok.new_id("adgroup", campaign_id, budget=5000)
    tiktok.new_id("ad", adgroup_id)
    return {"campaign_id": campaign_id} if level == "campaign" else {"adgroup_id": adgroup_id}


@pytest.mark.parametrize(("budget", "code"), [(5000, 0), (4999, 40002), (5000.5, 40002)])
def test_yen_have_their_own_minimum_and_no_decimals(address: SandboxAddress, budget: float, code: int) -> None:
    with BusinessApi(address, advertiser_id="7300000000000000002") as tiktok:
        assert tiktok.create("smart_plus_campaign", budget=budget)["code"] == code


def test_a_request_id_is_remembered_for_ten_seconds(tiktok: BusinessApi, desk: ControlDesk) -> None:
    codes = [tiktok.create("smart_plus_campaign", request_id="987654321")["code"] for _ in range(2)]
    desk.pass_hours(10.5 / 3600)
    codes.append(tiktok.create("smart_plus_campaign", request_id="987654321")["code"])
    assert codes == [0, 40050, 0]


def test_a_name_is_unique_unless_a_request_id_lifts_the_rule(tiktok: BusinessApi) -> None:
    name = tiktok.create("campaign")["data"]["campaign_name"]
    assert tiktok.create("campaign", campaign_name=name)["code"] == 40002
    assert tiktok.create("campaign", campaign_name=name, request_id="555000111")["code"] == 0


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("campaign", "objective_type", "SALES"),
        ("campaign", "budget", "50"),
        ("campaign", "budget_optimize_on", "true"),
        ("smart_plus_campaign", "operation_status", "PAUSED"),
        ("campaign", "special_industries", "HOUSING"),
        ("campaign", "special_industries", [{}]),
    ],
)
def test_a_field_of_the_wrong_type_is_named(tiktok: BusinessApi, kind: str, field: str, value: Any) -> None:  # noqa: ANN401 - wrong on purpose
    answer = tiktok.create(kind, **{field: value})
    assert answer["code"] == 40002
    assert answer["message"].startswith(f"{field}: must be")


IMAGE = {"creative_info": POST | {"tiktok_item_id": None, "image_info": [{"web_uri": "1"}]}}


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("ad", {"identity_id": "1"}, "identity_id"),
        ("ad", {"video_id": "1"}, "video_id"),
        ("ad", {"image_ids": ["1"]}, "image_ids"),
        ("smart_plus_ad", {"creative_list": [IMAGE]}, "creative_info.image_info.web_uri"),
        ("adgroup", {"audience_ids": ["1"]}, "audience_ids"),
        ("adgroup", {"excluded_audience_ids": ["1"]}, "excluded_audience_ids"),
        (
            "smart_plus_adgroup",
            {"targeting_spec": {"location_ids": ["6252001"], "audience_ids": ["1"]}},
            "targeting_spec.audience_ids",
        ),
    ],
)
def test_what_is_pointed_to_must_exist(tiktok: BusinessApi, kind: str, changes: Body, field: str) -> None:
    answer = create(tiktok, kind, changes, {})
    assert (answer["code"], answer["message"]) == (40007, f"{field}: {WHAT_IS_NAMED_EXISTS.message}")


def test_the_defaults_that_the_official_sdk_adds_are_accepted(tiktok: BusinessApi) -> None:
    campaign_id = tiktok.new_id("smart_plus_campaign", is_advanced_dedicated_campaign=True)
    assert tiktok.new_id("smart_plus_adgroup", campaign_id, comment_disabled=False)


def test_under_campaign_optimization_ad_groups_share_their_goal(tiktok: BusinessApi) -> None:
    campaign_id, _, _ = tiktok.tree("smart_plus_")
    other = {"optimization_goal": "CLICK", "billing_event": "CPC"}
    assert tiktok.create("smart_plus_adgroup", campaign_id, **other)["code"] == 40002


def test_at_most_thirty_ad_groups_fit_a_smart_plus_campaign(tiktok: BusinessApi) -> None:
    campaign_id = tiktok.new_id("smart_plus_campaign")
    now = utc_now(tiktok.address)
    made = [tiktok.create("smart_plus_adgroup", campaign_id, schedule_start_time=now) for _ in range(31)]
    codes = [answer["code"] for answer in made]
    assert codes == [0] * 30 + [40002]


def break_request_id(tiktok: BusinessApi) -> Body:
    tiktok.create("smart_plus_campaign", request_id="4242")
    return tiktok.create("smart_plus_campaign", request_id="4242")


def break_name(tiktok: BusinessApi) -> Body:
    name = tiktok.create("campaign")["data"]["campaign_name"]
    return tiktok.create("campaign", campaign_name=name)


def break_goal(tiktok: BusinessApi) -> Body:
    campaign_id, _, _ = tiktok.tree("smart_plus_")
    return tiktok.create("smart_plus_adgroup", campaign_id, optimization_goal="CLICK", billing_event="CPC")


def break_fixed_field(tiktok: BusinessApi) -> Body:
    campaign_id = tiktok.new_id("smart_plus_campaign")
    return tiktok.post("/smart_plus/campaign/update/", {"campaign_id": campaign_id, "sales_destination": "APP"})


def break_count(tiktok: BusinessApi) -> Body:
    campaign_id = tiktok.new_id("smart_plus_campaign")
    now = utc_now(tiktok.address)
    made = [tiktok.create("smart_plus_adgroup", campaign_id, schedule_start_time=now) for _ in range(31)]
    return made[-1]


# rule -> (the field it blames, what breaks it)
STATE_BREAKS: dict[StateRule, tuple[str, Callable[[BusinessApi], Body]]] = {
    A_REQUEST_ID_WORKS_ONCE: ("request_id", break_request_id),
    A_NAME_IS_UNIQUE: ("campaign_name", break_name),
    AT_MOST_30_CHILDREN: ("adgroup", break_count),
    GOALS_ARE_SHARED: ("optimization_goal", break_goal),
    SOME_FIELDS_STAY: ("sales_destination", break_fixed_field),
    WHAT_IS_NAMED_EXISTS: ("identity_id", lambda tiktok: create(tiktok, "ad", {"identity_id": "1"}, {})),
}


def test_every_rule_of_state_is_shown_broken() -> None:
    assert STATE_BREAKS.keys() == set(STATE_RULES)


@pytest.mark.parametrize("rule", STATE_BREAKS, ids=lambda rule: rule.name)
def test_a_broken_rule_of_state_is_refused_unless_it_is_relaxed(rule: StateRule, ads_sandbox: AdsSandbox) -> None:
    field, broken = STATE_BREAKS[rule]
    with BusinessApi(ads_sandbox.address) as tiktok:
        answer = broken(tiktok)
        ads_sandbox.control.relax(rule.name)
        assert (answer["code"], answer["message"]) == (rule.code, f"{field}: {rule.message}")
        assert broken(tiktok)["code"] == 0
