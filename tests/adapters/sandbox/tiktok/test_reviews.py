import pytest

from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.tiktok.business_api import Body, BusinessApi

BOTH = pytest.mark.parametrize(
    ("flow", "path", "field"),
    [("", "/ad/review_info/", "ad_ids"), ("smart_plus_", "/smart_plus/ad/review_info/", "smart_plus_ad_ids")],
    ids=["manual", "smart_plus"],
)


def review(tiktok: BusinessApi, path: str, field: str, ad_id: str) -> Body:
    answer = tiktok.get(path, **{field: [ad_id]})
    assert answer["code"] == 0, answer["message"]
    found: Body = answer["data"]["ad_review_map"][ad_id]
    return found


@BOTH
def test_a_new_ad_is_approved(tiktok: BusinessApi, flow: str, path: str, field: str) -> None:
    _, _, ad_id = tiktok.tree(flow)
    found = review(tiktok, path, field, ad_id)
    assert (found["is_approved"], found["reject_info"]) == (True, [])


@BOTH
def test_a_disapproved_ad_tells_why(ads_sandbox: AdsSandbox, flow: str, path: str, field: str) -> None:
    with BusinessApi(ads_sandbox.address) as tiktok:
        _, _, ad_id = tiktok.tree(flow)
        ads_sandbox.control.play("disapproved_ad", "tiktok", ad_id=ad_id, reason="Landing page does not load")
        found = review(tiktok, path, field, ad_id)
    assert not found["is_approved"]
    assert found["reject_info"][0]["reasons"] == ["Landing page does not load"]


@pytest.mark.parametrize(
    ("path", "field"), [("/ad/review_info/", "ad_ids"), ("/smart_plus/ad/review_info/", "smart_plus_ad_ids")]
)
def test_an_unknown_ad_has_no_review(tiktok: BusinessApi, path: str, field: str) -> None:
    answer = tiktok.get(path, **{field: ["1"]})
    assert (answer["code"], answer["message"]) == (40007, f"{field}: 1 does not exist")
    assert tiktok.get(path)["code"] == 40002
