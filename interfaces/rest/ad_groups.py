"""Ad groups and creatives: whom a campaign's channels address, and what they show."""

from typing import Annotated

from fastapi import Body, Response

from application.campaigns.commands import (
    AddAdGroup,
    AddCreative,
    ReviseAdGroup,
    ReviseCreative,
    add_ad_group,
    add_creative,
    revise_ad_group,
    revise_creative,
)
from domain.shared.ids import AdGroupId, CampaignId, CreativeId
from interfaces.rest.access import CampaignsWriter
from interfaces.rest.ad_groups_models import (
    AddAdGroupBody,
    AddCreativeBody,
    AdGroupContentBody,
    AdGroupWritten,
    CreativeContentBody,
    CreativeWritten,
)
from interfaces.rest.documented import CHANGE
from interfaces.rest.features import feature
from interfaces.rest.opened import OpenServices
from interfaces.rest.receipts import Written, written

router = feature("Ad groups and creatives")


@router.post("/campaigns/{campaign_id}/ad-groups", status_code=201, operation_id="add_ad_group", responses=CHANGE)
async def add_group(
    services: OpenServices,
    context: CampaignsWriter,
    response: Response,
    campaign_id: CampaignId,
    body: Annotated[AddAdGroupBody, Body()],
) -> AdGroupWritten:
    """Give a channel an ad group."""
    command = AddAdGroup(campaign_id=campaign_id, account_id=body.account_id, content=body.content())
    receipt, ad_group_id = await add_ad_group(services.ledger, context, command)
    said = written(response, receipt, at=f"/v1/campaigns/{campaign_id}")
    return AdGroupWritten(**said.model_dump(), ad_group_id=ad_group_id)


@router.put("/campaigns/{campaign_id}/ad-groups/{ad_group_id}", operation_id="revise_ad_group", responses=CHANGE)
async def revise_group(
    *,
    services: OpenServices,
    context: CampaignsWriter,
    response: Response,
    campaign_id: CampaignId,
    ad_group_id: AdGroupId,
    body: Annotated[AdGroupContentBody, Body()],
) -> Written:
    """Rework an ad group of a draft."""
    command = ReviseAdGroup(campaign_id=campaign_id, ad_group_id=ad_group_id, content=body.content())
    return written(response, await revise_ad_group(services.ledger, context, command))


@router.post(
    "/campaigns/{campaign_id}/ad-groups/{ad_group_id}/creatives",
    status_code=201,
    operation_id="add_creative",
    responses=CHANGE,
)
async def add_to_group(
    *,
    services: OpenServices,
    context: CampaignsWriter,
    response: Response,
    campaign_id: CampaignId,
    ad_group_id: AdGroupId,
    body: Annotated[AddCreativeBody, Body()],
) -> CreativeWritten:
    """Give an ad group a creative that its platform can show."""
    command = AddCreative(
        campaign_id=campaign_id, ad_group_id=ad_group_id, content=body.content(), derived_from=body.derived_from
    )
    receipt, creative_id = await add_creative(services.ledger, context, command)
    said = written(response, receipt, at=f"/v1/campaigns/{campaign_id}")
    return CreativeWritten(**said.model_dump(), creative_id=creative_id)


@router.put(
    "/campaigns/{campaign_id}/ad-groups/{ad_group_id}/creatives/{creative_id}",
    operation_id="revise_creative",
    responses=CHANGE,
)
async def revise_in_group(
    *,
    services: OpenServices,
    context: CampaignsWriter,
    response: Response,
    campaign_id: CampaignId,
    ad_group_id: AdGroupId,
    creative_id: CreativeId,
    body: Annotated[CreativeContentBody, Body()],
) -> Written:
    """Give a creative its next version; the ones before it stay in the history."""
    command = ReviseCreative(
        campaign_id=campaign_id, ad_group_id=ad_group_id, creative_id=creative_id, content=body.content()
    )
    return written(response, await revise_creative(services.ledger, context, command))
