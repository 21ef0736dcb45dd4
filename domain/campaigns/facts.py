"""All that can happen to a campaign, in the order of its life. `Campaign` inherits them: `Campaign.Drafted`."""

from dataclasses import dataclass
from typing import ClassVar

from domain.campaigns.ad_group import AdGroupContent, CreativeContent, Objective
from domain.campaigns.budget import Budget, Flight
from domain.campaigns.channel import ChannelAccount, ChannelProblem, Confirmed, Declarations
from domain.shared.facts import Fact
from domain.shared.ids import AdAccountId, AdGroupId, CampaignId, CreativeId
from domain.shared.money import Currency
from domain.shared.platform import PlatformName


class CampaignFacts:
    """The facts of a campaign's stream."""

    __slots__ = ()

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Drafted(Fact):
        """A campaign was drafted."""

        topic: ClassVar[str] = "campaign.drafted"
        campaign_id: CampaignId
        name: str
        objective: Objective
        budget: Budget
        flight: Flight
        declarations: Declarations

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Discovered(Fact):
        """A campaign that we did not make was met in an account's figures."""

        topic: ClassVar[str] = "campaign.discovered"
        campaign_id: CampaignId
        name: str
        account_id: AdAccountId
        platform: PlatformName
        external_id: str
        currency: Currency

    @dataclass(frozen=True, slots=True, kw_only=True)
    class ChannelAdded(Fact):
        """The campaign will also run on an ad account, with `weight` parts of the budget."""

        topic: ClassVar[str] = "campaign.channel_added"
        account: ChannelAccount
        weight: int

    @dataclass(frozen=True, slots=True, kw_only=True)
    class ChannelRemoved(Fact):
        """The campaign will not run on an ad account after all."""

        topic: ClassVar[str] = "campaign.channel_removed"
        account_id: AdAccountId

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Renamed(Fact):
        """The campaign has another name."""

        topic: ClassVar[str] = "campaign.renamed"
        name: str

    @dataclass(frozen=True, slots=True, kw_only=True)
    class ObjectiveChanged(Fact):
        """The campaign is for something else."""

        topic: ClassVar[str] = "campaign.objective_changed"
        objective: Objective

    @dataclass(frozen=True, slots=True, kw_only=True)
    class BudgetChanged(Fact):
        """The campaign may spend another amount."""

        topic: ClassVar[str] = "campaign.budget_changed"
        before: Budget
        after: Budget

    @dataclass(frozen=True, slots=True, kw_only=True)
    class FlightChanged(Fact):
        """The campaign runs on other days."""

        topic: ClassVar[str] = "campaign.flight_changed"
        flight: Flight

    @dataclass(frozen=True, slots=True, kw_only=True)
    class DeclarationsChanged(Fact):
        """The advertiser declared something else to the platforms."""

        topic: ClassVar[str] = "campaign.declarations_changed"
        declarations: Declarations

    @dataclass(frozen=True, slots=True, kw_only=True)
    class AdGroupAdded(Fact):
        """A channel has a new ad group."""

        topic: ClassVar[str] = "campaign.ad_group_added"
        ad_group_id: AdGroupId
        account_id: AdAccountId
        content: AdGroupContent

    @dataclass(frozen=True, slots=True, kw_only=True)
    class AdGroupRevised(Fact):
        """An ad group was reworked."""

        topic: ClassVar[str] = "campaign.ad_group_revised"
        ad_group_id: AdGroupId
        content: AdGroupContent

    @dataclass(frozen=True, slots=True, kw_only=True)
    class CreativeAdded(Fact):
        """An ad group has a new creative, at version 1."""

        topic: ClassVar[str] = "campaign.creative_added"
        ad_group_id: AdGroupId
        creative_id: CreativeId
        content: CreativeContent
        derived_from: CreativeId | None

    @dataclass(frozen=True, slots=True, kw_only=True)
    class CreativeRevised(Fact):
        """A creative has a new version; the ones before it stay in the history."""

        topic: ClassVar[str] = "campaign.creative_revised"
        ad_group_id: AdGroupId
        creative_id: CreativeId
        creative_version: int
        content: CreativeContent

    @dataclass(frozen=True, slots=True, kw_only=True)
    class LaunchRequested(Fact):
        """Somebody wants the campaign to run."""

        topic: ClassVar[str] = "campaign.launch_requested"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Launched(Fact):
        """Every channel has an answer from its platform, and at least one of them runs."""

        topic: ClassVar[str] = "campaign.launched"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Paused(Fact):
        """The whole campaign was paused."""

        topic: ClassVar[str] = "campaign.paused"
        reason: str

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Resumed(Fact):
        """The whole campaign was resumed."""

        topic: ClassVar[str] = "campaign.resumed"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class ChannelPaused(Fact):
        """One channel was paused; the others run on."""

        topic: ClassVar[str] = "campaign.channel_paused"
        account_id: AdAccountId
        reason: str

    @dataclass(frozen=True, slots=True, kw_only=True)
    class ChannelResumed(Fact):
        """One paused channel was resumed."""

        topic: ClassVar[str] = "campaign.channel_resumed"
        account_id: AdAccountId

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Completed(Fact):
        """The campaign is over; its platforms stop spending."""

        topic: ClassVar[str] = "campaign.completed"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Archived(Fact):
        """The campaign was put away."""

        topic: ClassVar[str] = "campaign.archived"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class ChannelConfirmed(Fact):
        """A platform acknowledged a version of the campaign."""

        topic: ClassVar[str] = "campaign.channel_confirmed"
        account_id: AdAccountId
        confirmed: Confirmed

    @dataclass(frozen=True, slots=True, kw_only=True)
    class ChannelRejected(Fact):
        """A platform would not take a version of the campaign, or could not be reached with it."""

        topic: ClassVar[str] = "campaign.channel_rejected"
        account_id: AdAccountId
        rejected_version: int
        problem: ChannelProblem
