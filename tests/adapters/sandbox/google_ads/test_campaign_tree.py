from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from google.ads.googleads.errors import GoogleAdsException

from tests.adapters.sandbox.google_ads.bench import CUSTOMER, Bench, code_of, codes
from tests.adapters.sandbox.google_ads.builders import (
    a_budget,
    a_campaign,
    a_keyword,
    a_removal,
    a_tree,
    an_ad,
    an_ad_group,
    an_update,
    temporary,
)

_STATUS = "SELECT campaign.status, campaign.name FROM campaign"


def test_one_request_creates_the_whole_tree_with_real_names_for_temporary_ones(bench: Bench) -> None:
    budget, campaign, ad_group, ad = bench.mutate(*a_tree())

    row = bench.query("SELECT ad_group_ad.ad_group, ad_group.campaign, campaign.campaign_budget FROM ad_group_ad")[0]

    assert row.ad_group_ad.resource_name == ad
    assert (row.ad_group_ad.ad_group, row.ad_group.campaign) == (ad_group, campaign)
    assert row.campaign.campaign_budget == budget
    assert "-" not in budget


def test_one_broken_rule_keeps_the_whole_request_from_being_applied(bench: Bench) -> None:
    with pytest.raises(GoogleAdsException):
        bench.mutate(a_budget(), a_campaign(), an_ad_group(), an_ad(headlines=("Only", "Two")))

    assert bench.query("SELECT campaign_budget.id FROM campaign_budget") == []
    assert {mutation.outcome for mutation in bench.sandbox.mutations.entries()} == {"refused"}


def test_partial_failure_applies_what_is_right_and_points_at_what_is_not(bench: Bench) -> None:
    other = temporary("campaignBudgets", -5)
    request = {
        "customer_id": CUSTOMER,
        "mutate_operations": [a_budget(), a_budget(resource_name=other, amount_micros=-1_000_000, name="Other")],
        "partial_failure": True,
    }

    answer = bench.service("GoogleAdsService").mutate(request=request)

    assert answer.mutate_operation_responses[0].campaign_budget_result.resource_name
    assert not answer.mutate_operation_responses[1].campaign_budget_result.resource_name
    assert answer.partial_failure_error.code == 3
    assert len(bench.query("SELECT campaign_budget.id FROM campaign_budget")) == 1


def test_partial_failure_details_hold_the_failure_with_its_index(bench: Bench) -> None:
    from google.ads.googleads.v26.errors.types.errors import GoogleAdsFailure  # noqa: PLC0415 - heavy to import

    operations = [{"create": {"name": "A", "amount_micros": 1}}]
    request = {"customer_id": CUSTOMER, "operations": operations, "partial_failure": True}
    answer = bench.service("CampaignBudgetService").mutate_campaign_budgets(request=request)

    failure = GoogleAdsFailure.deserialize(answer.partial_failure_error.details[0].value)

    assert code_of(failure.errors[0]) == "campaign_budget_error.NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT"
    assert failure.errors[0].location.field_path_elements[0].index == 0


def test_a_child_of_a_refused_parent_says_so(bench: Bench) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(a_budget(amount_micros=0), a_campaign())

    assert codes(refusal.value) == ["field_error.REQUIRED", "new_resource_creation_error.TEMP_ID_RESOURCE_HAD_ERRORS"]


def test_validation_alone_leaves_no_trace(bench: Bench) -> None:
    assert bench.mutate(*a_tree(), validate_only=True) == []
    assert bench.sandbox.mutations.entries() == []
    assert bench.query(_STATUS) == []


def test_validation_alone_still_refuses(bench: Bench) -> None:
    with pytest.raises(GoogleAdsException):
        bench.mutate(a_budget(amount_micros=0), validate_only=True)


def test_an_update_touches_only_what_its_mask_names(bench: Bench) -> None:
    _, campaign, _, _ = bench.mutate(*a_tree())
    operation = {"update": {"resource_name": campaign, "status": "ENABLED", "name": "Ignored"}}
    operation["update_mask"] = {"paths": ["resource_name", "status"]}  # type: ignore[dict-item]  # a wire dict

    bench.service("CampaignService").mutate_campaigns(request={"customer_id": CUSTOMER, "operations": [operation]})

    row = bench.query(_STATUS)[0]
    assert (row.campaign.status.name, row.campaign.name) == ("ENABLED", "Autumn")


def test_a_status_change_is_logged_as_one(bench: Bench) -> None:
    _, campaign, _, _ = bench.mutate(*a_tree())
    bench.mutate(an_update("campaign", campaign, status="ENABLED"))

    last = bench.sandbox.mutations.entries()[-1]

    assert (last.operation, last.kind, last.name, last.fields) == (
        "status",
        "campaign",
        "Autumn",
        {"status": "ENABLED"},
    )


def test_the_whole_resource_comes_back_when_it_is_asked_for(bench: Bench) -> None:
    request = {
        "customer_id": CUSTOMER,
        "operations": [{"create": {"name": "B", "amount_micros": 10_000}}],
        "response_content_type": "MUTABLE_RESOURCE",
    }

    answer = bench.service("CampaignBudgetService").mutate_campaign_budgets(request=request)

    assert answer.results[0].campaign_budget.amount_micros == 10_000
    assert answer.results[0].campaign_budget.explicitly_shared


def test_a_removed_campaign_takes_its_ad_groups_with_it(bench: Bench) -> None:
    _, campaign, ad_group, _ = bench.mutate(*a_tree())
    bench.mutate(a_removal("campaign", campaign))

    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(an_update("ad_group", ad_group, name="Late"))

    assert codes(refusal.value) == ["operation_access_denied_error.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE"]
    assert bench.query(_STATUS)[0].campaign.status.name == "REMOVED"


def test_a_paused_campaign_delivers_nothing_from_its_hour_on(bench: Bench) -> None:
    _, campaign, *_ = bench.mutate(*a_tree(status="ENABLED"), a_keyword())
    bench.sandbox.clock.advance(timedelta(days=3))
    bench.mutate(an_update("campaign", campaign, status="PAUSED"))
    bench.sandbox.clock.advance(timedelta(days=3))

    days = [
        row.segments.date
        for row in bench.query(
            "SELECT segments.date, metrics.impressions FROM campaign WHERE segments.date DURING LAST_7_DAYS"
        )
    ]

    assert days == ["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04"]


def test_of_many_creates_at_once_under_one_name_one_wins(bench: Bench) -> None:
    service = bench.service("GoogleAdsService")

    def create(_: int) -> bool:
        try:
            service.mutate(request={"customer_id": CUSTOMER, "mutate_operations": list(a_tree())}, timeout=20)
        except GoogleAdsException:
            return False
        return True

    with ThreadPoolExecutor(8) as callers:
        won = list(callers.map(create, range(16)))

    assert sum(won) == 1
    assert len(bench.query(_STATUS)) == 1
