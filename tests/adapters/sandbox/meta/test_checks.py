"""Each check outside the rules of objects, broken alone, with exactly the error that its row names."""

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.exceptions import FacebookRequestError

from adapters.sandbox.meta.switches import CHECKS, Check
from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.control_desk import ControlDesk
from tests.adapters.sandbox.meta.check_breakers import BREAKS
from tests.adapters.sandbox.meta.drafts import a_campaign, a_creative, an_ad, an_ad_set

# The SDK warns of what it then sends all the same.
pytestmark = pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning")


def test_every_check_is_shown_broken() -> None:
    assert BREAKS.keys() == {check.name for check in CHECKS}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_broken_check_is_refused_with_its_own_error(
    check: Check, account: AdAccount, address: SandboxAddress
) -> None:
    with pytest.raises(FacebookRequestError) as refused:
        BREAKS[check.name](account, address)
    assert (refused.value.api_error_code(), refused.value.api_error_subcode()) == (check.code, check.subcode)
    assert refused.value.body()["error"]["fbtrace_id"]


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
