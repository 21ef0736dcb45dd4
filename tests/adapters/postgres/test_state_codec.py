"""snapshot(fold) == fold: every aggregate, after any history that its machine comes up with."""

from typing import Any, ClassVar

import pytest
from hypothesis.stateful import RuleBasedStateMachine, invariant

from adapters.postgres.state_codec import BY_STREAM_TYPE, decode_state, encode_state, state_schema
from domain.ad_accounts.ad_account import AdAccount
from domain.campaigns.campaign import Campaign
from domain.organizations.organization import Organization
from domain.performance.performance_feed import PerformanceFeed
from domain.rules.rule import Rule
from tests.domain.campaigns.test_campaign_machine import CampaignMachine
from tests.domain.test_machines import AdAccountMachine, OrganizationMachine, PerformanceFeedMachine, RuleMachine
from tests.given import folded


class Kept(RuleBasedStateMachine):
    """A machine whose state survives being kept at every step."""

    aggregate: ClassVar[Any]
    history: Any

    @invariant()
    def the_state_comes_back_as_it_was(self) -> None:
        if self.history:
            kind, state = self.aggregate.stream_type, folded(self.aggregate, self.history)
            assert decode_state(kind, encode_state(kind, state)) == state


class KeptAdAccount(Kept, AdAccountMachine):
    aggregate = AdAccount


class KeptCampaign(Kept, CampaignMachine):
    aggregate = Campaign


class KeptOrganization(Kept, OrganizationMachine):
    aggregate = Organization


class KeptPerformanceFeed(Kept, PerformanceFeedMachine):
    aggregate = PerformanceFeed


class KeptRule(Kept, RuleMachine):
    aggregate = Rule


TestKeptAdAccount = KeptAdAccount.TestCase
TestKeptCampaign = KeptCampaign.TestCase
TestKeptOrganization = KeptOrganization.TestCase
TestKeptPerformanceFeed = KeptPerformanceFeed.TestCase
TestKeptRule = KeptRule.TestCase


def test_every_aggregate_is_kept_by_a_machine() -> None:
    assert {machine.aggregate for machine in Kept.__subclasses__()} == {*BY_STREAM_TYPE.values()}


@pytest.mark.parametrize("stream_type", BY_STREAM_TYPE)
def test_every_shape_has_a_name_of_its_own(stream_type: str) -> None:
    assert state_schema(stream_type).startswith(f"{stream_type}:")
    assert len({state_schema(kind) for kind in BY_STREAM_TYPE}) == len(BY_STREAM_TYPE)
