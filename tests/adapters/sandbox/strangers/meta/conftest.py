from collections.abc import Iterator

import pytest
from facebook_business.adobjects.ad import Ad
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.adcreative import AdCreative
from facebook_business.api import FacebookAdsApi
from facebook_business.session import FacebookSession

from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.strangers.meta.drafts import a_campaign, a_story, an_ad_set


@pytest.fixture
def account(ads_sandbox: AdsSandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[AdAccount]:
    """The account after `FacebookAdsApi.init`, as every example of the SDK begins."""
    line = ads_sandbox.address.meta
    monkeypatch.setattr(FacebookSession, "GRAPH", line["graph_url"])
    FacebookAdsApi.init(line["app_id"], line["app_secret"], line["access_token"], crash_log=False)
    yield AdAccount(line["ad_account_id"])
    FacebookAdsApi.get_default_api()._session.requests.close()  # noqa: SLF001 - the SDK never closes it
    FacebookAdsApi.set_default_api(None)


@pytest.fixture
def ad(account: AdAccount, ads_sandbox: AdsSandbox) -> Ad:
    """The quick start: a campaign, an ad set, a creative, an ad."""
    ad_set = an_ad_set(account, a_campaign(account))
    creative = account.create_ad_creative(
        params={
            AdCreative.Field.name: "My Creative",
            AdCreative.Field.object_story_spec: a_story(ads_sandbox.address.meta["page_id"]),
        }
    )
    return account.create_ad(
        params={
            "name": "My Ad",
            "adset_id": ad_set["id"],
            "creative": {"creative_id": creative["id"]},
            "status": "PAUSED",
        }
    )
