"""Everything that can be asked of a campaign: load, one verb, append."""

from dataclasses import dataclass

from application.context import CommandContext
from application.handling import begin, change, first_answer, load
from application.ports import Ledger, Receipt
from domain.ad_accounts.ad_account import AccountStatus, AdAccount
from domain.campaigns.ad_group import AdGroupContent, CreativeContent, Objective
from domain.campaigns.budget import Budget, Flight
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import ChannelAccount, Declarations
from domain.errors import invalid
from domain.shared.ids import AdAccountId, AdGroupId, CampaignId, CreativeId
from domain.shared.money import Money
from domain.shared.platform import Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPlan:
    """An ad account to run on, and its weight in the budget."""

    account_id: AdAccountId
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCampaign:
    """Draft a campaign on one or more ad accounts."""

    name: str
    objective: Objective
    budget: Budget
    flight: Flight
    declarations: Declarations
    channels: tuple[ChannelPlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseCampaign:
    """Rework a draft; None leaves a thing as it is."""

    campaign_id: CampaignId
    name: str | None = None
    objective: Objective | None = None
    budget: Budget | None = None
    flight: Flight | None = None
    declarations: Declarations | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddChannel:
    """Let a draft run on one more ad account."""

    campaign_id: CampaignId
    channel: ChannelPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveChannel:
    """Take an ad account out of a draft."""

    campaign_id: CampaignId
    account_id: AdAccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAdGroup:
    """Give a channel an ad group."""

    campaign_id: CampaignId
    account_id: AdAccountId
    content: AdGroupContent


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseAdGroup:
    """Rework an ad group of a draft."""

    campaign_id: CampaignId
    ad_group_id: AdGroupId
    content: AdGroupContent


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCreative:
    """Give an ad group a creative."""

    campaign_id: CampaignId
    ad_group_id: AdGroupId
    content: CreativeContent
    derived_from: CreativeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseCreative:
    """Give a creative its next version."""

    campaign_id: CampaignId
    ad_group_id: AdGroupId
    creative_id: CreativeId
    content: CreativeContent


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchCampaign:
    """Run a draft on all of its channels."""

    campaign_id: CampaignId


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseCampaign:
    """Stop delivery on all channels, or on one."""

    campaign_id: CampaignId
    account_id: AdAccountId | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeCampaign:
    """Deliver again on all channels, or on one."""

    campaign_id: CampaignId
    account_id: AdAccountId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteCampaign:
    """End a campaign for good."""

    campaign_id: CampaignId


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveCampaign:
    """Put a campaign away."""

    campaign_id: CampaignId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBudget:
    """Let a campaign spend another amount."""

    campaign_id: CampaignId
    amount: Money


async def draft_campaign(ledger: Ledger, context: CommandContext, command: DraftCampaign) -> Receipt:
    """Draft a campaign; the receipt's stream is its id."""
    if answered := await first_answer(ledger, context):
        return answered
    campaign_id = CampaignId(context.new_id("campaign"))
    channels = [
        (await _channel_account(ledger, context, plan.account_id, f"channels[{index}].account_id"), plan.weight)
        for index, plan in enumerate(command.channels)
    ]
    facts = Campaign.draft(
        campaign_id=campaign_id,
        name=command.name,
        objective=command.objective,
        budget=command.budget,
        flight=command.flight,
        declarations=command.declarations,
        channels=channels,
        today=context.today,
    )
    return await begin(ledger, context, Campaign, campaign_id, facts)


async def revise_campaign(ledger: Ledger, context: CommandContext, command: ReviseCampaign) -> Receipt:
    """Rework a draft."""
    return await change(
        ledger,
        context,
        Campaign,
        command.campaign_id,
        lambda campaign: campaign.revise(
            today=context.today,
            name=command.name,
            objective=command.objective,
            budget=command.budget,
            flight=command.flight,
            declarations=command.declarations,
        ),
    )


async def add_channel(ledger: Ledger, context: CommandContext, command: AddChannel) -> Receipt:
    """Let a draft run on one more ad account."""
    if answered := await first_answer(ledger, context):
        return answered
    plan = command.channel
    account = await _channel_account(ledger, context, plan.account_id, "account_id")
    return await change(
        ledger,
        context,
        Campaign,
        command.campaign_id,
        lambda campaign: campaign.add_channel(account, plan.weight, context.today),
    )


async def remove_channel(ledger: Ledger, context: CommandContext, command: RemoveChannel) -> Receipt:
    """Take an ad account out of a draft."""
    return await change(
        ledger, context, Campaign, command.campaign_id, lambda campaign: campaign.remove_channel(command.account_id)
    )


async def add_ad_group(ledger: Ledger, context: CommandContext, command: AddAdGroup) -> tuple[Receipt, AdGroupId]:
    """Give a channel an ad group, and say its id."""
    ad_group_id = AdGroupId(context.new_id("ad_group"))
    receipt = await change(
        ledger,
        context,
        Campaign,
        command.campaign_id,
        lambda campaign: campaign.add_ad_group(
            ad_group_id=ad_group_id, account_id=command.account_id, content=command.content
        ),
        commutes=context.expected_version is None,
    )
    return receipt, ad_group_id


async def revise_ad_group(ledger: Ledger, context: CommandContext, command: ReviseAdGroup) -> Receipt:
    """Rework an ad group of a draft."""
    return await change(
        ledger,
        context,
        Campaign,
        command.campaign_id,
        lambda campaign: campaign.revise_ad_group(command.ad_group_id, command.content),
    )


async def add_creative(ledger: Ledger, context: CommandContext, command: AddCreative) -> tuple[Receipt, CreativeId]:
    """Give an ad group a creative, and say its id."""
    creative_id = CreativeId(context.new_id("creative"))
    receipt = await change(
        ledger,
        context,
        Campaign,
        command.campaign_id,
        lambda campaign: campaign.add_creative(
            ad_group_id=command.ad_group_id,
            creative_id=creative_id,
            content=command.content,
            derived_from=command.derived_from,
        ),
        commutes=context.expected_version is None,
    )
    return receipt, creative_id


async def revise_creative(ledger: Ledger, context: CommandContext, command: ReviseCreative) -> Receipt:
    """Give a creative its next version."""
    return await change(
        ledger,
        context,
        Campaign,
        command.campaign_id,
        lambda campaign: campaign.revise_creative(command.ad_group_id, command.creative_id, command.content),
    )


async def launch_campaign(ledger: Ledger, context: CommandContext, command: LaunchCampaign) -> Receipt:
    """Run a draft on all of its channels."""
    return await change(ledger, context, Campaign, command.campaign_id, lambda campaign: campaign.launch(context.today))


async def pause_campaign(ledger: Ledger, context: CommandContext, command: PauseCampaign) -> Receipt:
    """Stop delivery. It commutes: whatever else happens meanwhile, a pause is still wanted."""
    account_id = command.account_id
    return await change(
        ledger,
        context,
        Campaign,
        command.campaign_id,
        lambda campaign: (
            campaign.pause(command.reason) if account_id is None else campaign.pause_channel(account_id, command.reason)
        ),
        commutes=context.expected_version is None,
    )


async def resume_campaign(ledger: Ledger, context: CommandContext, command: ResumeCampaign) -> Receipt:
    """Deliver again."""
    account_id = command.account_id
    return await change(
        ledger,
        context,
        Campaign,
        command.campaign_id,
        lambda campaign: campaign.resume() if account_id is None else campaign.resume_channel(account_id),
    )


async def complete_campaign(ledger: Ledger, context: CommandContext, command: CompleteCampaign) -> Receipt:
    """End a campaign for good."""
    return await change(ledger, context, Campaign, command.campaign_id, lambda campaign: campaign.complete())


async def archive_campaign(ledger: Ledger, context: CommandContext, command: ArchiveCampaign) -> Receipt:
    """Put a campaign away."""
    return await change(ledger, context, Campaign, command.campaign_id, lambda campaign: campaign.archive())


async def change_budget(ledger: Ledger, context: CommandContext, command: ChangeBudget) -> Receipt:
    """Let a campaign spend another amount."""
    return await change(
        ledger,
        context,
        Campaign,
        command.campaign_id,
        lambda campaign: campaign.change_budget(command.amount, context.today),
    )


async def _channel_account(
    ledger: Ledger, context: CommandContext, account_id: AdAccountId, field: str
) -> ChannelAccount:
    account = await load(ledger, context.organization, AdAccount, account_id)
    if account.status is not AccountStatus.CONNECTED:
        message = f"The account {account.profile.name} is {account.status.replace('_', ' ')}."
        raise invalid(field, message, "Connect it first, or name a connected one.")
    return ChannelAccount(
        account_id=account.account_id,
        platform=Platform(account.platform),
        external_id=account.external_id,
        name=account.profile.name,
        currency=account.profile.currency,
        time_zone=account.profile.time_zone,
        minimum_daily_budget=account.profile.minimum_daily_budget,
    )
