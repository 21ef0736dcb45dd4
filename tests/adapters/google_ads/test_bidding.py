import pytest

from adapters.google_ads.bidding import ad_group_bid, campaign_strategy
from application.platforms.errors import ValueRejectedError
from domain.campaigns.ad_group import Objective
from tests.adapters.google_ads.drafts import a_capped_ad_group, a_channel, an_ad_group


@pytest.mark.parametrize("objective", [Objective.SALES, Objective.LEADS])
def test_sales_and_leads_maximize_conversions(objective: Objective) -> None:
    assert campaign_strategy(a_channel(objective=objective)) == {"maximize_conversions": {}}


@pytest.mark.parametrize("objective", [Objective.TRAFFIC, Objective.AWARENESS])
def test_traffic_and_awareness_maximize_clicks(objective: Objective) -> None:
    assert campaign_strategy(a_channel(objective=objective)) == {"target_spend": {}}


def test_a_cap_on_a_conversion_is_a_target_cost() -> None:
    desired = a_channel(ad_groups=(a_capped_ad_group(1, "12.50"),))

    assert campaign_strategy(desired) == {"maximize_conversions": {"target_cpa_micros": 12_500_000}}


def test_each_ad_group_keeps_its_own_cap_on_a_conversion() -> None:
    groups = (a_capped_ad_group(1, "12.50"), a_capped_ad_group(2, "20"))
    campaign_strategy(a_channel(ad_groups=groups))

    bids = [ad_group_bid(Objective.SALES, group.content) for group in groups]

    assert bids == [{"target_cpa_micros": 12_500_000}, {"target_cpa_micros": 20_000_000}]


def test_a_cap_on_a_click_is_the_campaigns() -> None:
    group = a_capped_ad_group(1, "1.20")
    desired = a_channel(objective=Objective.TRAFFIC, ad_groups=(group,))

    assert campaign_strategy(desired) == {"target_spend": {"cpc_bid_ceiling_micros": 1_200_000}}
    assert ad_group_bid(Objective.TRAFFIC, group.content) == {}


def test_different_caps_on_a_click_are_refused() -> None:
    groups = (a_capped_ad_group(1, "1.20"), a_capped_ad_group(2, "1.30"))

    with pytest.raises(ValueRejectedError, match="bids differ"):
        campaign_strategy(a_channel(objective=Objective.TRAFFIC, ad_groups=groups))


def test_a_cap_on_some_ad_groups_only_is_refused() -> None:
    groups = (a_capped_ad_group(1, "12.50"), an_ad_group(2))

    with pytest.raises(ValueRejectedError, match="either all ad groups"):
        campaign_strategy(a_channel(ad_groups=groups))
