"""What things are called: which facts give a name, and whose names a fact's sentence needs."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from domain.ad_accounts.ad_account import AdAccount
from domain.campaigns.campaign import Campaign
from domain.performance.performance_feed import PerformanceFeed
from domain.rules.rule import Rule, RuleScope
from domain.shared.facts import Fact
from projections.projector import SeenFact


def name_given(seen: SeenFact) -> tuple[UUID, str] | None:
    """Whom a fact gives a name, and which."""
    given = _NAMES_GIVEN.get(type(seen.fact))
    return None if given is None else given(seen.stream_id, seen.fact)


def subjects_of(fact: Fact) -> Iterable[UUID]:
    """The ids that a fact's sentence calls by name."""
    called = _SUBJECTS.get(type(fact))
    return () if called is None else called(fact)


def concerns_names(fact: Fact) -> bool:
    """Whether a fact gives a name, or its sentence calls something by one."""
    return type(fact) in _CONCERNED


def _of_scope(scope: RuleScope) -> Iterable[UUID]:
    return [subject for subject in (scope.campaign_id, scope.account_id) if subject is not None]


def _own_name(stream_id: UUID, fact: Any) -> tuple[UUID, str]:  # noqa: ANN401 - one of those in the table
    return stream_id, fact.name


def _own_profile(stream_id: UUID, fact: Any) -> tuple[UUID, str]:  # noqa: ANN401 - the same
    return stream_id, fact.profile.name


def _ad_groups_name(_: UUID, fact: Any) -> tuple[UUID, str]:  # noqa: ANN401 - the same
    return fact.ad_group_id, fact.content.name


def _account(fact: Any) -> Iterable[UUID]:  # noqa: ANN401 - the same
    return (fact.account_id,)


def _ad_group(fact: Any) -> Iterable[UUID]:  # noqa: ANN401 - the same
    return (fact.ad_group_id,)


# By class and not by `match`: most facts are in neither table, and each is asked about when a table is built anew.
_NAMES_GIVEN: Mapping[type[Fact], Callable[[UUID, Any], tuple[UUID, str]]] = {
    AdAccount.Connected: _own_profile,
    AdAccount.Discovered: _own_profile,
    AdAccount.Synced: _own_profile,
    Campaign.Drafted: _own_name,
    Campaign.Discovered: _own_name,
    Campaign.Renamed: _own_name,
    Campaign.AdGroupAdded: _ad_groups_name,
    Campaign.AdGroupRevised: _ad_groups_name,
}
_SUBJECTS: Mapping[type[Fact], Callable[[Any], Iterable[UUID]]] = {
    Campaign.CreativeAdded: _ad_group,
    Campaign.CreativeRevised: _ad_group,
    Campaign.Discovered: _account,
    Campaign.ChannelRemoved: _account,
    Campaign.AdGroupAdded: _account,
    Campaign.ChannelPaused: _account,
    Campaign.ChannelResumed: _account,
    Campaign.ChannelConfirmed: _account,
    Campaign.ChannelRejected: _account,
    PerformanceFeed.BatchRecorded: _account,
    Rule.Defined: lambda fact: _of_scope(fact.definition.scope),
    Rule.Revised: lambda fact: _of_scope(fact.definition.scope),
    Rule.Triggered: lambda fact: _of_scope(fact.scope),
}
_CONCERNED = _NAMES_GIVEN.keys() | _SUBJECTS.keys()
