"""What each reaction does: one entry a handler name. A test holds it against the names that the dispatcher writes."""

from collections.abc import Mapping
from uuid import UUID

from application.connections.commands import forget_credential
from application.context import CommandContext
from application.platforms.commands import push_channel
from application.reactions.commands import Handler
from application.reactions.port import Reaction
from application.rules.commands import act_on_rule
from domain.shared.ids import AdAccountId, CampaignId, RuleId
from interfaces.services import Services


def reaction_handlers(services: Services) -> Mapping[str, Handler]:
    """Every reaction by its name."""

    async def push(context: CommandContext, reaction: Reaction) -> None:
        campaign_id = CampaignId(UUID(reaction.target["campaign_id"]))
        account_id = AdAccountId(UUID(reaction.target["account_id"]))
        await push_channel(services.connections, context, campaign_id, account_id)

    async def forget(context: CommandContext, reaction: Reaction) -> None:
        await forget_credential(services.connections, context, AdAccountId(UUID(reaction.target["account_id"])))

    async def act(context: CommandContext, reaction: Reaction) -> None:
        await act_on_rule(services.ledger, context, RuleId(UUID(reaction.target["rule_id"])))

    return {"platforms.push_channel": push, "connections.forget": forget, "rules.act": act}
