"""What a manager has itself and lends to the accounts under it."""

from typing import Any

import pytest
from google.ads.googleads.errors import GoogleAdsException

from tests.adapters.sandbox.google_ads.bench import CUSTOMER, Bench, codes, gaql
from tests.adapters.sandbox.google_ads.builders import a_budget, a_campaign
from tests.adapters.sandbox.google_ads.further_world import create


def _made_by_manager(bench: Bench, operation: dict[str, Any]) -> str:
    service = bench.service("GoogleAdsService")
    manager = bench.sandbox.seed.google_login_customer_id
    answer = service.mutate(customer_id=manager, mutate_operations=[operation]).mutate_operation_responses[0]
    return str(answer.bidding_strategy_result.resource_name)


def test_a_campaign_bids_by_the_strategy_of_its_manager(bench: Bench) -> None:
    strategy = _made_by_manager(bench, create("bidding_strategy", name="Of all", target_spend={}))
    bench.mutate(a_budget(explicitly_shared=True), a_campaign(maximize_conversions=None, bidding_strategy=strategy))

    row = bench.query(
        gaql(
            "campaign.bidding_strategy, campaign.bidding_strategy_type, campaign.accessible_bidding_strategy",
            "campaign",
        )
    )[0]

    assert row.campaign.bidding_strategy == strategy
    assert row.campaign.bidding_strategy_type.name == "TARGET_SPEND"
    assert row.campaign.accessible_bidding_strategy.startswith(f"customers/{CUSTOMER}/accessibleBiddingStrategies/")


def test_an_account_sees_its_own_strategies_and_those_lent_to_it(bench: Bench) -> None:
    _made_by_manager(bench, create("bidding_strategy", name="Of all", target_roas={"target_roas": 3.5}))
    bench.mutate(create("bidding_strategy", name="Of one", target_spend={}))

    rows = bench.query(
        gaql(
            "accessible_bidding_strategy.name, accessible_bidding_strategy.owner_customer_id, "
            "accessible_bidding_strategy.target_roas.target_roas",
            "accessible_bidding_strategy",
        )
    )

    manager = int(bench.sandbox.seed.google_login_customer_id)
    told = [(row.accessible_bidding_strategy.name, row.accessible_bidding_strategy.owner_customer_id) for row in rows]
    assert told == [("Of one", int(CUSTOMER)), ("Of all", manager)]
    assert rows[1].accessible_bidding_strategy.target_roas.target_roas == 3.5


def test_a_manager_has_no_campaigns(bench: Bench) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        _made_by_manager(bench, a_budget())

    assert codes(refusal.value) == ["request_error.CANNOT_BE_EXECUTED_BY_MANAGER_ACCOUNT"]
