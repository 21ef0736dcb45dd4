"""Pushing: a channel becomes on its platform what the ledger says, effectively once.

Read what is there, subtract it from what is desired, send the rest, read again. Whatever was lost,
doubled or cut off before, the next look finds it.
"""

from dataclasses import replace

from application.connections.commands import Connections
from application.connections.sessions import with_session
from application.context import CommandContext
from application.handling import change, load
from application.platforms.errors import PlatformBugError, PlatformError
from application.platforms.port import AccountSession, AdPlatform, CreateCampaign
from application.platforms.reconcile import confirmation, difference
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import Confirmed, DesiredChannel
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import AdAccountId, CampaignId

_MOST_ROUNDS = 4


async def push_channel(
    connections: Connections, context: CommandContext, campaign_id: CampaignId, account_id: AdAccountId
) -> None:
    """Bring one channel's platform to what the ledger desires, and record its answer as a fact.

    Raises a retryable `PlatformError` for the caller to come back later; every other one is recorded and over.
    """
    campaign = await load(connections.ledger, context.organization, Campaign, campaign_id)
    channel = campaign.channels.get(account_id)
    if channel is None or channel.settled or (desired := campaign.desired_channel(account_id)) is None:
        return
    known_id = channel.confirmed.external_campaign_id if channel.confirmed else None
    platform = connections.platforms[channel.account.platform]

    async def reconcile_with(session: AccountSession) -> Confirmed:
        return await _reconcile(platform.campaigns, session, desired, known_id)

    by_platform = replace(context, actor=Actor(kind=ActorKind.PLATFORM, id=channel.account.platform.value))
    try:
        confirmed = await with_session(connections, context, account_id, reconcile_with)
    except PlatformError as error:
        await _record_rejection(connections, by_platform, desired, error)
        if error.retryable:
            raise
        return
    await change(
        connections.ledger,
        by_platform.derived(f"confirmed|{account_id}|{confirmed.version}"),
        Campaign,
        campaign_id,
        lambda present: present.confirm_channel(account_id, confirmed),
        commutes=True,
    )


async def _reconcile(
    platform: AdPlatform, session: AccountSession, desired: DesiredChannel, known_id: str | None
) -> Confirmed:
    for _ in range(_MOST_ROUNDS):
        found = await platform.find_channel(session, desired, known_id)
        changes = difference(desired, found)
        if not changes:
            return confirmation(desired, found)
        for step in changes:
            await platform.apply(session, desired, found, step)
            if isinstance(step, CreateCampaign):
                break
    raise PlatformBugError(
        "The platform acknowledges the changes and then does not show them.", platform=desired.account.platform
    )


async def _record_rejection(
    connections: Connections, context: CommandContext, desired: DesiredChannel, error: PlatformError
) -> None:
    account_id, problem = desired.account.account_id, error.as_problem()
    await change(
        connections.ledger,
        context.derived(f"rejected|{account_id}|{desired.version}|{problem.kind}|{problem.code}"),
        Campaign,
        desired.campaign_id,
        lambda present: present.reject_channel(account_id, desired.version, problem),
        commutes=True,
    )
