"""Periods in which a campaign or an ad set may spend more a day, with the official client's own model of them."""

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adset import AdSet
from facebook_business.adobjects.campaign import Campaign
from facebook_business.adobjects.highdemandperiod import HighDemandPeriod

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.meta.drafts import a_campaign, an_ad_set

HIGH_DEMAND = {
    "budget_value": 10_000,
    "budget_value_type": HighDemandPeriod.BudgetValueType.absolute,
    "time_start": 1_924_992_000,
    "time_end": 1_925_078_400,
}


@pytest.fixture
def ad_set(account: AdAccount, address: SandboxAddress) -> AdSet:
    campaign = account.create_campaign(params=a_campaign())
    made = account.create_ad_set(params=an_ad_set(campaign["id"], address))
    return AdSet(made["id"], api=account.get_api())


def test_a_period_is_told_of_with_its_times(ad_set: AdSet) -> None:
    period = ad_set.create_budget_schedule(params=HIGH_DEMAND)
    read = HighDemandPeriod(period["id"], api=ad_set.get_api()).api_get(fields=["ad_object_id", *HIGH_DEMAND])
    assert (read["ad_object_id"], read["budget_value"], read["budget_value_type"]) == (ad_set["id"], 10_000, "ABSOLUTE")
    assert (read["time_start"], read["time_end"]) == ("2031-01-01T00:00:00+0000", "2031-01-02T00:00:00+0000")


def test_a_period_is_listed_until_it_is_deleted(ad_set: AdSet) -> None:
    period = HighDemandPeriod(ad_set.create_budget_schedule(params=HIGH_DEMAND)["id"], api=ad_set.get_api())
    period.api_update(params={"budget_value": 20_000})
    (listed,) = ad_set.get_budget_schedules(fields=["budget_value"])
    assert (listed["id"], listed["budget_value"]) == (period["id"], 20_000)
    period.api_delete()
    assert len(ad_set.get_budget_schedules()) == 0


def test_a_campaign_with_the_budget_has_periods_of_its_own(account: AdAccount) -> None:
    budget = {"daily_budget": 5000, "is_adset_budget_sharing_enabled": None}
    campaign = Campaign(account.create_campaign(params=a_campaign(**budget))["id"], api=account.get_api())
    period = campaign.create_budget_schedule(params={**HIGH_DEMAND, "budget_value_type": "MULTIPLIER"})
    assert [one["id"] for one in campaign.get_budget_schedules()] == [period["id"]]
