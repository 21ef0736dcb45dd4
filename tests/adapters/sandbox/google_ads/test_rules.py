from typing import Any

import pytest
from google.ads.googleads.errors import GoogleAdsException

from tests.adapters.sandbox.google_ads.bench import EUROPE, Bench, codes, place_of
from tests.adapters.sandbox.google_ads.builders import (
    a_budget,
    a_campaign,
    a_removal,
    a_tree,
    an_ad,
    an_ad_group,
    an_update,
    temporary,
)

Operation = dict[str, Any]


def _refusals(bench: Bench, *operations: Operation) -> list[str]:
    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(*operations)
    return codes(refusal.value)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_micros": 0}, "field_error.REQUIRED"),
        ({"amount_micros": -10_000}, "campaign_budget_error.NEGATIVE_MONEY_AMOUNT"),
        ({"amount_micros": 1_234_567}, "campaign_budget_error.NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT"),
        ({"name": "", "explicitly_shared": True}, "field_error.REQUIRED"),
        ({"name": "x" * 256}, "string_length_error.TOO_LONG"),
        ({"period": 99}, "request_error.INVALID_ENUM_VALUE"),
        ({"id": 7}, "field_error.VALUE_MUST_BE_UNSET"),
        ({"resource_name": "budgets/-1"}, "request_error.RESOURCE_NAME_MALFORMED"),
        ({"resource_name": temporary("campaignBudgets", 5)}, "new_resource_creation_error.CANNOT_SET_ID_FOR_CREATE"),
    ],
)
def test_a_budget_is_refused(bench: Bench, changes: dict[str, object], code: str) -> None:
    assert _refusals(bench, a_budget(**changes)) == [code]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "field_error.REQUIRED"),
        ({"name": "two\nlines"}, "campaign_error.INVALID_CAMPAIGN_NAME"),
        ({"contains_eu_political_advertising": 0}, "field_error.REQUIRED"),
        ({"advertising_channel_type": 0}, "field_error.REQUIRED"),
        ({"maximize_conversions": None}, "field_error.REQUIRED"),
        ({"campaign_budget": ""}, "field_error.REQUIRED"),
        ({"campaign_budget": temporary("campaignBudgets", 99)}, "mutate_error.RESOURCE_NOT_FOUND"),
        ({"start_date_time": "2026-12-01"}, "date_error.INVALID_STRING_DATE_TIME_SECONDS"),
        ({"start_date_time": "2026-09-01 00:00:00"}, "date_range_error.CANNOT_SET_DATE_TO_PAST"),
        (
            {"start_date_time": "2026-12-01 08:00:00"},
            "date_error.DATE_RANGE_ERROR_START_TIME_MUST_BE_THE_START_OF_A_DAY",
        ),
        (
            {"start_date_time": "2026-12-01 00:00:00", "end_date_time": "2026-11-01 23:59:59"},
            "date_range_error.START_DATE_AFTER_END_DATE",
        ),
        (
            {"network_settings": {"target_search_network": True}},
            "campaign_error.CANNOT_TARGET_SEARCH_NETWORK_WITHOUT_GOOGLE_SEARCH",
        ),
        ({"network_settings": {}}, "campaign_error.CAMPAIGN_MUST_TARGET_AT_LEAST_ONE_NETWORK"),
        ({"status": "REMOVED"}, "enum_error.ENUM_VALUE_NOT_PERMITTED"),
        ({"maximize_conversions": None, "target_roas": {"target_roas": 2000.0}}, "range_error.TOO_HIGH"),
    ],
)
def test_a_campaign_is_refused(bench: Bench, changes: dict[str, object], code: str) -> None:
    assert _refusals(bench, a_budget(), a_campaign(**changes)) == [code]


@pytest.mark.parametrize(
    ("ad", "code"),
    [
        (an_ad(headlines=("One", "Two")), "collection_size_error.TOO_FEW"),
        (an_ad(headlines=tuple(f"No {n}" for n in range(16))), "collection_size_error.TOO_MANY"),
        (an_ad(headlines=("One", "Two", "x" * 31)), "string_length_error.TOO_LONG"),
        (an_ad(headlines=("One", "Two", "\u9774" * 16)), "string_length_error.TOO_LONG"),
        (an_ad(headlines=("One", "Two", " ")), "string_length_error.EMPTY"),
        (an_ad(descriptions=("Only one",)), "collection_size_error.TOO_FEW"),
        (an_ad(descriptions=("One", "x" * 91)), "string_length_error.TOO_LONG"),
        (an_ad(ad={}), "field_error.REQUIRED"),
    ],
)
def test_an_ad_is_refused(bench: Bench, ad: Operation, code: str) -> None:
    assert code in _refusals(bench, a_budget(), a_campaign(), an_ad_group(), ad)


