"""Each rule on calls, broken alone: refused by its row, taken once it is relaxed, and then answered with sense."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.sandbox.pytest_plugin import AdsSandbox
from adapters.sandbox.tiktok import request_rules as rules
from adapters.sandbox.tiktok import rules as object_rules
from tests.adapters.sandbox.tiktok.business_api import BusinessApi
from tests.adapters.sandbox.tiktok.request_breakers import BREAKS, Break, report

# Where there would be nothing to answer: no token, no advertiser, no path, no JSON; limits are on demand.
WITHOUT_RULES = {"advertisers", "api", "auth", "errors", "limits", "query", "request_rules"}
RAISERS = {"TikTokError", "bad_parameter", "missing"}
PACKAGE = Path(object_rules.__file__).parent


def test_every_rule_on_requests_is_shown_broken() -> None:
    assert {broken.rule for broken in BREAKS} == set(rules.REQUEST_RULES)


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: f"{broken.rule.name}-{broken.field}")
def test_a_broken_rule_on_requests_is_refused_unless_it_is_relaxed(broken: Break, ads_sandbox: AdsSandbox) -> None:
    with BusinessApi(ads_sandbox.address) as tiktok:
        answer = broken.act(tiktok)
        ads_sandbox.control.relax(broken.rule.name)
        said = f"{broken.field}: {broken.said or broken.rule.message}"
        assert (answer["code"], re.sub(r"\d{10,}", "ID", answer["message"])) == (broken.rule.code, said)
        assert broken.act(tiktok)["code"] == 0


@pytest.mark.parametrize("module", sorted(PACKAGE.glob("*.py")), ids=lambda module: module.stem)
def test_nothing_is_refused_without_a_rule(module: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    raised = {call.func.id for call in calls if isinstance(call.func, ast.Name)} & RAISERS
    assert not raised or module.stem in WITHOUT_RULES


def test_a_call_on_nothing_does_nothing(ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax(rules.WHAT_IS_CALLED_EXISTS.name)
    with BusinessApi(ads_sandbox.address) as tiktok:
        campaign_id = tiktok.new_id("campaign")
        logged = ads_sandbox.control.mutations(platform="tiktok")
        assert tiktok.create("adgroup", "1")["data"] == {}
        assert ads_sandbox.control.mutations(platform="tiktok") == logged
        both = {"campaign_ids": ["1", campaign_id], "operation_status": "DISABLE"}
        assert tiktok.post("/campaign/status/update/", both)["data"]["campaign_ids"] == [campaign_id]


def test_what_is_of_another_type_counts_as_not_sent(ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax(rules.VALUES_HAVE_THEIR_TYPE.name)
    with BusinessApi(ads_sandbox.address) as tiktok:
        made = tiktok.create("campaign", po_number=5, budget_optimize_on="no", special_industries=["HOUSING"])["data"]
    assert "po_number" not in made
    assert (made["budget_optimize_on"], made["special_industries"]) == (False, ["HOUSING"])


def test_a_deleted_campaign_can_be_brought_back(ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax(rules.WHAT_IS_DELETED_STAYS.name)
    with BusinessApi(ads_sandbox.address) as tiktok:
        ids = {"campaign_ids": [tiktok.new_id("campaign")]}
        for status in ("DELETE", "ENABLE"):
            assert tiktok.post("/campaign/status/update/", ids | {"operation_status": status})["code"] == 0
        assert tiktok.get("/campaign/get/", filtering=ids)["data"]["page_info"]["total_number"] == 1


def test_a_report_shows_what_it_can_and_a_dash_for_the_rest(ads_sandbox: AdsSandbox) -> None:
    relaxed = (rules.DIMENSIONS_GO_TOGETHER, rules.A_METRIC_IS_KNOWN, rules.WORDS_ARE_LISTED, rules.FIELDS_ARE_SENT)
    ads_sandbox.control.relax(*(rule.name for rule in relaxed))
    with BusinessApi(ads_sandbox.address) as tiktok:
        campaign_id = tiktok.tree()[0]
        ads_sandbox.control.advance(days=2)
        days = {"start_date": f"{ads_sandbox.control.now() - timedelta(days=1):%Y-%m-%d}", "end_date": ""}
        asked = {"data_level": "ODD", "dimensions": ["campaign_id", "mood"], "metrics": ["clicks", "mood"]}
        (row,) = report(tiktok, **asked, **days)["data"]["list"]
    assert row["dimensions"] == {"campaign_id": campaign_id, "mood": "-"}
    assert (int(row["metrics"]["clicks"]) > 0, row["metrics"]["mood"]) == (True, "-")


def test_a_page_is_as_long_as_is_asked(ads_sandbox: AdsSandbox) -> None:
    ads_sandbox.control.relax(rules.A_PAGE_IS_SHORT.name, rules.PAGES_COUNT_FROM_1.name)
    with BusinessApi(ads_sandbox.address) as tiktok:
        long, none = (tiktok.get("/campaign/get/", page=0, page_size=size)["data"] for size in (5000, 0))
    assert (long["page_info"]["page"], long["page_info"]["page_size"], none["page_info"]["page_size"]) == (1, 5000, 10)
