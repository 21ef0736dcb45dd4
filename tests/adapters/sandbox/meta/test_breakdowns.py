"""Every cut through the figures of insights comes to the same totals."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

import httpx
import pytest
from facebook_business.adobjects.adaccount import AdAccount

from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from tests.adapters.sandbox.meta.drafts import a_campaign, a_creative, an_ad, an_ad_set
from tests.adapters.sandbox.meta.official_sdk import official_sdk

# The SDK warns of what it then sends all the same.
pytestmark = [
    pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning"),
    pytest.mark.filterwarnings("ignore:.* does not allow field:UserWarning"),
]

HOURLY = "hourly_stats_aggregated_by_advertiser_time_zone"
WINDOWS = ["1d_click", "7d_click", "28d_click", "1d_view", "1d_ev"]
SUMS = ("impressions", "clicks", "spend", "inline_link_clicks", "reach")
CUTS = [
    ["age"],
    ["gender"],
    ["age", "gender"],
    ["country"],
    ["region"],
    ["comscore_market"],
    ["publisher_platform"],
    ["device_platform"],
    ["impression_device"],
    ["publisher_platform", "platform_position"],
    ["publisher_platform", "platform_position", "impression_device"],
]


def of_two_countries(address: SandboxAddress, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - parameters of any type
    targeting = {
        "geo_locations": {"countries": ["US", "CA"]},
        "targeting_automation": {"advantage_audience": 0},
        **changes,
    }
    return an_ad_set("", address, status="ACTIVE", daily_budget=500_000, targeting=targeting)


@pytest.fixture(scope="module")
def advertised() -> Iterator[AdAccount]:
    """Two ad sets of one active campaign, twenty days after its start; one aims at women from 25 to 44."""
    with running_sandbox(SandboxOptions(seed=11)) as address, official_sdk(address) as api:
        account = AdAccount(address.meta["ad_account_id"], api=api)
        campaign = account.create_campaign(params=a_campaign(status="ACTIVE"))
        creative = account.create_ad_creative(params=a_creative(address))
        for name, aims in (("Everyone", {}), ("Women", {"genders": [2], "age_min": 25, "age_max": 44})):
            params = {**of_two_countries(address, **aims), "name": name, "campaign_id": campaign["id"]}
            ad_set = account.create_ad_set(params=params)
            account.create_ad(params=an_ad(ad_set["id"], creative["id"], name=name, status="ACTIVE"))
        httpx.post(f"{address.control_url}/clock", json={"advance_days": 20}).raise_for_status()
        yield account


def rows(account: AdAccount, **params: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - parameters of any type
    asked = {"date_preset": "last_30d", "limit": 2000, "action_attribution_windows": WINDOWS, **params}
    return [
        row.export_all_data() for row in account.get_insights(fields=[*SUMS, "actions", "action_values"], params=asked)
    ]


def counted(found: list[dict[str, Any]]) -> dict[str, Decimal]:
    """Add up every column, and every action by type and window."""
    sums: dict[str, Decimal] = {}
    for row in found:
        for name in SUMS:
            if name in row:
                sums[name] = sums.get(name, Decimal(0)) + Decimal(row[name])
        for column in ("actions", "action_values"):
            for entry in row.get(column, ()):
                for window in {"value", *WINDOWS} & entry.keys():
                    key = f"{column}.{entry['action_type']}.{window}"
                    sums[key] = sums.get(key, Decimal(0)) + Decimal(entry[window])
    return sums


@pytest.mark.parametrize("level", ["account", "ad"])
@pytest.mark.parametrize("cut", CUTS, ids=",".join)
def test_segments_add_up_to_the_whole(advertised: AdAccount, cut: list[str], level: str) -> None:
    segments = rows(advertised, level=level, breakdowns=cut)
    assert all(set(cut) <= row.keys() for row in segments)
    assert len({tuple(row[name] for name in cut) for row in segments}) > 1
    assert counted(segments) == counted(rows(advertised, level=level))


@pytest.mark.parametrize("cut", [[], ["age"], ["device_platform"], [HOURLY]], ids=",".join)
def test_actions_by_device_add_up_to_all_actions(advertised: AdAccount, cut: list[str]) -> None:
    divided = rows(advertised, breakdowns=cut, action_breakdowns=["action_type", "action_device"])
    devices = {entry["action_device"] for row in divided for entry in row["actions"]}
    assert {"desktop", "iphone", "android_smartphone"} <= devices
    assert counted(divided) == counted(rows(advertised, breakdowns=cut))


def test_the_cost_of_an_action_on_a_device_is_all_that_was_spent(advertised: AdAccount) -> None:
    (row,) = advertised.get_insights(
        fields=["spend", "actions", "cost_per_action_type"],
        params={"date_preset": "last_30d", "action_breakdowns": ["action_device"]},
    )
    counts = {(one["action_type"], one["action_device"]): int(one["value"]) for one in row["actions"]}
    for cost in row["cost_per_action_type"]:
        spent = Decimal(cost["value"]) * counts[cost["action_type"], cost["action_device"]]
        assert abs(spent - Decimal(row["spend"])) < 1


PLACED = ["publisher_platform", "platform_position"]


@pytest.mark.parametrize(
    ("coarse", "fine"),
    [
        (["age"], ["age", "gender"]),
        (["gender"], ["age", "gender"]),
        (["publisher_platform"], PLACED),
        (["publisher_platform"], ["publisher_platform", "device_platform"]),
        (PLACED, [*PLACED, "impression_device"]),
    ],
    ids=",".join,
)
def test_a_breakdown_alone_is_the_sum_of_one_that_goes_further(
    advertised: AdAccount, coarse: list[str], fine: list[str]
) -> None:
    finer = rows(advertised, breakdowns=fine)
    for row in rows(advertised, breakdowns=coarse):
        same = [one for one in finer if all(one[name] == row[name] for name in coarse)]
        assert counted(same) == counted([row])


def test_an_ad_set_reaches_whom_it_aims_at(advertised: AdAccount) -> None:
    women = advertised.get_insights(
        fields=["ad_name"], params={"level": "ad", "breakdowns": ["age", "gender"], "date_preset": "maximum"}
    )
    aimed = {(row["age"], row["gender"]) for row in women if row["ad_name"] == "Women"}
    assert aimed == {("25-34", "female"), ("35-44", "female")}


@pytest.mark.parametrize("increment", [1, 7, 30, "monthly"])
def test_periods_add_up_to_the_whole(advertised: AdAccount, increment: int | str) -> None:
    whole = counted(rows(advertised))
    parts = counted(rows(advertised, time_increment=increment))
    whole.pop("reach")
    parts.pop("reach")
    assert parts == whole


def test_hours_add_up_to_the_whole_and_tell_of_no_people(advertised: AdAccount) -> None:
    whole = counted(rows(advertised))
    whole.pop("reach")
    assert counted(rows(advertised, breakdowns=[HOURLY])) == whole


def test_months_begin_on_their_first_day(advertised: AdAccount) -> None:
    found = rows(advertised, date_preset="maximum", time_increment="monthly")
    assert all(after["date_start"].endswith("-01") for _, after in pairwise(found))


def test_several_ranges_have_a_row_each(advertised: AdAccount) -> None:
    (whole,) = rows(advertised, date_preset="maximum")
    both = [{"since": whole["date_start"], "until": whole["date_stop"]}] * 2
    assert [row["spend"] for row in rows(advertised, time_ranges=both)] == [whole["spend"]] * 2


def test_a_longer_window_holds_the_shorter_ones(advertised: AdAccount) -> None:
    (row,) = rows(advertised)
    purchase = next(one for one in row["actions"] if one["action_type"] == "omni_purchase")
    soon, week, month = (int(purchase[window]) for window in WINDOWS[:3])
    assert 0 < soon < week <= month
    assert purchase["value"] == purchase["7d_click"]
    assert 0 < int(purchase["1d_ev"]) <= int(purchase["1d_view"]) < week


def test_ratios_follow_from_the_counts(advertised: AdAccount) -> None:
    names = ["spend", "clicks", "impressions", "cpc", "cpm", "ctr", "reach", "frequency", "cost_per_action_type"]
    (row,) = advertised.get_insights(fields=[*names, "actions", "purchase_roas", "action_values"])
    spend, clicks, shown = Decimal(row["spend"]), int(row["clicks"]), int(row["impressions"])
    cost = {one["action_type"]: Decimal(one["value"]) for one in row["cost_per_action_type"]}
    bought = {one["action_type"]: int(one["value"]) for one in row["actions"]}
    worth = {one["action_type"]: Decimal(one["value"]) for one in row["action_values"]}
    told = [Decimal(row[name]) for name in ("cpc", "cpm", "ctr", "frequency")]
    told += [cost["purchase"], Decimal(row["purchase_roas"][0]["value"])]
    computed = [spend / clicks, spend * 1000 / shown, Decimal(clicks * 100) / shown, Decimal(shown) / int(row["reach"])]
    computed += [spend / bought["purchase"], worth["omni_purchase"] / spend]
    assert [abs(a - b) < Decimal("0.00001") for a, b in zip(told, computed, strict=True)] == [True] * 6


def test_rows_are_sorted_filtered_and_summed(advertised: AdAccount) -> None:
    asked = {"level": "ad", "sort": ["spend_descending"], "default_summary": True}
    cursor = advertised.get_insights(fields=["spend"], params=asked)
    spent = [Decimal(row["spend"]) for row in cursor]
    assert spent == sorted(spent, reverse=True)
    assert f'"spend": "{sum(spent)}"' in cursor.summary()
    more = [{"field": "spend", "operator": "GREATER_THAN", "value": str(spent[1])}]
    assert len(advertised.get_insights(fields=["spend"], params={"level": "ad", "filtering": more})) == 1


def test_actions_can_be_filtered_by_their_type(advertised: AdAccount) -> None:
    only = [{"field": "action_type", "operator": "IN", "value": ["purchase"]}]
    (row,) = advertised.get_insights(fields=["actions"], params={"filtering": only})
    assert [one["action_type"] for one in row["actions"]] == ["purchase"]


def test_insights_can_be_read_as_a_field(advertised: AdAccount) -> None:
    (campaign,) = advertised.get_campaigns(fields=["insights.date_preset(maximum){spend}"])
    assert campaign["insights"]["data"][0]["spend"] == rows(advertised, date_preset="maximum")[0]["spend"]
