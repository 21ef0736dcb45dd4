"""The actors: ids come in, a use case is called, its outcome is a fact. None is longer than it looks."""

from collections.abc import Callable, Coroutine, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import dramatiq
import psycopg
import structlog
from dramatiq import Broker

from application.connections.sessions import fresh_credential
from application.context import CommandContext
from application.errors import ApplicationError
from application.handling import load
from application.ids import uuid7
from application.performance.commands import pull_performance
from application.platforms.errors import PlatformError
from application.reactions.commands import Handler, follow, react
from application.reactions.dead_letters import KEPT
from application.rules.commands import evaluate_rule
from domain.ad_accounts.ad_account import AdAccount
from domain.errors import Refusal
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import AdAccountId, CommandId, OrganizationId, RuleId
from interfaces.services import Services
from interfaces.worker.handlers import reaction_handlers

Run = Callable[[Coroutine[Any, Any, None]], None]

log = structlog.get_logger()


def declare_actors(broker: Broker, queue_of: dict[str, str], services: Services, run: Run) -> None:
    """Declare every actor of `queue_of`. `run` carries a coroutine to the process's one event loop and waits for it."""
    handlers = reaction_handlers(services)

    def reaction(organization: str, key: str) -> None:
        run(_reported("react", _react(services, handlers, OrganizationId(UUID(organization)), UUID(key)), key=key))

    def pull_account(organization: str, account_id: str, since: str | None, until: str | None) -> None:
        context = _context(services, organization, "performance-pull")
        pulling = pull_performance(
            services.connections,
            services.recording,
            context,
            AdAccountId(UUID(account_id)),
            since=date.fromisoformat(since) if since else None,
            until=date.fromisoformat(until) if until else None,
        )
        run(_reported("pull", pulling, account=account_id))

    def refresh_token(organization: str, account_id: str) -> None:
        run(_reported("refresh", _refresh(services, organization, account_id), account=account_id))

    def evaluate(organization: str, rule_id: str) -> None:
        context = _context(services, organization, "rule-schedule")
        looking = evaluate_rule(services.ledger, services.figures, context, RuleId(UUID(rule_id)))
        run(_reported("evaluate", looking, rule=rule_id))

    def purge() -> None:
        run(_reported("purge", services.reaction_desk.purge(KEPT)))

    own: dict[str, Callable[..., None]] = {
        "performance.pull_account": pull_account,
        "connections.refresh_token": refresh_token,
        "rules.evaluate": evaluate,
        "reactions.purge": purge,
    }
    actors: dict[str, Callable[..., None]] = {**dict.fromkeys(handlers, reaction), **own}
    for name, queue in queue_of.items():
        dramatiq.actor(actor_name=name, queue_name=queue, broker=broker)(actors[name])


async def _react(services: Services, handlers: Mapping[str, Handler], organization: OrganizationId, key: UUID) -> None:
    await react(services.reactions, handlers, organization, key, services.now())
    await follow(services.reaction_line, services.queue, organization, key)


async def _refresh(services: Services, organization: str, account_id: str) -> None:
    context = _context(services, organization, "token-refresh")
    account = await load(services.ledger, context.organization, AdAccount, UUID(account_id))
    account.must_be_usable()
    await fresh_credential(services.connections, context, account)


async def _reported(what: str, work: Coroutine[Any, Any, object], **about: str) -> None:
    """Work that is repeated by the schedule or the sweep: an expected failure is told, not raised."""
    try:
        await work
    except (PlatformError, ApplicationError, Refusal, psycopg.OperationalError) as error:
        log.warning("job.failed", job=what, reason=str(error), kind=type(error).__name__, **about)


def _context(services: Services, organization: str, process: str) -> CommandContext:
    return CommandContext(
        organization=OrganizationId(UUID(organization)),
        actor=Actor(kind=ActorKind.SYSTEM, id=process),
        now=services.now(),
        command_id=CommandId(uuid7()),
        correlation_id=uuid7(),
    )