def test_a_headline_used_twice_is_told_at_both_places(bench: Bench) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(*a_tree()[:3], an_ad(headlines=("Same", "Other", "Same")))

    assert codes(refusal.value) == ["asset_error.DUPLICATE_ASSET"] * 2
    where = "mutate_operations[3].ad_group_ad_operation.create.ad.responsive_search_ad.headlines"
    assert [place_of(item) for item in refusal.value.failure.errors] == [f"{where}[{n}].text" for n in (0, 2)]


def test_a_campaign_name_is_free_again_once_its_campaign_is_removed(bench: Bench) -> None:
    _, campaign, _, _ = bench.mutate(*a_tree())
    again = (a_budget(name="Second"), a_campaign())

    assert "campaign_error.DUPLICATE_CAMPAIGN_NAME" in _refusals(bench, *again)
    bench.mutate(a_removal("campaign", campaign))
    assert len(bench.mutate(*again)) == 2


def test_a_budget_name_is_taken_once(bench: Bench) -> None:
    bench.mutate(a_budget())

    assert _refusals(bench, a_budget()) == ["campaign_budget_error.DUPLICATE_NAME"]


def test_an_unshared_budget_serves_one_campaign(bench: Bench) -> None:
    budget, _, _, _ = bench.mutate(*a_tree())

    assert _refusals(bench, a_campaign(name="Second", campaign_budget=budget)) == [
        "campaign_budget_error.CANNOT_USE_IMPLICITLY_SHARED_CAMPAIGN_BUDGET_WITH_MULTIPLE_CAMPAIGNS"
    ]


def test_a_budget_in_use_cannot_be_removed(bench: Bench) -> None:
    budget, _, _, _ = bench.mutate(*a_tree())

    assert _refusals(bench, a_removal("campaign_budget", budget)) == ["campaign_budget_error.CAMPAIGN_BUDGET_IN_USE"]


def test_an_update_needs_a_mask(bench: Bench) -> None:
    budget = bench.mutate(a_budget())[0]
    bare = {"campaign_budget_operation": {"update": {"resource_name": budget, "amount_micros": 10_000}}}

    assert _refusals(bench, bare) == ["field_mask_error.FIELD_MASK_MISSING"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("budget", "field_mask_error.FIELD_NOT_FOUND"),
        ("network_settings", "field_mask_error.FIELD_HAS_SUBFIELDS"),
        ("advertising_channel_type", "field_error.IMMUTABLE_FIELD"),
        ("serving_status", "field_error.IMMUTABLE_FIELD"),
    ],
)
def test_a_mask_path_is_refused(bench: Bench, path: str, code: str) -> None:
    _, campaign, _, _ = bench.mutate(*a_tree())
    update = {"update": {"resource_name": campaign}, "update_mask": {"paths": [path]}}

    assert _refusals(bench, {"campaign_operation": update}) == [code]


def test_a_mask_over_an_unset_field_clears_it(bench: Bench) -> None:
    _, campaign, _, _ = bench.mutate(*a_tree(end_date_time="2026-12-31 23:59:59"))
    update = {"update": {"resource_name": campaign}, "update_mask": {"paths": ["end_date_time"]}}
    bench.mutate({"campaign_operation": update})

    assert len(bench.query("SELECT campaign.id FROM campaign WHERE campaign.end_date_time IS NULL")) == 1


def test_an_ad_itself_never_changes(bench: Bench) -> None:
    _, _, _, ad = bench.mutate(*a_tree())
    update = {"update": {"resource_name": ad}, "update_mask": {"paths": ["ad.final_urls"]}}

    assert _refusals(bench, {"ad_group_ad_operation": update}) == ["field_error.IMMUTABLE_FIELD"]


def test_one_request_changes_a_resource_once(bench: Bench) -> None:
    budget = bench.mutate(a_budget())[0]
    twice = [an_update("campaign_budget", budget, amount_micros=amount) for amount in (10_000, 20_000)]

    assert _refusals(bench, *twice) == ["mutate_error.ID_EXISTS_IN_MULTIPLE_MUTATES"]


def test_a_fourth_enabled_ad_is_one_too_many(bench: Bench) -> None:
    more = [an_ad(headlines=(f"Boots {n}", "Warm boots", "Dry feet")) for n in range(3)]

    assert _refusals(bench, *a_tree(), *more) == ["resource_count_limit_exceeded_error.AD_GROUP_AD_LIMIT"]


def test_a_resource_of_another_account_is_not_found(bench: Bench) -> None:
    budget = bench.mutate(a_budget())[0]

    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(an_update("campaign_budget", budget, amount_micros=10_000), customer=EUROPE)

    assert codes(refusal.value) == ["mutate_error.RESOURCE_NOT_FOUND"]
