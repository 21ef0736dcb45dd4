"""The regular work: one entry a job, each with its pace. A job only sends messages; workers do it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from domain.ad_accounts.ad_account import AccountStatus
from domain.shared.ids import AdAccountId, OrganizationId, RuleId
from interfaces.services import Services
from projections.ad_accounts import queries as ad_accounts
from projections.rules import queries as rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do every so often."""

    name: str
    every: timedelta
    run: Callable[[Services], Awaitable[int]]


async def pull_figures(services: Services) -> int:
    """Have every connected account's figures pulled."""
    async with services.read_engine.connect() as connection:
        connected = [
            account
            for account in await ad_accounts.connected_accounts(connection)
            if account.status == AccountStatus.CONNECTED
        ]
    for account in connected:
        services.queue.pull(OrganizationId(account.organization), AdAccountId(account.account_id), None, None)
    return len(connected)


async def refresh_tokens(services: Services) -> int:
    """Have every connected account's token seen to."""
    async with services.read_engine.connect() as connection:
        connected = await ad_accounts.connected_accounts(connection)
    for account in connected:
        services.queue.refresh(OrganizationId(account.organization), AdAccountId(account.account_id))
    return len(connected)


async def evaluate_rules(services: Services) -> int:
    """Have every active rule looked at."""
    async with services.read_engine.connect() as connection:
        active = await rules.active_rules(connection)
    for rule in active:
        services.queue.evaluate(OrganizationId(rule.organization), RuleId(rule.rule_id))
    return len(active)


async def sweep_unsettled(services: Services) -> int:
    """Have what is unsettled swept up."""
    services.queue.sweep()
    return 1


async def purge_reactions(services: Services) -> int:
    """Have reactions forgotten that were over long ago, dead letters among them."""
    services.queue.purge()
    return 1


JOBS: tuple[Job, ...] = (
    Job(name="platforms.sweep", every=timedelta(seconds=2), run=sweep_unsettled),
    Job(name="performance.pull", every=timedelta(minutes=15), run=pull_figures),
    Job(name="connections.refresh", every=timedelta(minutes=5), run=refresh_tokens),
    Job(name="rules.evaluate", every=timedelta(minutes=5), run=evaluate_rules),
    Job(name="reactions.purge", every=timedelta(hours=1), run=purge_reactions),
)
