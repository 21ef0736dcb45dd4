import pytest

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.control_desk import ControlDesk
from tests.adapters.sandbox.tiktok.business_api import BusinessApi

BOTH_FLOWS = pytest.mark.parametrize("flow", ["", "smart_plus_"], ids=["manual", "smart_plus"])


def path(flow: str, level: str, verb: str) -> str:
    return f"/{flow.replace('_plus_', '_plus/')}{level}/{verb}/"


def found(tiktok: BusinessApi, flow: str, campaign_id: str, level: str = "campaign", **filtering: str) -> list[object]:
    wanted = {"campaign_ids": [campaign_id], **filtering}
    rows: list[object] = tiktok.get(path(flow, level, "get"), filtering=wanted)["data"]["list"]
    return rows


def set_status(tiktok: BusinessApi, flow: str, campaign_id: str, status: str) -> int:
    body = {"campaign_ids": [campaign_id], "operation_status": status}
    return int(tiktok.post(path(flow, "campaign", "status/update"), body)["code"])


@BOTH_FLOWS
def test_a_tree_reads_back_level_by_level(tiktok: BusinessApi, flow: str) -> None:
    campaign_id, adgroup_id, _ = tiktok.tree(flow)
    (adgroup,) = tiktok.get(path(flow, "adgroup", "get"), filtering={"campaign_ids": [campaign_id]})["data"]["list"]
    (ad,) = tiktok.get(path(flow, "ad", "get"), filtering={"adgroup_ids": [adgroup_id]})["data"]["list"]
    assert (adgroup["adgroup_id"], ad["campaign_id"]) == (adgroup_id, campaign_id)
    assert ad["secondary_status"] == "AD_STATUS_DELIVERY_OK"


@BOTH_FLOWS
def test_objects_are_enabled_unless_told_otherwise(tiktok: BusinessApi, flow: str) -> None:
    assert tiktok.create(f"{flow}campaign")["data"]["operation_status"] == "ENABLE"


@BOTH_FLOWS
def test_a_disabled_campaign_shows_below_it(tiktok: BusinessApi, flow: str) -> None:
    campaign_id, _, _ = tiktok.tree(flow)
    assert set_status(tiktok, flow, campaign_id, "DISABLE") == 0
    (ad,) = tiktok.get(path(flow, "ad", "get"), filtering={"campaign_ids": [campaign_id]})["data"]["list"]
    assert ad["secondary_status"] == "AD_STATUS_CAMPAIGN_DISABLE"


@BOTH_FLOWS
def test_a_deleted_campaign_is_left_out_and_final(tiktok: BusinessApi, flow: str) -> None:
    campaign_id, _, _ = tiktok.tree(flow)
    assert set_status(tiktok, flow, campaign_id, "DELETE") == 0
    assert found(tiktok, flow, campaign_id) == found(tiktok, flow, campaign_id, "ad") == []
    assert len(found(tiktok, flow, campaign_id, primary_status="STATUS_DELETE")) == 1
    assert len(found(tiktok, flow, campaign_id, secondary_status="CAMPAIGN_STATUS_ALL")) == 1
    assert set_status(tiktok, flow, campaign_id, "ENABLE") == 40007


def test_smart_plus_objects_stay_out_of_the_manual_lists(tiktok: BusinessApi) -> None:
    campaign_id = tiktok.new_id("smart_plus_campaign")
    assert found(tiktok, "", campaign_id) == []
    assert len(found(tiktok, "smart_plus_", campaign_id)) == 1


def test_a_smart_plus_campaign_optimizes_its_budget_by_default(tiktok: BusinessApi) -> None:
    data = tiktok.create("smart_plus_campaign")["data"]
    assert data["budget_optimize_on"] is True
    assert data["budget_mode"] == "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"
    assert data["smart_plus_adgroup_mode"] == "SINGLE"


def test_an_update_returns_the_whole_object(tiktok: BusinessApi) -> None:
    campaign_id = tiktok.new_id("smart_plus_campaign")
    body = {"campaign_id": campaign_id, "budget": 75.5, "campaign_name": "Renamed"}
    data = tiktok.post("/smart_plus/campaign/update/", body)["data"]
    assert (data["budget"], data["campaign_name"], data["objective_type"]) == (75.5, "Renamed", "WEB_CONVERSIONS")


@pytest.mark.parametrize("changed", [{"objective_type": "LEAD_GENERATION"}, {"budget_mode": "BUDGET_MODE_TOTAL"}])
def test_what_is_fixed_at_creation_stays(tiktok: BusinessApi, changed: dict[str, str]) -> None:
    body = {"campaign_id": tiktok.new_id("smart_plus_campaign"), **changed}
    assert tiktok.post("/smart_plus/campaign/update/", body)["code"] == 40002


