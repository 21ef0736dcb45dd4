"""The regular work: one entry a job, each with its pace. A job only sends messages; workers do the work."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from application.reactions.commands import sweep
from application.snapshots.commands import make_snapshots
from domain.ad_accounts.ad_account import AccountStatus
from domain.shared.ids import AdAccountId, OrganizationId, RuleId
from interfaces.services import Services
from projections.ad_accounts import queries as ad_accounts
from projections.rules import queries as rules

MONTHS_AHEAD = 3
"""So many months' partitions are there before their first day."""


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


async def sweep_reactions(services: Services) -> int:
    """Send again what is due and nobody is at. It needs no worker for that, so no full queue holds it up."""
    return await sweep(services.reaction_line, services.queue)


async def purge_reactions(services: Services) -> int:
    """Have reactions forgotten that were over long ago, dead letters among them."""
    services.queue.purge()
    return 1


async def prepare_months(services: Services) -> int:
    """Make room for the observations of this month and the next ones, so that no pull has to."""
    month = services.now().date().replace(day=1)
    for _ in range(MONTHS_AHEAD + 1):
        await services.recording.observations.prepare(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return MONTHS_AHEAD + 1


async def keep_snapshots(services: Services) -> int:
    """Keep the states of streams that have grown long, so that a process that knows nothing begins there."""
    return (await make_snapshots(services.ledger)).snapshots


JOBS: tuple[Job, ...] = (
    Job(name="reactions.sweep", every=timedelta(seconds=2), run=sweep_reactions),
    Job(name="performance.pull", every=timedelta(minutes=15), run=pull_figures),
    Job(name="performance.months", every=timedelta(hours=6), run=prepare_months),
    Job(name="connections.refresh", every=timedelta(minutes=5), run=refresh_tokens),
    Job(name="rules.evaluate", every=timedelta(minutes=5), run=evaluate_rules),
    Job(name="snapshots.keep", every=timedelta(seconds=30), run=keep_snapshots),
    Job(name="reactions.purge", every=timedelta(hours=1), run=purge_reactions),
)
