"""What each reaction does: one entry a handler name. A test holds it against the names that the dispatcher writes."""

from collections.abc import Mapping
from uuid import UUID

import psycopg
import sqlalchemy.exc

from application.connections.commands import forget_credential
from application.context import CommandContext
from application.errors import TryLaterError
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

    handlers = {"platforms.push_channel": push, "connections.forget": forget, "rules.act": act}
    return {name: outlasting_the_database(handler) for name, handler in handlers.items()}


def outlasting_the_database(handler: Handler) -> Handler:
    """The handler, with a database that is away told for what it is: in our own way, and over soon."""

    async def handle(context: CommandContext, reaction: Reaction) -> None:
        try:
            await handler(context, reaction)
        except (psycopg.OperationalError, sqlalchemy.exc.OperationalError) as error:
            raise TryLaterError("The database did not answer.") from error

    return handle
