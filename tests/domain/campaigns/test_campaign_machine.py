"""Any verbs in any order: what a campaign says of itself always follows from its facts, and always makes sense."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from uuid import UUID, uuid5

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.campaigns.ad_group import CreativeContent, Objective
from domain.campaigns.campaign import MOST_CHILDREN, Campaign, CampaignStatus
from domain.campaigns.channel import ChannelAccount, ProblemKind
from domain.errors import Refusal
from domain.shared.facts import Fact
from domain.shared.ids import AdAccountId, AdGroupId, CreativeId
from domain.shared.money import Money
from domain.shared.platform import Delivery
from tests.builders import (
    GOOGLE,
    META,
    TIKTOK,
    TODAY,
    a_draft,
    a_problem,
    ad_group,
    confirmed,
    creative,
    filled,
)
from tests.given import folded

ACCOUNTS = st.sampled_from([GOOGLE, META, TIKTOK])
AMOUNTS = st.integers(-1, 40_000).map(lambda cents: Money(currency=GOOGLE.currency, micros=cents * 10_000))
ENDED = (CampaignStatus.COMPLETED, CampaignStatus.ARCHIVED)


def _take(campaign: Campaign, group_id: AdGroupId, content: CreativeContent) -> Sequence[Fact]:
    new = CreativeId(uuid5(group_id, str(campaign.version)))
    return campaign.add_creative(ad_group_id=group_id, creative_id=new, content=content)


class CampaignMachine(RuleBasedStateMachine):
    """A campaign to which things happen, refused ones among them."""

    campaign: Campaign
    history: tuple[Fact, ...] = ()
    seen: dict[AdAccountId, int]

    @initialize(accounts=st.lists(ACCOUNTS, min_size=1, max_size=3, unique=True), weight=st.integers(1, 10_000))
    def is_drafted(self, accounts: list[ChannelAccount], weight: int) -> None:
        self.history = a_draft(*accounts, weights=[weight] * len(accounts))
        self.campaign = folded(Campaign, self.history)
        self.seen = {}

    def happens(self, verb: Callable[[Campaign], Sequence[Fact]]) -> None:
        before = replace(self.campaign)
        facts: Sequence[Fact] = ()
        with suppress(Refusal):
            facts = verb(self.campaign)
        assert self.campaign == before
        for fact in facts:
            self.history += (fact,)
            self.campaign = Campaign.evolve(self.campaign, fact)

    @rule(name=st.sampled_from(["Spring", "Summer", "", "Party 🎉"]), objective=st.sampled_from(Objective))
    def is_revised(self, name: str, objective: Objective) -> None:
        self.happens(lambda c: c.revise(today=TODAY, name=name, objective=objective))

    @rule(amount=AMOUNTS)
    def changes_its_budget(self, amount: Money) -> None:
        self.happens(lambda c: c.change_budget(amount, TODAY))

    @rule(account=ACCOUNTS, weight=st.integers(0, 10_001))
    def gets_a_channel(self, account: ChannelAccount, weight: int) -> None:
        self.happens(lambda c: c.add_channel(account, weight, TODAY))

    @rule(account=ACCOUNTS)
    def loses_a_channel(self, account: ChannelAccount) -> None:
        self.happens(lambda c: c.remove_channel(account.account_id))

    @rule(account=ACCOUNTS)
    def is_filled(self, account: ChannelAccount) -> None:
        for verb in filled(account):
            self.happens(verb)

    @rule(account=ACCOUNTS, new=st.uuids())
    def gets_an_ad_group(self, account: ChannelAccount, new: UUID) -> None:
        group_id = AdGroupId(new)
        content = ad_group(platform=account.platform)
        self.happens(lambda c: c.add_ad_group(ad_group_id=group_id, account_id=account.account_id, content=content))

    @rule(data=st.data(), word=st.sampled_from(["LEARN_MORE", "SHOP_NOW", "no"]))
    def revises_a_creative(self, data: st.DataObject, word: str) -> None:
        groups = [group for group in self.campaign.ad_groups.values() if group.creatives]
        if groups:
            group = data.draw(st.sampled_from(groups))
            creative_id: CreativeId = data.draw(st.sampled_from(sorted(group.creatives)))
            content = replace(group.creatives[creative_id].content, call_to_action=word)
            self.happens(lambda c: c.revise_creative(group.ad_group_id, creative_id, content))

    @rule(account=ACCOUNTS)
    def gets_a_creative(self, account: ChannelAccount) -> None:
        content = creative(account.platform)
        for group_id in self.campaign.ad_groups:
            self.happens(partial(_take, group_id=group_id, content=content))

    @rule()
    def is_launched(self) -> None:
        self.happens(lambda c: c.launch(TODAY))

    @rule(verb=st.sampled_from([Campaign.resume, Campaign.complete, Campaign.archive, lambda c: c.pause("Enough.")]))
    def is_steered(self, verb: Callable[[Campaign], Sequence[Fact]]) -> None:
        self.happens(verb)

    @rule(account=ACCOUNTS, pauses=st.booleans())
    def has_a_channel_steered(self, account: ChannelAccount, *, pauses: bool) -> None:
        account_id = account.account_id
        self.happens(lambda c: c.pause_channel(account_id, "Dear.") if pauses else c.resume_channel(account_id))

    @rule(account=ACCOUNTS, behind=st.integers(0, 3))
    def is_confirmed(self, account: ChannelAccount, behind: int) -> None:
        def verb(campaign: Campaign) -> Sequence[Fact]:
            if account.account_id not in campaign.channels or not campaign.was_launched:
                return ()
            version = campaign.channels[account.account_id].desired_version - behind
            return campaign.confirm_channel(account.account_id, confirmed(campaign, account, version=version))

        self.happens(verb)

    @rule(account=ACCOUNTS, kind=st.sampled_from(ProblemKind), version=st.integers(1, 40))
    def is_rejected(self, account: ChannelAccount, kind: ProblemKind, version: int) -> None:
        self.happens(lambda c: c.reject_channel(account.account_id, version, a_problem(kind)))

    @invariant()
    def its_state_is_the_fold_of_its_facts(self) -> None:
        if self.history:
            assert folded(Campaign, self.history) == self.campaign
            assert self.campaign.version == len(self.history)

    @invariant()
    def it_has_a_name(self) -> None:
        if self.history:
            assert self.campaign.name.strip()

    @invariant()
    def its_shares_add_up_to_its_budget(self) -> None:
        if self.history:
            assert self.campaign.budget is not None
            shares = self.campaign.channel_budgets().values()
            assert sum(share.amount.micros for share in shares) == self.campaign.budget.amount.micros
            assert all(share.amount.micros > 0 for share in shares)

    @invariant()
    def no_channel_spends_that_should_not(self) -> None:
        for account_id, channel in self.campaign.channels.items() if self.history else ():
            desired = self.campaign.desired_channel(account_id)
            if desired is None:
                assert not self.campaign.was_launched
                continue
            stopped = self.campaign.status in (*ENDED, CampaignStatus.PAUSED) or channel.paused
            assert desired.delivery is (Delivery.PAUSED if stopped else Delivery.ENABLED)

    @invariant()
    def what_is_desired_never_goes_back(self) -> None:
        for account_id, channel in self.campaign.channels.items() if self.history else ():
            assert self.seen.get(account_id, 0) <= channel.desired_version <= self.campaign.version
            self.seen[account_id] = channel.desired_version

    @invariant()
    def every_ad_group_has_a_channel(self) -> None:
        if self.history:
            groups = self.campaign.ad_groups.values()
            assert {group.account_id for group in groups} <= self.campaign.channels.keys()
            assert self.campaign.channels
            assert len(groups) + sum(len(group.creatives) for group in groups) <= MOST_CHILDREN

    @invariant()
    def an_active_campaign_was_launched(self) -> None:
        if self.history:
            alive = (CampaignStatus.LAUNCHING, CampaignStatus.ACTIVE, CampaignStatus.PAUSED, CampaignStatus.COMPLETED)
            assert self.campaign.was_launched or self.campaign.status not in alive


TestCampaignMachine = CampaignMachine.TestCase
