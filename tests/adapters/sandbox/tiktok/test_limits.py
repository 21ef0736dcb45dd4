from collections.abc import Iterator

import pytest

from adapters.sandbox.control_client import ControlClient
from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.tiktok.business_api import BusinessApi


@pytest.fixture
def control(ads_sandbox: AdsSandbox) -> ControlClient:
    """Time stands still: every call falls into the same second."""
    ads_sandbox.control.freeze()
    return ads_sandbox.control


@pytest.fixture
def tiktok(ads_sandbox: AdsSandbox) -> Iterator[BusinessApi]:
    with BusinessApi(ads_sandbox.address) as api:
        yield api


def codes(tiktok: BusinessApi, calls: int) -> list[int]:
    return [int(tiktok.get("/user/info/")["code"]) for _ in range(calls)]


def test_without_enforcement_nobody_is_held_back(tiktok: BusinessApi, control: ControlClient) -> None:
    assert not control.mutations()
    assert codes(tiktok, 12) == [0] * 12


def test_the_eleventh_call_in_a_second_is_refused_and_a_second_later_passes(
    tiktok: BusinessApi, control: ControlClient
) -> None:
    control.enforce("tiktok.qps_limit")
    assert codes(tiktok, 12) == [0] * 10 + [40100] * 2
    control.advance(seconds=1.01)
    assert codes(tiktok, 1) == [0]


def test_after_600_calls_in_a_minute_an_app_waits_for_five(tiktok: BusinessApi, control: ControlClient) -> None:
    control.enforce("tiktok.qpm_limit")
    assert codes(tiktok, 601) == [0] * 600 + [40100]
    control.advance(seconds=240)
    early = codes(tiktok, 1)
    control.advance(seconds=61)
    assert early + codes(tiktok, 1) == [40100, 0]


def test_ads_are_created_at_half_the_rate(tiktok: BusinessApi, control: ControlClient) -> None:
    _, adgroup_id, _ = tiktok.tree()
    control.enforce("tiktok.qps_limit")
    assert [tiktok.create("ad", adgroup_id)["code"] for _ in range(6)] == [0] * 5 + [40100]
