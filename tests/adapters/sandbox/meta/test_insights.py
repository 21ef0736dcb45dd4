from collections.abc import Iterator
from decimal import Decimal

import httpx
import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.campaign import Campaign
from facebook_business.exceptions import FacebookRequestError

from adapters.sandbox.server import SandboxOptions, running_sandbox
from tests.adapters.sandbox.meta.drafts import a_campaign, a_creative, an_ad, an_ad_set
from tests.adapters.sandbox.meta.official_sdk import official_sdk

# The SDK warns of what it then sends all the same.
pytestmark = pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning")

FIELDS = ["campaign_id", "adset_id", "ad_id", "impressions", "clicks", "spend", "actions", "action_values"]
HOURLY = "hourly_stats_aggregated_by_advertiser_time_zone"


@pytest.fixture(scope="module")
def advertised() -> Iterator[tuple[AdAccount, Campaign]]:
    """One active campaign of two ads, ten days after its start."""
    with running_sandbox(SandboxOptions(seed=5)) as address, official_sdk(address) as api:
        account = AdAccount(address.meta["ad_account_id"], api=api)
        campaign = account.create_campaign(params=a_campaign(status="ACTIVE"))
        ad_set = account.create_ad_set(params=an_ad_set(campaign["id"], address, status="ACTIVE", daily_budget=90000))
        creative = account.create_ad_creative(params=a_creative(address))
        for name in ("One", "Two"):
            account.create_ad(params=an_ad(ad_set["id"], creative["id"], name=name, status="ACTIVE"))
        httpx.post(f"{address.control_url}/clock", json={"advance_days": 10}).raise_for_status()
        yield account, campaign


def total(rows: list[dict[str, str]], field: str = "spend") -> Decimal:
    return sum((Decimal(row[field]) for row in rows), Decimal(0))


def test_daily_rows_are_strings_within_the_budget(advertised: tuple[AdAccount, Campaign]) -> None:
    account, campaign = advertised
    rows = list(account.get_insights(fields=FIELDS, params={"level": "campaign", "time_increment": 1}))
    assert len(rows) >= 9
    assert {row["campaign_id"] for row in rows} == {campaign["id"]}
    assert all(row["date_start"] == row["date_stop"] for row in rows)
    assert all(Decimal(0) < Decimal(row["spend"]) <= Decimal(900) for row in rows)


@pytest.mark.parametrize("level", ["account", "campaign", "adset", "ad"])
def test_every_level_adds_up_to_the_account(advertised: tuple[AdAccount, Campaign], level: str) -> None:
    account, _ = advertised
    whole = list(account.get_insights(fields=["spend"]))
    rows = list(account.get_insights(fields=FIELDS, params={"level": level, "time_increment": 1}))
    assert total(rows) == total(whole)


def test_hours_add_up_to_their_day(advertised: tuple[AdAccount, Campaign]) -> None:
    _, campaign = advertised
    daily = {"time_increment": 1}
    days = list(campaign.get_insights(fields=["spend"], params=daily))
    hours = list(campaign.get_insights(fields=["spend"], params=daily | {"breakdowns": [HOURLY], "limit": 500}))
    assert len(hours) > len(days) * 10
    assert total(hours) == total(days)
    assert hours[-1][HOURLY].endswith(":59:59")


def test_hours_of_the_audience_are_told_under_their_own_name(advertised: tuple[AdAccount, Campaign]) -> None:
    account, _ = advertised
    of_audience = "hourly_stats_aggregated_by_audience_time_zone"
    hours = list(account.get_insights(fields=["spend"], params={"breakdowns": [of_audience], "limit": 50}))
    assert len({row[of_audience] for row in hours}) == len(hours) > 10
    assert total(hours) == total(list(account.get_insights(fields=["spend"])))


def test_purchase_action_types_overlap(advertised: tuple[AdAccount, Campaign]) -> None:
    account, _ = advertised
    windows = {"action_attribution_windows": ["7d_click", "7d_view"]}
    (row,) = account.get_insights(fields=FIELDS, params=windows)
    actions = {action["action_type"]: action for action in row["actions"]}
    assert actions["purchase"]["value"] == actions["omni_purchase"]["value"] == actions["purchase"]["7d_click"]
    assert "7d_view" not in actions["purchase"]


def test_rows_can_be_filtered_by_campaign(advertised: tuple[AdAccount, Campaign]) -> None:
    account, _ = advertised
    nobody = [{"field": "campaign.id", "operator": "IN", "value": ["1"]}]
    assert len(account.get_insights(fields=["spend"], params={"level": "campaign", "filtering": nobody})) == 0


@pytest.mark.parametrize(
    "params",
    [
        {"level": "creative"},
        {"time_range": {"since": "2026-13-01", "until": "2026-11-02"}},
        {"time_range": {"since": "2026-11-02", "until": "2026-11-01"}},
        {"time_increment": 0},
        {"date_preset": "someday"},
        {"breakdowns": ["age", "country"]},
        {"breakdowns": ["platform_position"]},
        {"action_breakdowns": ["mood"]},
        {"sort": ["spend"]},
        {"time_increment": 91},
    ],
)
def test_an_impossible_question_is_refused(advertised: tuple[AdAccount, Campaign], params: dict[str, object]) -> None:
    with pytest.raises(FacebookRequestError) as refused:
        advertised[0].get_insights(fields=["spend"], params=params)
    assert refused.value.api_error_code() == 100


def test_pages_of_a_long_answer_come_to_the_whole(advertised: tuple[AdAccount, Campaign]) -> None:
    account, _ = advertised
    asked = {"level": "ad", "time_increment": 1, "breakdowns": ["age", "gender"]}
    whole = account.get_insights(fields=["impressions"], params={**asked, "limit": 5000})
    paged = account.get_insights(fields=["impressions"], params={**asked, "limit": 7})
    assert [dict(row) for row in paged] == [dict(row) for row in whole]


def test_markets_add_up_to_their_country(advertised: tuple[AdAccount, Campaign]) -> None:
    account, _ = advertised
    whole, markets = (
        account.get_insights(fields=["impressions"], params={"breakdowns": breakdowns})
        for breakdowns in ([], ["comscore_market"])
    )
    assert sum(int(row["impressions"]) for row in markets) == int(whole[0]["impressions"])


def test_actions_are_told_by_what_they_are_broken_down_by(advertised: tuple[AdAccount, Campaign]) -> None:
    account, _ = advertised
    row = account.get_insights(fields=["actions"], params={"action_breakdowns": ["action_type", "action_reaction"]})[0]
    assert {entry["action_reaction"] for entry in row["actions"]} == {"unknown"}


def test_parameters_are_read_as_the_documentation_writes_them(advertised: tuple[AdAccount, Campaign]) -> None:
    account, _ = advertised
    day = account.get_insights(fields=["spend"], params={"time_increment": 1})[0]["date_start"]
    edge = (account["id"], "insights")
    loose = {"breakdowns": "[age]", "time_range": f"{{'since':'{day}','until':'{day}'}}"}
    strict = {name: value.replace("[age]", '["age"]').replace("'", '"') for name, value in loose.items()}
    found, same = (account.get_api().call("GET", edge, params=params).json()["data"] for params in (loose, strict))
    assert found == same
    assert {row["date_start"] for row in found} == {day}


def test_an_account_without_a_catalogue_has_no_figures_by_product(advertised: tuple[AdAccount, Campaign]) -> None:
    assert len(advertised[0].get_insights(fields=["spend"], params={"breakdowns": ["product_id"]})) == 0
