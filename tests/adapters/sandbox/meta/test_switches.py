"""Every rule and check has a name by which it is relaxed."""

from collections.abc import Iterator

import pytest
from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.api import FacebookAdsApi

from adapters.sandbox.meta.rules import RULES
from adapters.sandbox.meta.switches import CHECKS, SWITCHES, register
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import META
from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from tests.adapters.sandbox.meta.drafts import a_campaign, a_creative, an_ad_set
from tests.adapters.sandbox.meta.official_sdk import official_sdk
from tests.adapters.sandbox.meta.pictures import in_base64

# The SDK warns of what it then sends all the same.
pytestmark = pytest.mark.filterwarnings("ignore:value of .* might not be compatible:UserWarning")


NAMES = [*(rule.name for rule in RULES), *(check.name for check in CHECKS)]


@pytest.fixture(scope="module")
def lenient() -> Iterator[tuple[SandboxAddress, FacebookAdsApi]]:
    with running_sandbox(SandboxOptions(relaxed=frozenset(NAMES))) as address, official_sdk(address) as api:
        yield address, api


def test_every_name_is_known_to_the_sandbox() -> None:
    sandbox = Sandbox()
    register(sandbox)
    known = {row.name for row in sandbox.rules.rows(META)}
    assert known == set(NAMES) | set(SWITCHES)


def test_names_are_used_once() -> None:
    assert len(NAMES) == len(set(NAMES))


def test_a_relaxed_rule_refuses_nothing(lenient: tuple[SandboxAddress, FacebookAdsApi]) -> None:
    address, api = lenient
    account = AdAccount(address.meta["ad_account_id"], api=api)
    bare = a_campaign(special_ad_categories=None, is_adset_budget_sharing_enabled=None)
    campaign = account.create_campaign(params=bare)
    nowhere = an_ad_set(campaign["id"], address, targeting=None, promoted_object={"pixel_id": "1"})
    assert account.create_ad_set(params=nowhere)["id"]


@pytest.mark.parametrize("times", [6])
def test_a_relaxed_budget_changes_as_often_as_it_likes(
    lenient: tuple[SandboxAddress, FacebookAdsApi], times: int
) -> None:
    address, api = lenient
    account = AdAccount(address.meta["ad_account_id"], api=api)
    campaign = account.create_campaign(params=a_campaign())
    ad_set = account.create_ad_set(params=an_ad_set(campaign["id"], address))["id"]
    answers = [api.call("POST", (ad_set,), params={"daily_budget": 6000 + n}).json() for n in range(times)]
    assert answers == [{"success": True}] * times


def test_relaxed_checks_let_pages_pictures_and_breakdowns_pass(
    lenient: tuple[SandboxAddress, FacebookAdsApi],
) -> None:
    address, api = lenient
    account = AdAccount(address.meta["ad_account_id"], api=api)
    story = {"page_id": "1", "link_data": {"link": "https://shop.example"}}
    assert account.create_ad_creative(params=a_creative(address, object_story_spec=story))["id"]
    assert account.create_ad_image(params={"bytes": in_base64(b"no picture")})["hash"]
    assert len(account.get_insights(params={"breakdowns": ["age", "country"], "date_preset": "today"})) == 0
