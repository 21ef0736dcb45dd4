"""Campaigns: drafting, revising and reading them, and the ad accounts that they run on."""

from typing import Annotated

from fastapi import Body, Depends, Response

from application.campaigns.commands import (
    AddChannel,
    DraftCampaign,
    RemoveChannel,
    ReviseCampaign,
    add_channel,
    draft_campaign,
    remove_channel,
    revise_campaign,
)
from application.errors import NotFoundError
from domain.campaigns.campaign import CampaignStatus
from domain.shared.ids import AdAccountId, CampaignId
from domain.shared.platform import PlatformName
from interfaces.rest.access import CampaignsCreator, CampaignsReader, CampaignsWriter
from interfaces.rest.campaigns_models import (
    CampaignAnswer,
    CampaignDetailAnswer,
    DraftCampaignBody,
    ReviseCampaignBody,
)
from interfaces.rest.channels_models import ChannelAnswer, ChannelBody
from interfaces.rest.documented import CHANGE, CREATE, LIST, READ
from interfaces.rest.features import feature
from interfaces.rest.freshness import CaughtUp
from interfaces.rest.opened import OpenServices, ReadTables
from interfaces.rest.pages import USUAL_ITEMS, AfterId, AfterPair, Limit, Page, id_cursor, page, pair_cursor
from interfaces.rest.receipts import Written, seen, written
from interfaces.rest.values import Text
from projections.campaigns.queries import campaign, list_campaigns, unsettled_channels

router = feature("Campaigns")
CURRENT = [Depends(CaughtUp("campaigns"))]


@router.post("/campaigns", status_code=201, operation_id="draft_campaign", responses=CREATE)
async def draft(
    services: OpenServices,
    context: CampaignsCreator,
    response: Response,
    body: Annotated[DraftCampaignBody, Body()],
) -> Written:
    """Draft a campaign on one or more connected ad accounts. Nothing runs before its launch."""
    command = DraftCampaign(
        name=body.name,
        objective=body.objective,
        budget=body.budget.budget(),
        flight=body.flight.flight(),
        declarations=body.declarations.declarations(),
        channels=tuple(channel.plan() for channel in body.channels),
    )
    receipt = await draft_campaign(services.ledger, context, command)
    return written(response, receipt, at=f"/v1/campaigns/{receipt.stream_id}")


@router.patch("/campaigns/{campaign_id}", operation_id="revise_campaign", responses=CHANGE)
async def revise(
    services: OpenServices,
    context: CampaignsWriter,
    response: Response,
    campaign_id: CampaignId,
    body: Annotated[ReviseCampaignBody, Body()],
) -> Written:
    """Rework a draft. What is left out stays as it is."""
    command = ReviseCampaign(
        campaign_id=campaign_id,
        name=body.name,
        objective=body.objective,
        budget=None if body.budget is None else body.budget.budget(),
        flight=None if body.flight is None else body.flight.flight(),
        declarations=None if body.declarations is None else body.declarations.declarations(),
    )
    return written(response, await revise_campaign(services.ledger, context, command))


@router.get("/campaigns", operation_id="list_campaigns", dependencies=CURRENT, responses=LIST)
async def overview(
    *,
    holder: CampaignsReader,
    tables: ReadTables,
    after_id: AfterId,
    status: CampaignStatus | None = None,
    platform: Text | None = None,
    account_id: AdAccountId | None = None,
    limit: Limit = USUAL_ITEMS,
) -> Page[CampaignAnswer]:
    """List campaigns, newest first."""
    rows = await list_campaigns(
        tables,
        holder.organization,
        status=status,
        platform=None if platform is None else PlatformName(platform),
        account_id=account_id,
        after=None if after_id is None else CampaignId(after_id),
        limit=limit + 1,
    )
    return page(rows, limit, CampaignAnswer.of, lambda row: id_cursor(row.campaign_id))


@router.get("/campaigns/{campaign_id}", operation_id="get_campaign", dependencies=CURRENT, responses=READ)
async def one(
    holder: CampaignsReader, tables: ReadTables, response: Response, campaign_id: CampaignId
) -> CampaignDetailAnswer:
    """Show a campaign with its channels, ad groups and creatives."""
    detail = await campaign(tables, holder.organization, campaign_id)
    if detail is None:
        raise NotFoundError(f"There is no campaign {campaign_id} in this organization.")
    seen(response, version=detail.campaign.version, position=detail.campaign.position)
    return CampaignDetailAnswer.with_children(detail)


@router.post("/campaigns/{campaign_id}/channels", status_code=201, operation_id="add_channel", responses=CHANGE)
async def run_on(
    services: OpenServices,
    context: CampaignsWriter,
    response: Response,
    campaign_id: CampaignId,
    body: Annotated[ChannelBody, Body()],
) -> Written:
    """Let a draft run on one more ad account."""
    receipt = await add_channel(services.ledger, context, AddChannel(campaign_id=campaign_id, channel=body.plan()))
    return written(response, receipt, at=f"/v1/campaigns/{campaign_id}")


@router.delete("/campaigns/{campaign_id}/channels/{account_id}", operation_id="remove_channel", responses=CHANGE)
async def run_no_more_on(
    services: OpenServices,
    context: CampaignsWriter,
    response: Response,
    campaign_id: CampaignId,
    account_id: AdAccountId,
) -> Written:
    """Take an ad account, and the ad groups on it, out of a draft."""
    command = RemoveChannel(campaign_id=campaign_id, account_id=account_id)
    return written(response, await remove_channel(services.ledger, context, command))


@router.get("/channels/unsettled", operation_id="list_unsettled_channels", dependencies=CURRENT, responses=LIST)
async def unsettled(
    services: OpenServices, holder: CampaignsReader, tables: ReadTables, after: AfterPair, limit: Limit = USUAL_ITEMS
) -> Page[ChannelAnswer]:
    """List the channels whose platform has not acknowledged the latest change, with the problem if there is one."""
    rows = await unsettled_channels(tables, holder.organization, since=services.now())
    rest = [row for row in rows if after is None or (row.campaign_id, row.account_id) > after]
    return page(rest, limit, ChannelAnswer.of, lambda row: pair_cursor(row.campaign_id, row.account_id))
