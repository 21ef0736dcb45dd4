from typing import Any

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.exceptions import FacebookRequestError

from adapters.sandbox.control_client import ControlClient
from adapters.sandbox.meta.rules import RULES
from adapters.sandbox.rules import Rule
from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.meta.drafts import a_campaign, a_creative, an_ad, an_ad_set, an_audience, bent
from tests.adapters.sandbox.meta.test_budget_schedules import HIGH_DEMAND

# The SDK warns of what it then sends all the same.
pytestmark = pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning")

CBO = {"daily_budget": 5000, "is_adset_budget_sharing_enabled": None}
HOUSING = {"special_ad_categories": ["HOUSING"]}
OPEN = {"geo_locations": {"countries": ["US"]}, "targeting_automation": {"advantage_audience": 1}}
A_PERCENT = {"country": "US", "ratio": 0.01, "type": "similarity"}
EVERYWHERE = {"targeting": {"geo_locations": {"countries": ["DE"]}, "targeting_automation": {"advantage_audience": 1}}}

# rule -> (kind, what is bent, what is bent in the campaign above it)
BREAKS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "meta.every_object_needs_a_name": ("campaign", {"name": None}, {}),
    "meta.a_name_has_at_most_400_characters": ("campaign", {"name": "x" * 401}, {}),
    "meta.a_new_object_is_active_or_paused": ("campaign", {"status": "ARCHIVED"}, {}),
    "meta.a_campaign_needs_an_objective": ("campaign", {"objective": None}, {}),
    "meta.an_objective_is_an_outcome": ("campaign", {"objective": "CONVERSIONS"}, {}),
    "meta.a_campaign_declares_its_special_ad_categories": ("campaign", {"special_ad_categories": None}, {}),
    "meta.special_ad_categories_are_known": ("campaign", {"special_ad_categories": ["PETS"]}, {}),
    "meta.a_campaign_without_budget_says_whether_ad_sets_share": (
        "campaign",
        {"is_adset_budget_sharing_enabled": None},
        {},
    ),
    "meta.one_kind_of_budget_at_a_time": ("campaign", {"daily_budget": 5000, "lifetime_budget": 90000}, {}),
    "meta.budget_sits_on_one_level": ("adset", {}, CBO),
    "meta.an_ad_set_needs_a_budget_unless_its_campaign_has_one": ("adset", {"daily_budget": None}, {}),
    "meta.a_budget_reaches_the_minimum": ("adset", {"daily_budget": 99}, {}),
    "meta.a_lifetime_budget_needs_an_end": ("adset", {"daily_budget": None, "lifetime_budget": 90000}, {}),
    "meta.start_time_carries_its_zone": ("adset", {"start_time": "2031-01-01T00:00:00"}, {}),
    "meta.end_time_carries_its_zone": ("adset", {"end_time": "next week"}, {}),
    "meta.an_end_lies_ahead": ("adset", {"end_time": "2020-01-01T00:00:00+00:00"}, {}),
    "meta.an_ad_set_needs_a_billing_event": ("adset", {"billing_event": None}, {}),
    "meta.an_ad_set_needs_an_optimization_goal": ("adset", {"optimization_goal": None}, {}),
    "meta.the_goal_fits_the_objective": ("adset", {"optimization_goal": "PAGE_LIKES"}, {}),
    "meta.a_capped_bid_names_its_amount": ("adset", {"bid_strategy": "COST_CAP"}, {}),
    "meta.a_roas_floor_names_its_floor": ("adset", {"bid_strategy": "LOWEST_COST_WITH_MIN_ROAS"}, {}),
    "meta.an_ad_set_needs_a_place": ("adset", {"targeting": {"targeting_automation": {"advantage_audience": 0}}}, {}),
    "meta.an_ad_set_decides_on_advantage_audience": (
        "adset",
        {"targeting": {"geo_locations": {"countries": ["US"]}}},
        {},
    ),
    "meta.a_restricted_category_leaves_age_and_gender_open": ("adset", {"targeting": {**OPEN, "age_max": 40}}, HOUSING),
    "meta.ads_in_the_eu_name_beneficiary_and_payor": ("adset", EVERYWHERE, {}),
    "meta.conversions_are_measured_by_something": ("adset", {"promoted_object": None}, {}),
    "meta.a_creative_tells_a_story": ("adcreative", {"object_story_spec": None}, {}),
    "meta.a_story_is_told_by_a_page": (
        "adcreative",
        {"object_story_spec": {"link_data": {"link": "https://shop.example"}}},
        {},
    ),
    "meta.a_link_story_has_a_link": (
        "adcreative",
        {"object_story_spec": {"page_id": "600000000000001", "link_data": {"link": "shop.example"}}},
        {},
    ),
    "meta.a_custom_conversion_has_a_rule": ("conversion", {"name": "Thanks"}, {}),
    "meta.an_ad_shows_a_creative": ("ad", {"creative": {}}, {}),
    "meta.ages_are_targeted_from_13_to_65": ("adset", {"targeting": {**OPEN, "age_min": 40, "age_max": 30}}, {}),
    "meta.genders_are_one_for_men_and_two_for_women": ("adset", {"targeting": {**OPEN, "genders": [3]}}, {}),
    "meta.an_ad_rule_says_what_it_looks_at": ("adrule", {"name": "Pause", "execution_spec": {}}, {}),
    "meta.an_ad_rule_says_what_it_does": ("adrule", {"name": "Pause", "evaluation_spec": {}}, {}),
    "meta.a_budget_schedule_has_a_value": ("budget_schedule", {"budget_value": None}, CBO),
    "meta.a_budget_schedule_has_a_kind_of_value": ("budget_schedule", {"budget_value_type": None}, CBO),
    "meta.a_budget_schedule_has_a_start": ("budget_schedule", {"time_start": None}, CBO),
    "meta.a_budget_schedule_has_an_end": ("budget_schedule", {"time_end": None}, CBO),
    "meta.a_budget_schedule_ends_after_it_starts": ("budget_schedule", {"time_end": 1_924_992_000}, CBO),
    "meta.a_budget_schedule_raises_a_daily_budget": ("budget_schedule", {}, {}),
    "meta.an_audience_needs_a_name": ("audience", {"name": None}, {}),
    "meta.an_audience_needs_a_subtype": ("audience", {"subtype": None}, {}),
    "meta.a_customer_list_says_where_it_comes_from": ("audience", {"customer_file_source": None}, {}),
    "meta.a_lookalike_has_an_origin": ("audience", {"subtype": "LOOKALIKE", "lookalike_spec": A_PERCENT}, {}),
    "meta.a_lookalike_has_a_size_and_a_country": (
        "audience",
        {"subtype": "LOOKALIKE", "origin_audience_id": "of another", "lookalike_spec": {"ratio": 0.01}},
        {},
    ),
    "meta.a_lookalike_takes_one_to_twenty_percent": (
        "audience",
        {"subtype": "LOOKALIKE", "origin_audience_id": "of another", "lookalike_spec": {**A_PERCENT, "ratio": 0.5}},
        {},
    ),
}


