"""The smaller aggregates under any verbs in any order. The campaign has a machine of its own."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.ad_accounts.ad_account import AccountStatus, AdAccount
from domain.errors import Refusal
from domain.organizations.organization import Organization, Role
from domain.performance.performance_feed import PerformanceFeed
from domain.rules.actions import Pause, Resume
from domain.rules.rule import Rule, RuleDefinition, RuleStatus
from domain.shared.facts import Fact
from domain.shared.metrics import Metrics
from tests.builders import (
    NOW,
    OWNER,
    TODAY,
    a_batch,
    a_condition,
    a_definition,
    a_profile,
    a_rule,
    an_account,
    an_observation,
    an_observed_account,
    an_organization,
    figures,
    readings,
    reconnecting,
)
from tests.given import folded

Verb = Callable[[AdAccount], Sequence[Fact]]
moments = st.none() | st.datetimes().map(lambda moment: moment.replace(tzinfo=NOW.tzinfo))


class AdAccountMachine(RuleBasedStateMachine):
    """An account that comes and goes."""

    history: tuple[Fact, ...] = ()

    @initialize(history=st.sampled_from([an_account(), an_observed_account()]))
    def comes_to_be(self, history: tuple[Fact, ...]) -> None:
        self.history = history
        self.account = folded(AdAccount, history)

    def happens(self, verb: Verb) -> None:
        facts: Sequence[Fact] = ()
        with suppress(Refusal):
            facts = verb(self.account)
        for fact in facts:
            self.history += (fact,)
            self.account = AdAccount.evolve(self.account, fact)

    @rule(name=st.sampled_from(["Shop", "Renamed"]))
    def is_connected(self, name: str) -> None:
        self.happens(reconnecting(a_profile(name)))
        assert self.account.status is AccountStatus.CONNECTED

    @rule(name=st.sampled_from(["Shop", "Renamed", ""]))
    def is_synced(self, name: str) -> None:
        self.happens(lambda a: a.sync(a_profile(name)))
        assert self.account.profile.name == name

    @rule(ends=moments)
    def has_its_token_refreshed(self, ends: datetime | None) -> None:
        self.happens(lambda a: a.refresh_token(ends))

    @rule(reason=st.text(max_size=3))
    def loses_its_consent(self, reason: str) -> None:
        self.happens(lambda a: a.lose_consent(reason))
        assert self.account.status is not AccountStatus.CONNECTED

    @rule(reason=st.text(max_size=3))
    def is_disconnected(self, reason: str) -> None:
        self.happens(lambda a: a.disconnect(reason))
        assert self.account.status in (AccountStatus.DISCONNECTED, AccountStatus.OBSERVED)

    @invariant()
    def its_state_is_the_fold_of_its_facts(self) -> None:
        if self.history:
            assert folded(AdAccount, self.history) == self.account
            assert self.account.version == len(self.history)

    @invariant()
    def whoever_was_connected_has_a_credential(self) -> None:
        if self.history:
            assert (self.account.credential_id is None) == (self.account.status is AccountStatus.OBSERVED)


class RuleMachine(RuleBasedStateMachine):
    """A rule that is looked at day after day."""

    history: tuple[Fact, ...] = ()

    @initialize()
    def is_defined(self) -> None:
        self.history = a_rule()
        self.rule_ = folded(Rule, self.history)
        self.today = TODAY

    def happens(self, verb: Callable[[Rule], Sequence[Fact]]) -> Sequence[Fact]:
        facts: Sequence[Fact] = ()
        with suppress(Refusal):
            facts = verb(self.rule_)
        for fact in facts:
            self.history += (fact,)
            self.rule_ = Rule.evolve(self.rule_, fact)
        return facts

    @rule(days=st.integers(0, 4), action=st.sampled_from([Pause(), Resume()]))
    def is_revised(self, days: int, action: Pause | Resume) -> None:
        definition: RuleDefinition = a_definition(condition=a_condition(days=days), action=action)
        self.happens(lambda r: r.revise(definition))

    @rule(verb=st.sampled_from([Rule.activate, Rule.pause]))
    def is_steered(self, verb: Callable[[Rule], Sequence[Fact]]) -> None:
        self.happens(verb)

    @rule(days=st.integers(0, 2))
    def grows_older(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(
        seen=st.lists(
            st.none() | st.sampled_from([figures(spend="30"), figures(spend="10"), figures(conversions="0")]),
            min_size=1,
            max_size=3,
        ),
        already_there=st.booleans(),
    )
    def is_looked_at(self, seen: list[Metrics | None], *, already_there: bool) -> None:
        before, days = self.rule_, readings(*seen, today=self.today)
        facts = self.happens(lambda r: r.evaluate(days, already_there=already_there))
        assert not facts or before.status is RuleStatus.ACTIVE
        if any(isinstance(fact, Rule.Triggered) for fact in facts):
            assert before.acted_through is None or before.acted_through < days[-1].day
            assert all(reading.truth == "true" for reading in days)
        again = self.happens(lambda r: r.evaluate(days, already_there=already_there))
        assert again == ()

    @invariant()
    def its_state_is_the_fold_of_its_facts(self) -> None:
        if self.history:
            assert folded(Rule, self.history) == self.rule_
            assert self.rule_.version == len(self.history)


class PerformanceFeedMachine(RuleBasedStateMachine):
    """A feed that takes one batch after another."""

    history: tuple[Fact, ...] = ()
    feed: PerformanceFeed | None = None

    @rule(rows=st.integers(0, 3), minutes=st.integers(0, 10_000))
    def takes_a_batch(self, rows: int, minutes: int) -> None:
        observed = [an_observation(TODAY + timedelta(days=day)) for day in range(rows)]
        number = len(self.history) + 1
        facts = a_batch(*observed, observed_at=NOW + timedelta(minutes=minutes), number=number)
        assert len(facts) == min(rows, 1)
        for fact in facts:
            self.history += (fact,)
            self.feed = PerformanceFeed.evolve(self.feed, fact)

    @precondition(lambda self: self.feed is not None)
    @invariant()
    def its_state_is_the_fold_of_its_facts(self) -> None:
        assert self.feed == folded(PerformanceFeed, self.history)
        assert self.feed.version == len(self.history)


class OrganizationMachine(RuleBasedStateMachine):
    """An organization that issues keys."""

    history: tuple[Fact, ...] = ()

    @initialize()
    def is_created(self) -> None:
        self.history = an_organization()
        self.organization = folded(Organization, self.history)

    @rule(key_id=st.uuids(), name=st.sampled_from(["Deploys", " "]), role=st.sampled_from(Role))
    def issues_a_key(self, key_id: UUID, name: str, role: Role) -> None:
        with suppress(Refusal):
            for fact in self.organization.issue_api_key(key_id=key_id, name=name, holder=OWNER, role=role):
                self.history += (fact,)
                self.organization = Organization.evolve(self.organization, fact)

    @invariant()
    def its_state_is_the_fold_of_its_facts(self) -> None:
        if self.history:
            assert folded(Organization, self.history) == self.organization
            assert self.organization.version == len(self.history) == 1 + len(self.organization.api_keys)


TestAdAccountMachine = AdAccountMachine.TestCase
TestRuleMachine = RuleMachine.TestCase
TestPerformanceFeedMachine = PerformanceFeedMachine.TestCase
TestOrganizationMachine = OrganizationMachine.TestCase