def test_smart_plus_ad_group_budgets_change_together(tiktok: BusinessApi) -> None:
    campaign_id = tiktok.new_id("smart_plus_campaign", budget_optimize_on=False, budget=None)
    own = {"budget_mode": "BUDGET_MODE_DYNAMIC_DAILY_BUDGET", "budget": 20}
    ids = [tiktok.new_id("smart_plus_adgroup", campaign_id, **own) for _ in range(2)]
    rows = [{"adgroup_id": one, "budget": 30 + n} for n, one in enumerate(ids)]
    assert tiktok.post("/smart_plus/adgroup/budget/update/", {"budget": rows})["code"] == 0
    listed = tiktok.get("/smart_plus/adgroup/get/", filtering={"campaign_ids": [campaign_id]})["data"]["list"]
    assert {one["adgroup_id"]: one["budget"] for one in listed} == {ids[0]: 30, ids[1]: 31}


def test_under_campaign_optimization_an_ad_group_has_no_budget_to_change(tiktok: BusinessApi) -> None:
    _, adgroup_id, _ = tiktok.tree("smart_plus_")
    rows = [{"adgroup_id": adgroup_id, "budget": 30}]
    assert tiktok.post("/smart_plus/adgroup/budget/update/", {"budget": rows})["code"] == 40002


def test_a_manual_ad_can_be_renamed(tiktok: BusinessApi) -> None:
    _, adgroup_id, ad_id = tiktok.tree()
    body = {"adgroup_id": adgroup_id, "creatives": [{"ad_id": ad_id, "ad_name": "Renamed"}]}
    assert tiktok.post("/ad/update/", body)["data"]["creatives"][0]["ad_name"] == "Renamed"


def test_a_list_comes_in_pages_newest_first(tiktok: BusinessApi) -> None:
    ids = [tiktok.new_id("campaign") for _ in range(5)]
    second = tiktok.get("/campaign/get/", filtering={"campaign_ids": ids}, page=2, page_size=2)["data"]
    assert second["page_info"] == {"page": 2, "page_size": 2, "total_number": 5, "total_page": 3}
    assert [row["campaign_id"] for row in second["list"]] == [ids[2], ids[1]]


@pytest.mark.parametrize("filtering", [{"primary_status": {}}, {"campaign_ids": "1"}, {"colour": "red"}, [1]])
def test_a_filter_that_is_none_is_refused(tiktok: BusinessApi, filtering: object) -> None:
    answer = tiktok.get("/campaign/get/", filtering=filtering)
    assert (answer["code"], answer["message"][:9]) == (40002, "filtering")


def test_only_the_fields_asked_for_come_back(tiktok: BusinessApi) -> None:
    campaign_id = tiktok.new_id("campaign")
    fields = ["campaign_id", "campaign_name"]
    (row,) = tiktok.get("/campaign/get/", filtering={"campaign_ids": [campaign_id]}, fields=fields)["data"]["list"]
    assert sorted(row) == fields


def test_assets_are_ready_and_buttons_can_be_made(tiktok: BusinessApi, address: SandboxAddress) -> None:
    ready = address.tiktok
    assert tiktok.get("/identity/get/")["data"]["identity_list"][0]["identity_id"] == ready["identity_id"]
    assert tiktok.get("/file/video/ad/search/")["data"]["list"][0]["video_id"] == ready["video_id"]
    assert tiktok.get("/pixel/list/")["data"]["pixels"][0]["pixel_id"] == ready["pixel_id"]
    recommended = tiktok.get("/creative/cta/recommend/", asset_type="CTA_AUTO_OPTIMIZED", content_type="LANDING_PAGE")
    content = recommended["data"]["recommend_assets"][:2]
    body = {"creative_portfolio_type": "CTA", "portfolio_content": content}
    button = tiktok.post("/creative/portfolio/create/", body)["data"]["creative_portfolio_id"]
    _, adgroup_id, _ = tiktok.tree("smart_plus_")
    assert tiktok.new_id("smart_plus_ad", adgroup_id, ad_configuration={"call_to_action_id": button})


def test_every_mutation_is_logged_with_the_answer_s_request_id(tiktok: BusinessApi, desk: ControlDesk) -> None:
    answer = tiktok.create("smart_plus_campaign")
    last = desk.mutations(platform="tiktok", kind="smart_plus_campaign")[-1]
    assert (last["request_id"], last["id"]) == (answer["request_id"], answer["data"]["campaign_id"])


def test_a_refused_mutation_is_logged_with_its_code(tiktok: BusinessApi, desk: ControlDesk) -> None:
    tiktok.create("smart_plus_campaign", budget=1)
    last = desk.mutations(platform="tiktok", kind="smart_plus_campaign")[-1]
    assert (last["outcome"], last["error_code"]) == ("refused", "40002")
