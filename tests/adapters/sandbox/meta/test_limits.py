import json
from collections.abc import Iterator

import httpx
import pytest

from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from tests.adapters.sandbox.control_desk import ControlDesk

STARTER = frozenset({"meta.usage_limits", "meta.limited_access"})


@pytest.fixture(scope="module")
def limited() -> Iterator[SandboxAddress]:
    with running_sandbox(SandboxOptions(seed=3, enforced=STARTER)) as address:
        yield address


@pytest.fixture
def client(limited: SandboxAddress) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=limited.meta["graph_url"], timeout=20) as client:
        yield client


def asked(client: httpx.Client, address: SandboxAddress, path: str = "") -> httpx.Response:
    token = {"access_token": address.meta["access_token"]}
    return client.get(f"/v26.0/{address.meta['ad_account_id']}{path}", params=token)


def business(answer: httpx.Response) -> dict[str, object]:
    (told,) = json.loads(answer.headers["x-business-use-case-usage"]).values()
    found: dict[str, object] = told[0]
    return found


def test_usage_is_counted_by_the_hour_and_refused_beyond_the_quota(
    client: httpx.Client, limited: SandboxAddress
) -> None:
    assert business(asked(client, limited))["ads_api_access_tier"] == "development_access"
    answers = [asked(client, limited) for _ in range(300)]
    assert [answer.status_code for answer in answers[:299]] == [200] * 299
    error = answers[-1].json()["error"]
    assert (error["code"], error["error_subcode"], error["is_transient"]) == (80004, 2446079, True)
    wait = business(answers[-1])["estimated_time_to_regain_access"]
    assert isinstance(wait, int)
    assert 0 < wait <= 60
    with httpx.Client(base_url=limited.control_url) as control:
        ControlDesk(control).pass_hours(1)
    assert business(asked(client, limited))["call_count"] == 0


def test_insights_have_a_quota_of_their_own(client: httpx.Client, limited: SandboxAddress) -> None:
    answer = asked(client, limited, "/insights")
    assert business(answer)["type"] == "ads_insights"
    assert "acc_id_util_pct" in json.loads(answer.headers["x-fb-ads-insights-throttle"])


def test_without_the_switch_calls_are_only_counted(address: SandboxAddress) -> None:
    with httpx.Client(base_url=address.meta["graph_url"], timeout=20) as client:
        assert business(asked(client, address))["ads_api_access_tier"] == "standard_access"


def test_an_app_can_require_the_proof_of_its_secret() -> None:
    options = SandboxOptions(seed=3, enforced=frozenset({"meta.appsecret_proof"}))
    with running_sandbox(options) as address, httpx.Client(base_url=address.meta["graph_url"]) as client:
        answer = asked(client, address)
    assert answer.status_code == 400
    assert "appsecret_proof" in answer.json()["error"]["message"]
