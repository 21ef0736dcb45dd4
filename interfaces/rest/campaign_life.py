"""The life of a campaign: how much it may spend, and launched, paused, resumed, completed, put away."""

from typing import Annotated

from fastapi import Body, Response

from application.campaigns.commands import (
    ArchiveCampaign,
    ChangeBudget,
    CompleteCampaign,
    LaunchCampaign,
    PauseCampaign,
    ResumeCampaign,
    archive_campaign,
    change_budget,
    complete_campaign,
    launch_campaign,
    pause_campaign,
    resume_campaign,
)
from domain.shared.ids import CampaignId
from interfaces.rest.access import CampaignsWriter
from interfaces.rest.campaigns_models import ChangeBudgetBody, PauseBody, ResumeBody
from interfaces.rest.documented import CHANGE
from interfaces.rest.features import feature
from interfaces.rest.opened import OpenServices
from interfaces.rest.receipts import Written, written

router = feature("Campaigns")


# The busiest stands first: they are tried in this order.
@router.put("/campaigns/{campaign_id}/budget", operation_id="change_budget", responses=CHANGE)
async def budget(
    services: OpenServices,
    context: CampaignsWriter,
    response: Response,
    campaign_id: CampaignId,
    body: Annotated[ChangeBudgetBody, Body()],
) -> Written:
    """Let a campaign spend another amount; daily stays daily, lifetime stays lifetime."""
    command = ChangeBudget(campaign_id=campaign_id, amount=body.amount.money())
    return written(response, await change_budget(services.ledger, context, command))


@router.post("/campaigns/{campaign_id}/launch", operation_id="launch_campaign", responses=CHANGE)
async def launch(
    services: OpenServices, context: CampaignsWriter, response: Response, campaign_id: CampaignId
) -> Written:
    """Run a draft on all of its channels. Its platforms are told at once; GET it to see how each one answered."""
    command = LaunchCampaign(campaign_id=campaign_id)
    return written(response, await launch_campaign(services.ledger, context, command))


@router.post("/campaigns/{campaign_id}/pause", operation_id="pause_campaign", responses=CHANGE)
async def pause(
    services: OpenServices,
    context: CampaignsWriter,
    response: Response,
    campaign_id: CampaignId,
    body: Annotated[PauseBody | None, Body()] = None,
) -> Written:
    """Stop delivery on all channels, or on the one that account_id names."""
    asked = body or PauseBody()
    command = PauseCampaign(campaign_id=campaign_id, account_id=asked.account_id, reason=asked.reason)
    return written(response, await pause_campaign(services.ledger, context, command))


@router.post("/campaigns/{campaign_id}/resume", operation_id="resume_campaign", responses=CHANGE)
async def resume(
    services: OpenServices,
    context: CampaignsWriter,
    response: Response,
    campaign_id: CampaignId,
    body: Annotated[ResumeBody | None, Body()] = None,
) -> Written:
    """Deliver again on all channels, or on the one that account_id names."""
    command = ResumeCampaign(campaign_id=campaign_id, account_id=None if body is None else body.account_id)
    return written(response, await resume_campaign(services.ledger, context, command))


@router.post("/campaigns/{campaign_id}/complete", operation_id="complete_campaign", responses=CHANGE)
async def complete(
    services: OpenServices, context: CampaignsWriter, response: Response, campaign_id: CampaignId
) -> Written:
    """End a campaign for good; its platforms stop spending."""
    command = CompleteCampaign(campaign_id=campaign_id)
    return written(response, await complete_campaign(services.ledger, context, command))


@router.post("/campaigns/{campaign_id}/archive", operation_id="archive_campaign", responses=CHANGE)
async def archive(
    services: OpenServices, context: CampaignsWriter, response: Response, campaign_id: CampaignId
) -> Written:
    """Put a campaign away; if it runs, it stops."""
    command = ArchiveCampaign(campaign_id=campaign_id)
    return written(response, await archive_campaign(services.ledger, context, command))
