"""Every fact as one sentence, written for an auditor: what happened, from what to what, and to what it belongs.

A sentence is written when its fact is projected, with the names that things had at that moment.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.ad_accounts.ad_account import AccountProfile, AdAccount
from domain.campaigns.budget import Budget, Flight
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import Declarations
from domain.organizations.organization import Organization
from domain.performance.performance_feed import PerformanceFeed
from domain.rules.conditions import DayReading
from domain.rules.rule import Rule, RuleDefinition, RuleScope
from domain.shared.facts import Fact
from domain.shared.metrics import Metric, Metrics, rounded
from domain.shared.money import Currency, Money, plain
from domain.topics import FACTS

Names = Mapping[UUID, str]
"""What things are called, by their ids."""

MOST_DECIMALS = 4


def sentence(fact: Fact, names: Names) -> str:
    """The sentence of a fact. Raises `TypeError` for a fact that has none."""
    return _WRITERS[type(fact)](fact, names)


def _of_organization(fact: Fact, _names: Names) -> str:
    match fact:
        case Organization.Created():
            return f"Organization {fact.name} created as {fact.slug}, owned by user {fact.owner}."
        case Organization.ApiKeyIssued():
            return f"API key {fact.name} issued to user {fact.holder} with the role {fact.role}."
    raise TypeError(f"{fact!r} has no sentence")


def _of_ad_account(fact: Fact, _names: Names) -> str:  # noqa: PLR0911 - a line a fact
    match fact:
        case AdAccount.Connected():
            return f"Ad account {fact.external_id} on {fact.platform} connected: {_profile(fact.profile)}."
        case AdAccount.Discovered():
            return (
                f"Ad account {fact.external_id} on {fact.platform} met in imported figures: {_profile(fact.profile)}."
            )
        case AdAccount.Reconnected():
            return "Ad account connected again under a new consent."
        case AdAccount.Synced():
            return f"The platform now describes the account as {_profile(fact.profile)}."
        case AdAccount.TokenRefreshed():
            until = "without an end" if fact.expires_at is None else f"valid until {fact.expires_at:%Y-%m-%d %H:%M %Z}"
            return f"Access token renewed, {until}."
        case AdAccount.ConsentLost():
            return (
                f"The platform no longer accepts our access; a person must consent again. Reason: {_ended(fact.reason)}"
            )
        case AdAccount.Disconnected():
            return f"Ad account disconnected and its tokens erased. Reason: {_ended(fact.reason)}"
    raise TypeError(f"{fact!r} has no sentence")


def _of_campaign(fact: Fact, names: Names) -> str:  # noqa: C901, PLR0911, PLR0912 - a line a fact
    match fact:
        # Most are of these two kinds, and each case before its own costs a fact time.
        case Campaign.BudgetChanged():
            return f"Budget {_moved(fact.before, fact.after)} from {fact.before!s} to {fact.after!s}."
        case Campaign.ChannelConfirmed():
            return _confirmed(fact, names)
        case Campaign.Drafted():
            return f"Campaign {fact.name} drafted for {fact.objective}: {fact.budget}, {_flight(fact.flight)}."
        case Campaign.Discovered():
            return (
                f"Campaign {fact.name} met on {_name(fact.account_id, names)} ({fact.platform}) as {fact.external_id}."
            )
        case Campaign.ChannelAdded():
            return f"Channel added on {fact.account.name} ({fact.account.platform}), weight {fact.weight}."
        case Campaign.ChannelRemoved():
            return f"Channel on {_name(fact.account_id, names)} removed."
        case Campaign.Renamed():
            return f"Campaign renamed to {fact.name}."
        case Campaign.ObjectiveChanged():
            return f"Objective changed to {fact.objective}."
        case Campaign.FlightChanged():
            return f"Flight changed: {_flight(fact.flight)}."
        case Campaign.DeclarationsChanged():
            return f"Declared to the platforms: {_declared(fact.declarations)}."
        case Campaign.AdGroupAdded():
            return f"Ad group {fact.content.name} added on {_name(fact.account_id, names)}."
        case Campaign.AdGroupRevised():
            return f"Ad group {fact.content.name} reworked."
        case Campaign.CreativeAdded():
            origin = "" if fact.derived_from is None else f", made from creative {fact.derived_from}"
            return f"Creative {fact.creative_id} added to ad group {_name(fact.ad_group_id, names)}{origin}."
        case Campaign.CreativeRevised():
            group = _name(fact.ad_group_id, names)
            return f"Creative {fact.creative_id} of ad group {group} revised to version {fact.creative_version}."
        case Campaign.LaunchRequested():
            return "Launch requested on all channels."
        case Campaign.Launched():
            return "Campaign launched: every platform has answered."
        case Campaign.Paused():
            return f"Campaign paused. Reason: {_ended(fact.reason)}"
        case Campaign.Resumed():
            return "Campaign resumed."
        case Campaign.ChannelPaused():
            return f"Channel on {_name(fact.account_id, names)} paused. Reason: {_ended(fact.reason)}"
        case Campaign.ChannelResumed():
            return f"Channel on {_name(fact.account_id, names)} resumed."
        case Campaign.Completed():
            return "Campaign completed; its platforms are told to stop spending."
        case Campaign.Archived():
            return "Campaign archived."
        case Campaign.ChannelRejected():
            what = f"{_name(fact.account_id, names)} did not take version {fact.rejected_version}"
            return f"{what}: {_ended(fact.problem.message)} {_ended(fact.problem.advice)}"
    raise TypeError(f"{fact!r} has no sentence")


def _of_performance_feed(fact: Fact, names: Names) -> str:
    match fact:
        case PerformanceFeed.BatchRecorded():
            days = str(fact.since) if fact.since == fact.until else f"{fact.since} to {fact.until}"
            what = f"{fact.rows} changed figures ({fact.grain}) of {_name(fact.account_id, names)}"
            sums = _sums(fact.totals, fact.currency)
            return f"{what} recorded by {fact.source} for {days}: {sums}; SHA-256 {fact.sha256}."
    raise TypeError(f"{fact!r} has no sentence")


def _of_rule(fact: Fact, names: Names) -> str:
    match fact:
        case Rule.Defined():
            return f"Rule {fact.definition.name} defined: {_rule(fact.definition, names)}."
        case Rule.Revised():
            return f"Rule {fact.definition.name} revised: {_rule(fact.definition, names)}."
        case Rule.Activated():
            return "Rule activated."
        case Rule.Paused():
            return "Rule paused."
        case Rule.Triggered():
            seen = _readings(fact.readings, fact.condition.metric)
            return f"{fact.condition} held ({seen}), so the rule will {fact.action.kind} {_scope(fact.scope, names)}."
        case Rule.HeldBack():
            seen = _readings(fact.readings, fact.condition.metric)
            return f"Rule held back on {fact.condition} ({seen}). Reason: {_ended(fact.reason)}"
    raise TypeError(f"{fact!r} has no sentence")


_BY_STREAM_TYPE: Mapping[str, Callable[[Fact, Names], str]] = {
    "organization": _of_organization,
    "ad_account": _of_ad_account,
    "campaign": _of_campaign,
    "performance_feed": _of_performance_feed,
    "rule": _of_rule,
}
_WRITERS = {fact_class: _BY_STREAM_TYPE[fact_class.topic.partition(".")[0]] for fact_class in FACTS}


def _name(subject: UUID, names: Names) -> str:
    return names.get(subject, str(subject))


def _ended(text: str) -> str:
    text = text.strip() or "none given"
    return text if text[-1] in ".!?" else f"{text}."


def _profile(profile: AccountProfile) -> str:
    return f"{profile.name}, in {profile.currency}, time zone {profile.time_zone}"


def _flight(flight: Flight) -> str:
    return f"from {flight.starts_on} " + ("until stopped" if flight.ends_on is None else f"to {flight.ends_on}")


def _moved(before: Budget, after: Budget) -> str:
    if before.kind is not after.kind or before.amount.currency != after.amount.currency:
        return "changed"
    return "raised" if after.amount.micros > before.amount.micros else "lowered"


def _declared(declarations: Declarations) -> str:
    political = "EU political advertising" if declarations.eu_political_advertising else "no EU political advertising"
    categories = ", ".join(declarations.special_ad_categories) or "none"
    return f"{political}; special ad categories: {categories}"


def _confirmed(fact: Campaign.ChannelConfirmed, names: Names) -> str:
    confirmed = fact.confirmed
    name = _name(fact.account_id, names)
    if confirmed.external_campaign_id is None:
        return f"{name} confirmed version {confirmed.version}: nothing had to be made there."
    return (
        f"{name} confirmed version {confirmed.version} as campaign {confirmed.external_campaign_id}:"
        f" {confirmed.delivery}, {confirmed.budget}."
    )


def _sums(totals: Metrics, currency: Currency) -> str:
    parts = [
        f"{totals.impressions} impressions",
        f"{totals.clicks} clicks",
        f"{Money(currency=currency, micros=totals.spend_micros)} spent",
    ]
    if totals.conversions is not None:
        parts.append(f"{plain(totals.conversions)} conversions")
    if totals.conversion_value_micros is not None:
        parts.append(f"{Money(currency=currency, micros=totals.conversion_value_micros)} of conversion value")
    return ", ".join(parts)


def _rule(definition: RuleDefinition, names: Names) -> str:
    return f"{definition.action.kind} {_scope(definition.scope, names)} if {definition.condition}"


def _scope(scope: RuleScope, names: Names) -> str:
    campaign = f"campaign {_name(scope.campaign_id, names)}"
    return campaign if scope.account_id is None else f"{campaign} on {_name(scope.account_id, names)}"


def _readings(readings: Sequence[DayReading], metric: Metric) -> str:
    return "; ".join(f"{reading.day}: {_reading(reading, metric)}" for reading in readings)


def _reading(reading: DayReading, metric: Metric) -> str:
    if reading.metrics is None:
        return "no figures"
    value: Any = rounded(reading.metrics.exactly(metric), MOST_DECIMALS)
    return f"{metric.upper()} {'undefined' if value is None else plain(value)}"
