"""What a reviewer decides about an ad is told by the ad itself."""

from facebook_business.adobjects.adaccount import AdAccount

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.control_desk import ControlDesk
from tests.adapters.sandbox.meta.drafts import a_campaign, a_creative, an_ad, an_ad_set


def test_a_disapproved_ad_says_why(account: AdAccount, address: SandboxAddress, desk: ControlDesk) -> None:
    campaign = account.create_campaign(params=a_campaign())
    ad_set = account.create_ad_set(params=an_ad_set(campaign["id"], address))
    creative = account.create_ad_creative(params=a_creative(address))
    ad = account.create_ad(params=an_ad(ad_set["id"], creative["id"]))
    rejection = {"name": "disapproved_ad", "platform": "meta", "ad_id": ad["id"], "reason": "Misleading"}
    desk.client.post("/scenarios", json=rejection).raise_for_status()
    told = ad.api_get(fields=["effective_status", "ad_review_feedback"])
    assert told["effective_status"] == "DISAPPROVED"
    assert told["ad_review_feedback"]["global"] == {"Policy": "Misleading"}
