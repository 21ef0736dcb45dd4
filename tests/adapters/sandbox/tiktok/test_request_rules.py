"""Each rule on calls that are about no single campaign, broken alone: refused by its row, taken once it is relaxed."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from adapters.sandbox.pytest_plugin import AdsSandbox
from adapters.sandbox.tiktok import request_rules as rules
from adapters.sandbox.tiktok.files import md5_of
from adapters.sandbox.tiktok.rule_rows import StateRule
from tests.adapters.sandbox.tiktok.business_api import Body, BusinessApi, request_id

DAYS = {"start_date": "2026-06-01", "end_date": "2026-06-30"}


def report(tiktok: BusinessApi, **changes: Any) -> Body:  # noqa: ANN401 - JSON
    asked: Body = {"report_type": "BASIC", "data_level": "AUCTION_CAMPAIGN", "dimensions": ["campaign_id"], **DAYS}
    return tiktok.get("/report/integrated/get/", **asked | changes)


def audience_report(tiktok: BusinessApi, *dimensions: str) -> Body:
    day = {"end_date": DAYS["start_date"]}
    return report(tiktok, report_type="AUDIENCE", dimensions=["campaign_id", *dimensions], **day)


def report_of_six(tiktok: BusinessApi) -> Body:
    return report(tiktok, advertiser_ids=[tiktok.advertiser_id] * 6)


def report_of_101_campaigns(tiktok: BusinessApi) -> Body:
    wanted = json.dumps([str(number) for number in range(101)])
    filtering = [{"field_name": "campaign_ids", "filter_type": "IN", "filter_value": wanted}]
    return report(tiktok, filtering=filtering)


def list_101_campaigns(tiktok: BusinessApi) -> Body:
    return tiktok.get("/campaign/get/", filtering={"campaign_ids": [str(number) for number in range(101)]})


def pause_one_21_times(tiktok: BusinessApi) -> Body:
    ids = [tiktok.new_id("campaign")] * 21
    return tiktok.post("/campaign/status/update/", {"campaign_ids": ids, "operation_status": "DISABLE"})


def review_one_21_times(tiktok: BusinessApi) -> Body:
    *_, ad_id = tiktok.tree()
    return tiktok.get("/ad/review_info/", ad_ids=[ad_id] * 21)


def name_a_pixel_at_length(tiktok: BusinessApi) -> Body:
    return tiktok.post("/pixel/create/", {"pixel_name": "x" * 129})


def name_an_identity_at_length(tiktok: BusinessApi) -> Body:
    return tiktok.post("/identity/create/", {"display_name": "x" * 41})


def an_audience(tiktok: BusinessApi, name: str) -> Body:
    content = b"0" * 64
    form = {"advertiser_id": tiktok.advertiser_id, "calculate_type": "EMAIL_SHA256"}
    form["file_signature"] = md5_of(content)
    sent = tiktok.client.post("/dmp/custom_audience/file/upload/", data=form, files={"file": ("a.csv", content)})
    paths = [sent.json()["data"]["file_path"]]
    named = {"custom_audience_name": name, "calculate_type": "EMAIL_SHA256", "file_paths": paths}
    return tiktok.post("/dmp/custom_audience/create/", named)


def look_at_one_audience_101_times(tiktok: BusinessApi) -> Body:
    audience_id = an_audience(tiktok, "Buyers")["data"]["custom_audience_id"]
    return tiktok.get("/dmp/custom_audience/get/", custom_audience_ids=[audience_id] * 101)


def delete_a_tiktok_account(tiktok: BusinessApi) -> Body:
    return tiktok.post("/identity/delete/", {"identity_id": tiktok.address.tiktok["identity_id"]})


def change_a_budget_under_campaign_optimization(tiktok: BusinessApi) -> Body:
    optimized: Body = {"budget_optimize_on": True, "budget_mode": "BUDGET_MODE_DAY", "budget": 50}
    campaign_id = tiktok.new_id("campaign", **optimized)
    adgroup_id = tiktok.new_id("adgroup", campaign_id, budget_mode=None, budget=None, request_id=request_id())
    row = {"adgroup_id": adgroup_id, "budget": 60}
    return tiktok.post("/adgroup/budget/update/", {"budget": [row]})


# rule -> (the field it blames, what breaks it)
BREAKS: Mapping[StateRule, tuple[str, Callable[[BusinessApi], Body]]] = {
    rules.A_REPORT_S_RANGE_IS_SHORT: (
        "start_date",
        lambda tiktok: report(tiktok, dimensions=["campaign_id", "stat_time_day"], start_date="2026-05-31"),
    ),
    rules.A_LIFETIME_HAS_NO_DAYS: (
        "query_lifetime",
        lambda tiktok: report(tiktok, dimensions=["campaign_id", "stat_time_day"], query_lifetime="true"),
    ),
    rules.AN_AUDIENCE_REPORT_HAS_AUDIENCES: (
        "dimensions",
        lambda tiktok: audience_report(tiktok, "gender", "age", "platform"),
    ),
    rules.AN_AUDIENCE_REPORT_HAS_NO_HOURS: (
        "dimensions",
        lambda tiktok: audience_report(tiktok, "age", "stat_time_hour"),
    ),
    rules.A_REPORT_IS_OF_5_ADVERTISERS: ("advertiser_ids", report_of_six),
    rules.A_REPORT_FILTER_IS_SHORT: ("filtering.filter_value", report_of_101_campaigns),
    rules.A_FILTER_IS_SHORT: ("filtering.campaign_ids", list_101_campaigns),
    rules.A_WRITE_IS_SMALL: ("campaign_ids", pause_one_21_times),
    rules.REVIEWS_ARE_FEW: ("ad_ids", review_one_21_times),
    rules.FILES_ARE_FEW: (
        "image_ids",
        lambda tiktok: tiktok.get("/file/image/ad/info/", image_ids=[str(number) for number in range(101)]),
    ),
    rules.AUDIENCES_ARE_FEW: ("custom_audience_ids", look_at_one_audience_101_times),
    rules.A_PIXEL_NAME_IS_SHORT: ("pixel_name", name_a_pixel_at_length),
    rules.AN_AUDIENCE_NAME_IS_SHORT: ("custom_audience_name", lambda tiktok: an_audience(tiktok, "x" * 129)),
    rules.A_DISPLAY_NAME_IS_SHORT: ("display_name", name_an_identity_at_length),
    rules.ONLY_DISPLAY_NAMES_ARE_DELETED: ("identity_id", delete_a_tiktok_account),
    rules.BUDGETS_SIT_ON_ONE_LEVEL: ("budget.adgroup_id", change_a_budget_under_campaign_optimization),
}


def test_a_word_that_nobody_lists_is_refused_unless_that_is_relaxed(ads_sandbox: AdsSandbox) -> None:
    with BusinessApi(ads_sandbox.address) as tiktok:
        campaign_id = tiktok.new_id("campaign")
        answer = tiktok.create("adgroup", campaign_id, pacing="ODD")
        ads_sandbox.control.relax(rules.WORDS_ARE_LISTED.name)
        assert (answer["code"], answer["message"].partition(":")[0]) == (rules.WORDS_ARE_LISTED.code, "pacing")
        assert tiktok.create("adgroup", campaign_id, pacing="ODD")["code"] == 0


def test_every_rule_on_requests_is_shown_broken() -> None:
    assert BREAKS.keys() == set(rules.REQUEST_RULES)


@pytest.mark.parametrize("rule", BREAKS, ids=lambda rule: rule.name)
def test_a_broken_rule_on_requests_is_refused_unless_it_is_relaxed(rule: StateRule, ads_sandbox: AdsSandbox) -> None:
    field, broken = BREAKS[rule]
    with BusinessApi(ads_sandbox.address) as tiktok:
        answer = broken(tiktok)
        ads_sandbox.control.relax(rule.name)
        assert (answer["code"], answer["message"]) == (rule.code, f"{field}: {rule.message}")
        assert broken(tiktok)["code"] == 0
