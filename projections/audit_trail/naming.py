"""What things are called: which facts give a name, and whose names a fact's sentence needs."""

from collections.abc import Iterator
from uuid import UUID

from domain.ad_accounts.ad_account import AdAccount
from domain.campaigns.campaign import Campaign
from domain.performance.performance_feed import PerformanceFeed
from domain.rules.rule import Rule, RuleScope
from domain.shared.facts import Fact, RecordedFact


def name_given(recorded: RecordedFact) -> tuple[UUID, str] | None:
    """Whom a fact gives a name, and which."""
    match recorded.fact:
        case AdAccount.Connected() | AdAccount.Discovered() | AdAccount.Synced() as fact:
            return recorded.stream_id, fact.profile.name
        case Campaign.Drafted() | Campaign.Discovered() | Campaign.Renamed() as fact:
            return recorded.stream_id, fact.name
        case Campaign.AdGroupAdded() | Campaign.AdGroupRevised() as fact:
            return fact.ad_group_id, fact.content.name
    return None


def subjects_of(fact: Fact) -> Iterator[UUID]:
    """The ids that a fact's sentence calls by name."""
    match fact:
        case Campaign.CreativeAdded() | Campaign.CreativeRevised():
            yield fact.ad_group_id
        case (
            Campaign.Discovered()
            | Campaign.ChannelRemoved()
            | Campaign.AdGroupAdded()
            | Campaign.ChannelPaused()
            | Campaign.ChannelResumed()
            | Campaign.ChannelConfirmed()
            | Campaign.ChannelRejected()
            | PerformanceFeed.BatchRecorded()
        ):
            yield fact.account_id
        case Rule.Defined() | Rule.Revised():
            yield from _of_scope(fact.definition.scope)
        case Rule.Triggered():
            yield from _of_scope(fact.scope)


def _of_scope(scope: RuleScope) -> Iterator[UUID]:
    yield scope.campaign_id
    if scope.account_id is not None:
        yield scope.account_id