def create(account: AdAccount, address: SandboxAddress, broken: tuple[str, dict[str, Any], dict[str, Any]]) -> None:
    kind, changes, above = broken
    if kind == "campaign":
        account.create_campaign(params=a_campaign(**changes))
        return
    if kind == "adcreative":
        account.create_ad_creative(params=a_creative(address, **changes))
        return
    if kind == "conversion":
        account.create_custom_conversion(params=changes)
        return
    if kind == "adrule":
        account.create_ad_rules_library(params=changes)
        return
    if kind == "audience":
        origin = {"origin_audience_id": account.create_custom_audience(params=an_audience())["id"]}
        named = origin if "origin_audience_id" in changes else {}
        account.create_custom_audience(params=an_audience(**changes | named))
        return
    campaign = account.create_campaign(params=a_campaign(**above))
    if kind == "budget_schedule":
        campaign.create_budget_schedule(params=bent(HIGH_DEMAND, changes))
        return
    ad_set_changes = changes if kind == "adset" else {}
    ad_set = account.create_ad_set(params=an_ad_set(campaign["id"], address, **ad_set_changes))
    if kind == "ad":
        creative = account.create_ad_creative(params=a_creative(address))
        account.create_ad(params=an_ad(ad_set["id"], creative["id"], **changes))


