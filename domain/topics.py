"""Every fact by its name in storage. A topic resolves only if it stands here, so a module can move freely."""

from domain.ad_accounts.ad_account import AdAccount
from domain.campaigns.campaign import Campaign
from domain.organizations.organization import Organization
from domain.performance.performance_feed import PerformanceFeed
from domain.rules.rule import Rule
from domain.shared.facts import Fact

AGGREGATES = (Organization, AdAccount, Campaign, PerformanceFeed, Rule)
"""Every aggregate, in the order in which one needs another."""

FACTS: tuple[type[Fact], ...] = (
    Organization.Created,
    Organization.ApiKeyIssued,
    AdAccount.Connected,
    AdAccount.Discovered,
    AdAccount.Reconnected,
    AdAccount.Synced,
    AdAccount.TokenRefreshed,
    AdAccount.ConsentLost,
    AdAccount.Disconnected,
    Campaign.Drafted,
    Campaign.Discovered,
    Campaign.ChannelAdded,
    Campaign.ChannelRemoved,
    Campaign.Renamed,
    Campaign.ObjectiveChanged,
    Campaign.BudgetChanged,
    Campaign.FlightChanged,
    Campaign.DeclarationsChanged,
    Campaign.AdGroupAdded,
    Campaign.AdGroupRevised,
    Campaign.CreativeAdded,
    Campaign.CreativeRevised,
    Campaign.LaunchRequested,
    Campaign.Launched,
    Campaign.Paused,
    Campaign.Resumed,
    Campaign.ChannelPaused,
    Campaign.ChannelResumed,
    Campaign.Completed,
    Campaign.Archived,
    Campaign.ChannelConfirmed,
    Campaign.ChannelRejected,
    PerformanceFeed.BatchRecorded,
    Rule.Defined,
    Rule.Revised,
    Rule.Activated,
    Rule.Paused,
    Rule.Triggered,
    Rule.HeldBack,
)

BY_TOPIC: dict[str, type[Fact]] = {fact.topic: fact for fact in FACTS}
