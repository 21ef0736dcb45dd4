"""Wherever a process dies between a fact and its effect, the effect comes about once. One test a line of the table."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from adapters.postgres.reactions import PostgresReactionBook
from application.ports import Ledger, Receipt
from application.reactions.commands import LEASE, sweep
from application.reactions.port import Reaction, ReactionState
from domain.campaigns.campaign import Campaign
from domain.shared.money import Money
from projections.reactions.projector import ReactionsDispatcher
from projections.rows import write
from tests.application.platforms.dying import DiedError
from tests.builders import CAMPAIGN, GOOGLE, META, TODAY
from tests.fakes.reactions import FakeJobQueue
from tests.interfaces.worker.house import TREE, House

LINES_OF_A_LAUNCH = 10
"""Before and after each of the five calls that launch the campaign."""


async def test_fact_recorded_and_dispatcher_dead_then_the_checkpoint_replays_it(house: House) -> None:
    await house.world.launched()
    facts = await house.services.ledger.load(house.world.organization, CAMPAIGN)
    async with await AsyncConnection.connect(house.conninfo) as connection:
        await write(connection, await ReactionsDispatcher(lambda *_: None).apply(connection, facts))
        await connection.close()
    assert await house.keys() == []
    await house.dispatch()
    await house.react_to_all()
    assert (await house.channel()).settled


async def test_row_written_and_queue_lost_then_the_sweeper_sends_it(house: House) -> None:
    queue = FakeJobQueue()
    await house.world.launched()
    await house.dispatch()
    while await sweep(house.services.reaction_line, queue):
        _, _, key = queue.sent.pop()
        assert isinstance(key, UUID)
        await house.react(key)
    assert (await house.channel()).settled
    assert {(await house.entry(key)).state for key in await house.keys()} == {ReactionState.DONE}


async def test_sent_twice_then_the_claim_is_won_once(house: House) -> None:
    key = await launch(house)
    services, mortality = house.dying()
    await asyncio.gather(*(house.react(key, services=services) for _ in range(5)))
    await house.react(key, services=services)
    assert (await house.entry(key)).tries == 1
    assert mortality.crossed == LINES_OF_A_LAUNCH
    assert house.world.campaigns[GOOGLE.platform].creations == TREE


async def test_worker_dead_before_its_first_call_then_the_lease_runs_out(house: House) -> None:
    key = await launch(house)
    await dies(house, key, at=1)
    assert (await house.react(key)).state is ReactionState.RUNNING
    await house.let_pass()
    assert await sweep(house.services.reaction_line, FakeJobQueue()) == 1
    done = await house.react(key)
    assert (done.state, done.tries) == (ReactionState.DONE, 2)
    assert (await house.channel()).settled


@pytest.mark.parametrize("at", range(2, LINES_OF_A_LAUNCH + 1, 2))
async def test_worker_dead_after_a_call_then_the_platform_is_read_before_anything_is_sent(
    house: House, at: int
) -> None:
    key = await launch(house)
    await dies(house, key, at=at)
    assert not (await house.channel()).settled
    await house.let_pass()
    assert (await house.react(key)).state is ReactionState.DONE
    assert house.world.campaigns[GOOGLE.platform].creations == TREE
    assert (await house.channel()).settled


async def test_worker_dead_after_its_answer_is_recorded_then_nothing_is_called_again(house: House) -> None:
    class DyingBook(PostgresReactionBook):
        async def finish(self, reaction: Reaction) -> None:
            raise DiedError(reaction)

    key = await launch(house)
    book = house.services.reactions
    assert isinstance(book, PostgresReactionBook)
    with pytest.raises(DiedError):
        await house.react(key, book=DyingBook(book._pool))  # noqa: SLF001 - the same book, that dies
    await house.let_pass()
    services, mortality = house.dying()
    assert (await house.react(key, services=services)).state is ReactionState.DONE
    assert (mortality.crossed, await confirmations(house)) == (0, 1)


async def test_done_and_not_acknowledged_then_the_repeat_does_nothing(house: House) -> None:
    key = await launch(house)
    await house.react(key)
    await house.let_pass()
    services, mortality = house.dying()
    done = await house.react(key, services=services)
    assert (done.state, done.tries, mortality.crossed) == (ReactionState.DONE, 1, 0)


async def test_an_answer_recorded_twice_is_answered_as_the_first_time(house: House) -> None:
    key = await launch(house)
    held = HeldLedger(house.services.ledger)
    frozen = replace(house.services, connections=replace(house.services.connections, ledger=held))
    late = asyncio.create_task(house.react(key, services=frozen))
    await held.arrived.wait()
    await house.let_pass()
    assert (await house.react(key)).tries == 2
    held.go_on.set()
    await late
    assert [receipt.replayed for receipt in held.receipts] == [True]
    assert (await confirmations(house), (await house.entry(key)).state) == (1, ReactionState.DONE)


async def test_what_a_newer_reaction_would_do_is_done_by_an_earlier_one_and_not_again(house: House) -> None:
    await launch(house)
    await house.world.decided(Campaign, CAMPAIGN, lambda c: c.change_budget(Money.of("77", GOOGLE.currency), TODAY))
    await house.world.decided(Campaign, CAMPAIGN, lambda c: c.pause("Too dear."))
    await house.dispatch()
    launched, *newer = await house.waiting()
    await house.react(launched)
    services, mortality = house.dying()
    states = [(await house.react(key, services=services)).state for key in newer]
    assert (states, mortality.crossed) == ([ReactionState.DONE] * 2, 0)


async def test_a_later_change_waits_until_the_earlier_one_is_over(house: House) -> None:
    first = await launch(house)
    await house.world.decided(Campaign, CAMPAIGN, lambda c: c.pause("Too dear."))
    await house.dispatch()
    _, later = await house.waiting()
    assert (await house.react(later)).state is ReactionState.PENDING
    await house.react(first)
    assert (await house.react(later)).state is ReactionState.DONE


async def test_accounts_do_not_wait_for_each_other(house: House) -> None:
    await house.world.launched(GOOGLE, META)
    await house.dispatch()
    by_account = {(await house.entry(key)).target["account_id"]: key for key in reversed(await house.waiting())}
    google, meta = (by_account[str(account.account_id)] for account in (GOOGLE, META))
    assert await house.services.reactions.claim(house.world.organization, google, LEASE)
    assert (await house.react(meta)).state is ReactionState.DONE


async def launch(house: House) -> UUID:
    """Launch the one campaign; the key of the one push that is left to do."""
    await house.world.launched()
    await house.dispatch()
    *of_the_draft, key = await house.waiting()
    for earlier in of_the_draft:
        await house.services.reaction_desk.give_up(house.world.organization, earlier, "of the draft")
    return key


async def dies(house: House, key: UUID, *, at: int) -> None:
    """Let a worker die at a line between it and the platform."""
    services, _ = house.dying(at=at)
    with pytest.raises(DiedError):
        await house.react(key, services=services)


async def confirmations(house: House) -> int:
    """How often the platform's answer stands in the ledger."""
    return (await house.world.topics(CAMPAIGN)).count("channel_confirmed")


class HeldLedger:
    """A ledger behind a line that is held: an append arrives only when it may go on."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.arrived, self.go_on = asyncio.Event(), asyncio.Event()
        self.receipts: list[Receipt] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever else a ledger does
        return getattr(self._ledger, name)

    async def append(self, *args: Any, **kwargs: Any) -> Receipt:  # noqa: ANN401 - handed on
        """Record facts, late."""
        self.arrived.set()
        await self.go_on.wait()
        self.receipts.append(await self._ledger.append(*args, **kwargs))
        return self.receipts[-1]