def test_every_rule_is_shown_broken() -> None:
    assert BREAKS.keys() == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_broken_rule_is_refused_with_its_own_error(rule: Rule, account: AdAccount, address: SandboxAddress) -> None:
    with pytest.raises(FacebookRequestError) as refused:
        create(account, address, BREAKS[rule.name])
    assert rule.message in refused.value.api_error_message()
    assert (refused.value.api_error_code(), refused.value.api_error_subcode()) == (rule.code, rule.subcode)
    assert refused.value.api_blame_field_specs() == [[rule.field]]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_breaks_one_rule_passes_once_that_one_is_relaxed(
    rule: Rule, account: AdAccount, address: SandboxAddress
) -> None:
    control = ControlClient(address.control_url)
    control.relax(rule.name)
    try:
        create(account, address, BREAKS[rule.name])
    finally:
        control.enforce(rule.name)


@pytest.mark.parametrize("batch", ["null", "[1]", "[{}]", "{", "7"])
def test_a_batch_that_is_none_is_refused_in_graph_s_form(account: AdAccount, batch: str) -> None:
    with pytest.raises(FacebookRequestError) as refused:
        account.get_api().call("POST", (), params={"batch": batch})
    assert refused.value.api_error_code() == 100


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("objective", "RICHES"),
        ("smart_promotion_type", "AUTOMATED_SHOPPING_ADS"),
        ("daily_budget", "ten"),
        ("special_ad_categories", "NONE"),
        ("special_ad_categories", [{}]),
        ("status", "RUNNING"),
    ],
)
def test_a_parameter_of_the_wrong_type_is_blamed(account: AdAccount, field: str, value: object) -> None:
    with pytest.raises(FacebookRequestError) as refused:
        account.create_campaign(params=a_campaign(**{field: value}))
    assert refused.value.api_blame_field_specs() == [[field]]


PIXEL_OF_NOBODY = {"promoted_object": {"pixel_id": "1", "custom_event_type": "PURCHASE"}}
PAGE_OF_NOBODY = {"object_story_spec": {"page_id": "1", "link_data": {"link": "https://shop.example"}}}


@pytest.mark.parametrize(
    "dangling",
    [
        ("adset", PIXEL_OF_NOBODY, {}),
        ("adcreative", PAGE_OF_NOBODY, {}),
        ("ad", {"creative": {"creative_id": "1"}}, {}),
        ("adset", {"campaign_id": "1"}, {}),
    ],
    ids=["pixel", "page", "creative", "campaign"],
)
def test_what_an_object_points_to_must_exist(
    account: AdAccount, address: SandboxAddress, dangling: tuple[str, dict[str, Any], dict[str, Any]]
) -> None:
    with pytest.raises(FacebookRequestError, match="does not exist"):
        create(account, address, dangling)


def test_ads_in_the_eu_are_fine_with_beneficiary_and_payor(account: AdAccount, address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign())
    declared = EVERYWHERE | {"dsa_beneficiary": "Shop Ltd", "dsa_payor": "Shop Ltd"}
    assert account.create_ad_set(params=an_ad_set(campaign["id"], address, **declared))["id"]


def test_under_a_campaign_budget_an_ad_set_has_none(account: AdAccount, address: SandboxAddress) -> None:
    campaign = account.create_campaign(params=a_campaign(**CBO))
    assert account.create_ad_set(params=an_ad_set(campaign["id"], address, daily_budget=None))["id"]
