from collections.abc import Iterator

import pytest

from adapters.sandbox.control_client import ControlClient, ControlRefusedError
from adapters.sandbox.rule_switches import RuleRow, RuleSwitches, UnknownRuleError
from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from tests.adapters.sandbox.tiktok.business_api import BusinessApi

RULE = "tiktok.campaign_budget_reaches_the_minimum"


@pytest.fixture
def control(address: SandboxAddress) -> Iterator[ControlClient]:
    client = ControlClient(address.control_url)
    yield client
    client.enforce(RULE)


def cheap(address: SandboxAddress) -> int:
    with BusinessApi(address) as tiktok:
        return int(tiktok.create("smart_plus_campaign", budget=1)["code"])


def test_a_rule_is_relaxed_and_put_back_by_its_name(address: SandboxAddress, control: ControlClient) -> None:
    control.relax(RULE)
    relaxed = cheap(address)
    control.enforce(RULE)
    assert (relaxed, cheap(address)) == (0, 40002)


def test_a_rule_can_be_relaxed_from_the_start() -> None:
    with running_sandbox(SandboxOptions(relaxed=frozenset({RULE}))) as address:
        assert cheap(address) == 0


def test_an_unknown_rule_is_refused_with_what_comes_near(control: ControlClient) -> None:
    with pytest.raises(ControlRefusedError, match=f"did you mean .*{RULE}"):
        control.relax("tiktok.campaign_budget_reaches_minimum")


def test_an_unknown_rule_stops_the_start() -> None:
    options = SandboxOptions(relaxed=frozenset({"no_such_rule"}))
    with pytest.raises(UnknownRuleError, match="no_such_rule"), running_sandbox(options):
        pass


def test_every_rule_s_name_begins_with_its_platform(control: ControlClient) -> None:
    strays = [rule["name"] for rule in control.rules() if not rule["name"].startswith(f"{rule['platform']}.")]
    assert strays == []


def test_a_name_that_is_not_its_platform_s_cannot_be_registered() -> None:
    stray = RuleRow(platform="meta", name="budget_is_positive", message="", source="D")
    with pytest.raises(ValueError, match=r"must begin with meta\."):
        RuleSwitches().register("meta", [stray])


def test_every_rule_is_listed_with_its_source(control: ControlClient) -> None:
    rules = {rule["name"]: rule for rule in control.rules("tiktok")}
    assert (rules[RULE]["source"], rules[RULE]["in_force"]) == ("D", True)
    assert (rules["tiktok.qps_limit"]["on_demand"], rules["tiktok.qps_limit"]["in_force"]) == (True, False)
