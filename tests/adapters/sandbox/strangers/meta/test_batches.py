"""Several calls in one. Typed in from the official SDK's documentation."""

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.api import FacebookAdsApi

from tests.adapters.sandbox.strangers.meta.drafts import SDK_WARNS, a_campaign

pytestmark = SDK_WARNS


def test_a_batch_calls_back_for_each_answer(account: AdAccount) -> None:
    batch, seen = FacebookAdsApi.get_default_api().new_batch(), []
    for number in range(3):
        a_campaign(account, name=f"Campaign {number}").api_update(
            params={"name": f"In a batch {number}"}, batch=batch, success=lambda answer: seen.append(answer.json())
        )
    assert batch.execute() is None
    assert seen == [{"success": True}] * 3


@pytest.mark.usefixtures("account")
def test_a_batch_leaves_headers_out_when_told_so() -> None:
    calls = {"batch": [{"method": "GET", "relative_url": "me"}], "include_headers": "false"}
    (answer,) = FacebookAdsApi.get_default_api().call("POST", (), params=calls).json()
    assert answer.keys() == {"code", "body"}
