"""For every rule on calls, and every place that asks it, a call that breaks it alone; relaxed, the same call passes."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from adapters.sandbox.control_client import ControlClient
from adapters.sandbox.tiktok import request_rules as rules
from adapters.sandbox.tiktok.files import md5_of
from adapters.sandbox.tiktok.rule_rows import StateRule
from tests.adapters.sandbox.tiktok.business_api import Body, BusinessApi, request_id

DAYS = {"start_date": "2026-06-01", "end_date": "2026-06-30"}
AUDIENCES, CREATIVES = "/dmp/custom_audience", "/creative/portfolio"
Act = Callable[[BusinessApi], Body]


@dataclass(frozen=True, slots=True)
class Break:
    """`field` is what the answer blames, `said` what it says, if that is more than the row does: ids of 19 are `ID`."""

    rule: StateRule
    field: str
    act: Act
    said: str = ""


def get(path: str, **query: Any) -> Act:  # noqa: ANN401 - JSON
    return lambda tiktok: tiktok.get(path, **query)


def post(path: str, **body: Any) -> Act:  # noqa: ANN401 - JSON
    return lambda tiktok: tiktok.post(path, body)


def create(kind: str, **changes: Any) -> Act:  # noqa: ANN401 - JSON
    """Create an object that is bent, below valid ones."""

    def act(tiktok: BusinessApi) -> Body:
        flow, level = ("smart_plus_", kind.removeprefix("smart_plus_")) if kind.startswith("smart") else ("", kind)
        parent_id = ""
        for above in ("campaign", "adgroup", "ad")[: ("campaign", "adgroup", "ad").index(level)]:
            parent_id = tiktok.new_id(f"{flow}{above}", parent_id)
        return tiktok.create(kind, parent_id, **changes)

    return act


def report(tiktok: BusinessApi, **changes: Any) -> Body:  # noqa: ANN401 - JSON
    asked: Body = {"report_type": "BASIC", "data_level": "AUCTION_CAMPAIGN", "dimensions": ["campaign_id"], **DAYS}
    return tiktok.get("/report/integrated/get/", **asked | changes)


def reported(**changes: Any) -> Act:  # noqa: ANN401 - JSON
    return partial(report, **changes)


def filtered(name: str, how: str, value: object) -> Act:
    return reported(filtering=[{"field_name": name, "filter_type": how, "filter_value": value}])


def audience_report(*dimensions: str) -> Act:
    return reported(report_type="AUDIENCE", dimensions=["campaign_id", *dimensions], end_date=DAYS["start_date"])


def report_of_six(tiktok: BusinessApi) -> Body:
    return report(tiktok, advertiser_ids=[tiktok.advertiser_id] * 6)


def task(tiktok: BusinessApi, **changes: Any) -> Body:  # noqa: ANN401 - JSON
    asked = {"report_type": "BASIC", "data_level": "AUCTION_CAMPAIGN", "dimensions": ["campaign_id"], **DAYS}
    return tiktok.post("/report/task/create/", asked | changes)


def cancel_what_has_ended(tiktok: BusinessApi) -> Body:
    made = task(tiktok)["data"]
    ControlClient(tiktok.address.control_url).advance(seconds=9)
    return tiktok.post("/report/task/cancel/", made)


def download(tiktok: BusinessApi, *, canceled: bool) -> Body:
    query = {"advertiser_id": tiktok.advertiser_id, **task(tiktok)["data"]}
    if canceled:
        tiktok.post("/report/task/cancel/", {"task_id": query["task_id"]})
    answer = tiktok.client.get("/report/task/download/", params=query)
    found: Body = {"code": 0} if answer.headers["content-type"].startswith("text/csv") else answer.json()
    return found


def set_status(tiktok: BusinessApi, status: str) -> Body:
    return tiktok.post(
        "/campaign/status/update/", {"campaign_ids": [tiktok.new_id("campaign")], "operation_status": status}
    )


def deleted_campaign(tiktok: BusinessApi) -> str:
    return str(set_status(tiktok, "DELETE")["data"]["campaign_ids"][0])


def rename_what_is_deleted(tiktok: BusinessApi) -> Body:
    return tiktok.post("/campaign/update/", {"campaign_id": deleted_campaign(tiktok), "campaign_name": request_id()})


def pause_what_is_deleted(tiktok: BusinessApi) -> Body:
    ids = [deleted_campaign(tiktok)]
    return tiktok.post("/campaign/status/update/", {"campaign_ids": ids, "operation_status": "DISABLE"})


def pause_by_number(tiktok: BusinessApi) -> Body:
    ids = [int(tiktok.new_id("campaign"))]
    return tiktok.post("/campaign/status/update/", {"campaign_ids": ids, "operation_status": "DISABLE"})


def change_a_budget_without_a_list(tiktok: BusinessApi) -> Body:
    _, adgroup_id, _ = tiktok.tree()
    return tiktok.post("/adgroup/budget/update/", {"budget": {"adgroup_id": adgroup_id, "budget": 60}})


def change_a_budget_under_campaign_optimization(tiktok: BusinessApi) -> Body:
    optimized: Body = {"budget_optimize_on": True, "budget_mode": "BUDGET_MODE_DAY", "budget": 50}
    campaign_id = tiktok.new_id("campaign", **optimized)
    adgroup_id = tiktok.new_id("adgroup", campaign_id, budget_mode=None, budget=None, request_id=request_id())
    row = {"adgroup_id": adgroup_id, "budget": 60}
    return tiktok.post("/adgroup/budget/update/", {"budget": [row]})


def adgroup_below_a_deleted_campaign(tiktok: BusinessApi) -> Body:
    return tiktok.create("adgroup", deleted_campaign(tiktok))


def pause_one_21_times(tiktok: BusinessApi) -> Body:
    ids = [tiktok.new_id("campaign")] * 21
    return tiktok.post("/campaign/status/update/", {"campaign_ids": ids, "operation_status": "DISABLE"})


def review_one_21_times(tiktok: BusinessApi) -> Body:
    *_, ad_id = tiktok.tree()
    return tiktok.get("/ad/review_info/", ad_ids=[ad_id] * 21)


def upload(tiktok: BusinessApi, kind: str, content: bytes, **form: str) -> Body:
    sent = {"advertiser_id": tiktok.advertiser_id, f"{kind}_signature": md5_of(content), **form}
    files = {f"{kind}_file": (f"spring.{kind}", content)}
    answer: Body = tiktok.client.post(f"/file/{kind}/ad/upload/", data=sent, files=files).json()
    return answer


def uploaded(kind: str, content: bytes, **form: str) -> Act:
    return lambda tiktok: upload(tiktok, kind, content, **form)


def name_an_image(tiktok: BusinessApi, name: str) -> Body:
    sent = {"upload_type": "UPLOAD_BY_URL", "image_url": "https://shop.example/spring"}
    image_id = tiktok.post("/file/image/ad/upload/", sent)["data"]["image_id"]
    return tiktok.post("/file/image/ad/update/", {"image_id": image_id, "file_name": name})


def upload_members(tiktok: BusinessApi, **form: str) -> Body:
    content = b"0" * 64
    sent = {"calculate_type": "EMAIL_SHA256", "file_signature": md5_of(content), **form}
    sent["advertiser_id"] = tiktok.advertiser_id
    answer: Body = tiktok.client.post(f"{AUDIENCES}/file/upload/", data=sent, files={"file": ("a.csv", content)}).json()
    return answer


def an_audience(tiktok: BusinessApi, **changes: Any) -> Body:  # noqa: ANN401 - JSON
    paths = [upload_members(tiktok)["data"]["file_path"]]
    named = {"custom_audience_name": "Buyers", "calculate_type": "EMAIL_SHA256", "file_paths": paths}
    return tiktok.post(f"{AUDIENCES}/create/", named | changes)


def look_at_one_audience_101_times(tiktok: BusinessApi) -> Body:
    audience_id = an_audience(tiktok)["data"]["custom_audience_id"]
    return tiktok.get(f"{AUDIENCES}/get/", custom_audience_ids=[audience_id] * 101)


def change_members(tiktok: BusinessApi, action: str) -> Body:
    made = an_audience(tiktok)["data"]
    paths = [upload_members(tiktok)["data"]["file_path"]]
    return tiktok.post(f"{AUDIENCES}/update/", {**made, "action": action, "file_paths": paths})


def delete_a_tiktok_account(tiktok: BusinessApi) -> Body:
    return tiktok.post("/identity/delete/", {"identity_id": tiktok.address.tiktok["identity_id"]})


def portfolio(kind: str, content: object) -> Act:
    return post(f"{CREATIVES}/create/", creative_portfolio_type=kind, portfolio_content=content)


def pixel_stats(tiktok: BusinessApi, **changes: Any) -> Body:  # noqa: ANN401 - JSON
    asked: Body = {"pixel_ids": [tiktok.address.tiktok["pixel_id"]], "date_range": DAYS}
    return tiktok.get("/pixel/event/stats/", **asked | changes)


BACKWARDS = {"start_date": "2026-06-30", "end_date": "2026-06-01"}
MANY = [str(number) for number in range(101)]
VIDEO = b"\x00\x00\x00\x18ftypmp42"
# field -> the call that lacks it
SENT: tuple[tuple[str, Act], ...] = (
    ("campaign_id", lambda tiktok: tiktok.create("adgroup")),
    ("adgroup_id", lambda tiktok: tiktok.create("ad")),
    ("campaign_id", post("/campaign/update/", campaign_name="Spring")),
    ("campaign_ids", post("/campaign/status/update/", operation_status="DISABLE")),
    ("creatives", post("/ad/update/")),
    ("ad_id", post("/ad/update/", creatives=[{"ad_name": "Spring"}])),
    ("budget", post("/adgroup/budget/update/")),
    ("adgroup_id", post("/adgroup/budget/update/", budget=[{"budget": 60}])),
    ("image_file", post("/file/image/ad/upload/")),
    ("video_signature", uploaded("video", VIDEO, video_signature="")),
    ("image_ids", get("/file/image/ad/info/")),
    ("file_name", partial(name_an_image, name="")),
    ("file", post(f"{AUDIENCES}/file/upload/", calculate_type="EMAIL_SHA256", file_signature="0")),
    ("calculate_type", partial(upload_members, calculate_type="")),
    ("custom_audience_name", partial(an_audience, custom_audience_name="")),
    ("file_paths", partial(an_audience, file_paths=[])),
    ("custom_audience_id", post(f"{AUDIENCES}/update/", custom_audience_name="Spring")),
    ("custom_audience_ids", post(f"{AUDIENCES}/delete/")),
    ("custom_audience_ids", get(f"{AUDIENCES}/get/")),
    ("display_name", post("/identity/create/")),
    ("identity_id", get("/identity/info/")),
    ("creative_portfolio_id", get(f"{CREATIVES}/get/")),
    ("portfolio_content", post(f"{CREATIVES}/create/", creative_portfolio_type="CTA")),
    ("pixel_name", post("/pixel/create/")),
    ("pixel_id", post("/pixel/update/", pixel_name="Spring")),
    ("pixel_ids", partial(pixel_stats, pixel_ids=[])),
    ("ad_ids", get("/ad/review_info/")),
    ("task_id", get("/report/task/check/")),
    ("dimensions", reported(dimensions=[])),
    ("start_date", reported(start_date="")),
    ("end_date", reported(end_date="")),
    ("advertiser_ids", get("/advertiser/info/")),
)
# (field, what is said of it, the call that sends another type)
TYPED: tuple[tuple[str, str, Act], ...] = (
    ("po_number", "must be a string", create("campaign", po_number=5)),
    (
        "landing_page_url_list.landing_page_url",
        "must be a string",
        create("smart_plus_ad", landing_page_url_list=[{"landing_page_url": 5}]),
    ),
    ("page", "must be an integer", get("/campaign/get/", page="first")),
    ("filtering.campaign_ids", "must be a list of ids", get("/campaign/get/", filtering={"campaign_ids": "1"})),
    ("filtering.primary_status", "must be a string", get("/campaign/get/", filtering={"primary_status": 5})),
    ("campaign_ids", "must be a list of ids", pause_by_number),
    ("budget", "must be a list of objects", change_a_budget_without_a_list),
    ("portfolio_content", "must be a list of objects", portfolio("CTA", "Shop now")),
    ("start_date", "must look like 2026-11-20", reported(start_date="June")),
    ("date_range", "must be {start_date, end_date}, each like 2026-11-20", partial(pixel_stats, date_range={})),
    (
        "filtering.filter_value",
        'must be JSON in a string, such as "[\\"1\\"]"',
        filtered("campaign_ids", "IN", ["1"]),
    ),
    ("filtering.filter_value", "must hold a list of values", filtered("campaign_ids", "IN", "[]")),
)
# (field, what is said of it, the call with a word that nobody lists)
LISTED: tuple[tuple[str, str, Act], ...] = (
    ("pacing", "must be one of PACING_MODE_SMOOTH, PACING_MODE_FAST", create("adgroup", pacing="ODD")),
    (
        "operation_status",
        "must be ENABLE, DISABLE or DELETE",
        partial(set_status, status="PAUSE"),
    ),
    (
        "report_type",
        "must be BASIC or AUDIENCE: the sandbox serves no other report",
        reported(report_type="PLAYABLE_MATERIAL"),
    ),
    ("service_type", "must be AUCTION", reported(service_type="RESERVATION")),
    (
        "data_level",
        "must be one of AUCTION_ADVERTISER, AUCTION_CAMPAIGN, AUCTION_ADGROUP, AUCTION_AD",
        reported(data_level="AUCTION_WORLD"),
    ),
    ("filtering.filter_type", "must be IN or NOT_IN for ids", filtered("campaign_ids", "MATCH", '["1"]')),
    (
        "output_format",
        "must be one of CSV_STRING, CSV_DOWNLOAD, XLSX_DOWNLOAD",
        partial(task, output_format="PDF"),
    ),
    (
        "upload_type",
        "must be UPLOAD_BY_FILE, UPLOAD_BY_URL or UPLOAD_BY_FILE_ID",
        uploaded("video", VIDEO, upload_type="UPLOAD_BY_PIGEON"),
    ),
    ("action", "must be one of APPEND, REMOVE, REPLACE", partial(change_members, action="SWAP")),
    (
        "identity_type",
        "must be one of CUSTOMIZED_USER, AUTH_CODE, TT_USER, BC_AUTH_TT",
        get("/identity/get/", identity_type="NOBODY"),
    ),
    (
        "asset_type",
        "must be CTA_AUTO_OPTIMIZED: the sandbox recommends no others",
        get("/creative/cta/recommend/", asset_type="CTA"),
    ),
    (
        "creative_portfolio_type",
        "must be CTA: the sandbox has no other portfolios",
        portfolio("CARD", [{"asset_content": "Shop now"}]),
    ),
)
# (field, what is said of it, the call that names what is not there)
EXISTING: tuple[tuple[str, str, Act], ...] = (
    ("campaign_id", "1 does not exist or is deleted", lambda tiktok: tiktok.create("adgroup", "1")),
    ("campaign_id", "1 does not exist", post("/campaign/update/", campaign_id="1")),
    (
        "campaign_id",
        "1 does not exist",
        post("/campaign/status/update/", campaign_ids=["1"], operation_status="DISABLE"),
    ),
    ("adgroup_id", "1 does not exist", post("/adgroup/budget/update/", budget=[{"adgroup_id": "1", "budget": 60}])),
    ("ad_ids", "1 does not exist", get("/ad/review_info/", ad_ids=["1"])),
    ("image_id", "", post("/file/image/ad/update/", image_id="1", file_name="Spring")),
    ("file_id", "", post("/file/image/ad/upload/", upload_type="UPLOAD_BY_FILE_ID", file_id="1")),
    ("custom_audience_id", "1 does not exist", post(f"{AUDIENCES}/update/", custom_audience_id="1")),
    ("custom_audience_ids", "1 does not exist", post(f"{AUDIENCES}/delete/", custom_audience_ids=["1"])),
    ("file_paths", "was never uploaded", partial(an_audience, file_paths=["nowhere"])),
    ("identity_id", "1 does not exist", post("/identity/delete/", identity_id="1")),
    ("creative_portfolio_id", "1 does not exist", get(f"{CREATIVES}/get/", creative_portfolio_id="1")),
    ("pixel_id", "1 does not exist", post("/pixel/update/", pixel_id="1")),
    ("pixel_ids", "1 does not exist", partial(pixel_stats, pixel_ids=["1"])),
)
DIMENSIONS: tuple[tuple[str, str, Act], ...] = (
    (
        "dimensions",
        "must be campaign_id with at most one of stat_time_day and stat_time_hour",
        reported(dimensions=["campaign_id", "mood"]),
    ),
    (
        "dimensions",
        "province_id tells the country: country_code does not go with it",
        audience_report("province_id", "country_code"),
    ),
)


def breaks_of(rule: StateRule, rows: tuple[tuple[str, str, Act], ...]) -> list[Break]:
    return [Break(rule, field, act, said) for field, said, act in rows]


BREAKS: tuple[Break, ...] = (
    *(Break(rules.FIELDS_ARE_SENT, field, act) for field, act in SENT),
    *breaks_of(rules.VALUES_HAVE_THEIR_TYPE, TYPED),
    *breaks_of(rules.WORDS_ARE_LISTED, LISTED),
    *breaks_of(rules.WHAT_IS_CALLED_EXISTS, EXISTING),
    *breaks_of(rules.DIMENSIONS_GO_TOGETHER, DIMENSIONS),
    Break(rules.WHAT_IS_DELETED_STAYS, "campaign_id", rename_what_is_deleted),
    Break(rules.WHAT_IS_DELETED_STAYS, "campaign_ids", pause_what_is_deleted, "ID is deleted"),
    Break(
        rules.THE_DELETED_HAVE_NO_CHILDREN,
        "campaign_id",
        adgroup_below_a_deleted_campaign,
        "ID does not exist or is deleted",
    ),
    Break(rules.PAGES_COUNT_FROM_1, "page", get("/campaign/get/", page=0)),
    Break(rules.A_PAGE_IS_SHORT, "page_size", get("/campaign/get/", page_size=1001)),
    Break(rules.A_PAGE_IS_SHORT, "page_size", get("/file/music/get/", page_size=-1)),
    Break(
        rules.A_FILTER_IS_KNOWN,
        "filtering.mood",
        get("/campaign/get/", filtering={"mood": "good"}),
        "must be one of campaign_ids, campaign_name, objective_type, operation_status, primary_status, "
        "secondary_status",
    ),
    Break(
        rules.A_FILTER_IS_KNOWN,
        "filtering.mood",
        get("/file/image/ad/search/", filtering={"mood": "good"}),
        "must be one of image_ids, material_ids, file_name, width, height",
    ),
    Break(
        rules.A_FILTER_IS_KNOWN,
        "filtering.field_name",
        filtered("mood", "IN", '["good"]'),
        "must be one of ad_ids, ad_status, adgroup_ids, adgroup_status, campaign_ids, campaign_status",
    ),
    Break(
        rules.A_METRIC_IS_KNOWN,
        "metrics",
        reported(metrics=["cost_per_click"]),
        "cost_per_click is unknown; like it are cost_per_button_click, cost_per_login, cost_per_checkout",
    ),
    Break(rules.A_REPORT_IS_ORDERED_BY_WHAT_IT_SHOWS, "order_field", reported(order_field="clicks")),
    Break(rules.A_RANGE_RUNS_FORWARD, "end_date", reported(**BACKWARDS)),
    Break(
        rules.A_RANGE_RUNS_FORWARD,
        "date_range",
        partial(pixel_stats, date_range=BACKWARDS),
        "must not end before it starts",
    ),
    Break(rules.A_TASK_EXISTS, "task_id", get("/report/task/check/", task_id="1")),
    Break(rules.AN_ENDED_TASK_IS_NOT_CANCELED, "task_id", cancel_what_has_ended),
    Break(rules.A_CANCELED_TASK_HAS_NO_REPORT, "task_id", partial(download, canceled=True)),
    Break(rules.A_TASK_IS_AWAITED, "task_id", partial(download, canceled=False), "The task is QUEUING"),
    Break(
        rules.A_REPORT_S_RANGE_IS_SHORT,
        "start_date",
        reported(dimensions=["campaign_id", "stat_time_day"], start_date="2026-05-31"),
    ),
    Break(
        rules.A_LIFETIME_HAS_NO_DAYS,
        "query_lifetime",
        reported(dimensions=["campaign_id", "stat_time_day"], query_lifetime="true"),
    ),
    Break(rules.AN_AUDIENCE_REPORT_HAS_AUDIENCES, "dimensions", audience_report("gender", "age", "platform")),
    Break(rules.AN_AUDIENCE_REPORT_HAS_NO_HOURS, "dimensions", audience_report("age", "stat_time_hour")),
    Break(rules.A_REPORT_IS_OF_5_ADVERTISERS, "advertiser_ids", report_of_six),
    Break(rules.A_REPORT_FILTER_IS_SHORT, "filtering.filter_value", filtered("campaign_ids", "IN", json.dumps(MANY))),
    Break(
        rules.A_FILTER_IS_SHORT,
        "filtering.campaign_ids",
        get("/campaign/get/", filtering={"campaign_ids": MANY}),
    ),
    Break(rules.A_WRITE_IS_SMALL, "campaign_ids", pause_one_21_times),
    Break(rules.REVIEWS_ARE_FEW, "ad_ids", review_one_21_times),
    Break(rules.FILES_ARE_FEW, "image_ids", get("/file/image/ad/info/", image_ids=MANY)),
    Break(rules.AUDIENCES_ARE_FEW, "custom_audience_ids", look_at_one_audience_101_times),
    Break(rules.A_PIXEL_NAME_IS_SHORT, "pixel_name", post("/pixel/create/", pixel_name="x" * 129)),
    Break(
        rules.AN_AUDIENCE_NAME_IS_SHORT, "custom_audience_name", partial(an_audience, custom_audience_name="x" * 129)
    ),
    Break(rules.A_DISPLAY_NAME_IS_SHORT, "display_name", post("/identity/create/", display_name="x" * 41)),
    Break(rules.ONLY_DISPLAY_NAMES_ARE_DELETED, "identity_id", delete_a_tiktok_account),
    Break(rules.BUDGETS_SIT_ON_ONE_LEVEL, "budget.adgroup_id", change_a_budget_under_campaign_optimization),
    Break(rules.A_FILE_HAS_ITS_SIGNATURE, "video_signature", uploaded("video", VIDEO, video_signature="0")),
    Break(rules.A_FILE_HAS_ITS_SIGNATURE, "file_signature", partial(upload_members, file_signature="0")),
    Break(rules.AN_IMAGE_IS_ONE, "image_file", uploaded("image", b"words")),
    Break(rules.A_VIDEO_IS_ONE, "video_file", uploaded("video", b"words" * 9)),
    Break(
        rules.A_FILE_S_ADDRESS_IS_HTTP,
        "image_url",
        post("/file/image/ad/upload/", upload_type="UPLOAD_BY_URL", image_url="ftp://shop.example/spring"),
    ),
)
