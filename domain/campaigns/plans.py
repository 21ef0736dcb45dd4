"""What a campaign would spend, when, and on which ad accounts: one account a channel, each with its weight."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.campaigns import policies
from domain.campaigns.budget import Budget, Flight
from domain.campaigns.channel import ChannelAccount
from domain.errors import Violation
from domain.shared.money import Money

Plan = Sequence[tuple[ChannelAccount, int]]
"""A channel's ad account and its weight in the budget."""


def plan_violations(name: str, budget: Budget, flight: Flight, plan: Plan, today: date) -> Iterator[Violation]:
    """What is wrong with a plan and its name."""
    yield from policies.names_are_short_and_plain(name, tuple({account.platform for account, _ in plan}), "name")
    yield from spending_violations(budget, flight, plan, today)


def spending_violations(budget: Budget, flight: Flight, plan: Plan, today: date) -> Iterator[Violation]:
    """What is wrong with a plan."""
    accounts = [account for account, _ in plan]
    yield from policies.budgets_are_positive(budget)
    yield from policies.flights_end_after_they_start(flight, today)
    yield from policies.lifetime_budgets_need_an_end(budget, flight)
    mixed = [*policies.channels_share_the_currency(budget, accounts)]
    yield from mixed
    if accounts and not mixed and budget.amount.micros > 0 and all(weight > 0 for _, weight in plan):
        step = policies.coarsest_step_micros(accounts)
        yield from policies.budgets_fit_their_platforms_steps(budget, step)
        yield from policies.each_share_reaches_its_platforms_minimum(budget, flight, _shares(budget, plan, step))


def shares(budget: Budget, plan: Plan) -> list[tuple[ChannelAccount, Money]]:
    """Each account's part of the budget, by weight, in steps that every platform can hold."""
    return _shares(budget, plan, policies.coarsest_step_micros([account for account, _ in plan]))


def _shares(budget: Budget, plan: Plan, step_micros: int) -> list[tuple[ChannelAccount, Money]]:
    parts = budget.amount.split([weight for _, weight in plan], step_micros=step_micros)
    return [(account, part) for (account, _), part in zip(plan, parts, strict=True)]
