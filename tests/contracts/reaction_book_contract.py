"""What every book of reactions promises, to workers, to whoever sends what is next, and to people."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from application.reactions.port import (
    SENT_AGAIN,
    Reaction,
    ReactionBook,
    ReactionDesk,
    ReactionEntry,
    ReactionLine,
    ReactionState,
)
from domain.shared.ids import OrganizationId

LEASE, SHORT = timedelta(seconds=20), timedelta(seconds=5)
ALL = 10_000


class BookBench(ABC):
    """A book under test, and what a test needs around it."""

    def __init__(
        self, book: ReactionBook, sender: ReactionLine, desk: ReactionDesk, organization: OrganizationId
    ) -> None:
        self.book = book
        self.sender = sender
        self.desk = desk
        self.organization = organization

    @abstractmethod
    async def write(self, serial_key: str, *, due_in: timedelta = timedelta(), cause: int = 1) -> UUID:
        """Enter a reaction of `platforms.push_channel` on the target {"campaign_id": "c-1"}; its key."""

    @abstractmethod
    async def let_pass(self, time: timedelta) -> None:
        """Let time pass for the organization's reactions."""

    @abstractmethod
    async def line(self, key: UUID) -> tuple[str, str | None]:
        """State and last error of a reaction."""

    async def claimed(self, key: UUID) -> Reaction:
        """Take a reaction that can be taken."""
        reaction = await self.book.claim(self.organization, key, LEASE)
        assert reaction is not None
        return reaction

    async def is_free(self, key: UUID) -> bool:
        """Whether the reaction could be taken now; it is taken."""
        return await self.book.claim(self.organization, key, LEASE) is not None

    async def due(self) -> Sequence[UUID]:
        """The organization's reactions that are to be sent now, the longest due first."""
        return [key for _, owner, key in await self.sender.due(ALL) if owner == self.organization]

    async def next_to(self, key: UUID) -> UUID | None:
        """The key of what is next in a reaction's line."""
        waiting = await self.sender.next_in_line(self.organization, key)
        return None if waiting is None else waiting[2]

    async def buried(self, *, cause: int = 1) -> UUID:
        """A dead letter; its key."""
        key = await self.write(f"channel:{cause}", cause=cause)
        await self.book.bury(await self.claimed(key), "bug: no sense")
        return key

    async def dead(self, *, after: tuple[int, UUID] | None = None, limit: int = ALL) -> Sequence[UUID]:
        """The keys of the organization's dead letters."""
        entries = await self.desk.entries(self.organization, ReactionState.DEAD, after=after, limit=limit)
        return [entry.key for entry in entries]

    async def entry(self, key: UUID) -> ReactionEntry:
        """A reaction as a person sees it."""
        entry = await self.desk.entry(self.organization, key)
        assert entry is not None
        return entry


class ReactionBookContract:
    """The fixture `bench` is the book under test."""

    async def test_a_claim_says_what_to_do(self, bench: BookBench) -> None:
        reaction = await bench.claimed(await bench.write("channel:1"))
        assert (reaction.handler, reaction.attempt) == ("platforms.push_channel", 1)
        assert reaction.target == {"campaign_id": "c-1"}

    async def test_what_is_claimed_is_nobody_elses(self, bench: BookBench) -> None:
        key = await bench.write("channel:1")
        await bench.claimed(key)
        assert not await bench.is_free(key)
        assert await bench.due() == []

    async def test_an_unknown_key_is_nothing_to_do(self, bench: BookBench) -> None:
        assert not await bench.is_free(uuid4())

    async def test_what_is_done_is_done_for_good(self, bench: BookBench) -> None:
        key = await bench.write("channel:1")
        await bench.book.finish(await bench.claimed(key))
        await bench.let_pass(timedelta(days=1))
        assert not await bench.is_free(key)
        assert await bench.line(key) == ("done", None)

    async def test_what_is_not_due_yet_waits(self, bench: BookBench) -> None:
        key = await bench.write("channel:1", due_in=SHORT)
        assert not await bench.is_free(key)
        await bench.let_pass(SHORT)
        assert await bench.is_free(key)

    async def test_a_lease_that_ran_out_frees_the_reaction(self, bench: BookBench) -> None:
        key = await bench.write("channel:1")
        await bench.claimed(key)
        await bench.let_pass(LEASE + SHORT)
        assert await bench.due() == [key]
        assert (await bench.claimed(key)).attempt == 2

    async def test_an_extended_lease_holds(self, bench: BookBench) -> None:
        key = await bench.write("channel:1")
        reaction = await bench.claimed(key)
        await bench.let_pass(LEASE - SHORT)
        await bench.book.extend(reaction, LEASE)
        await bench.let_pass(SHORT * 2)
        assert not await bench.is_free(key)

    async def test_what_is_postponed_comes_back_after_its_delay(self, bench: BookBench) -> None:
        key = await bench.write("channel:1")
        await bench.book.postpone(await bench.claimed(key), SHORT, "rate_limited: slower")
        assert await bench.line(key) == ("pending", "rate_limited: slower")
        assert not await bench.is_free(key)
        await bench.let_pass(SHORT)
        assert await bench.is_free(key)

    async def test_what_failed_is_counted_and_what_nobody_lived_to_end_is_not(self, bench: BookBench) -> None:
        key = await bench.write("channel:1")
        await bench.claimed(key)
        await bench.let_pass(LEASE + SHORT)
        await bench.book.postpone(await bench.claimed(key), SHORT, "transient: not now")
        await bench.let_pass(SHORT)
        reaction = await bench.claimed(key)
        assert (reaction.tries, reaction.failures) == (3, 1)

    async def test_what_is_buried_stays_for_a_person(self, bench: BookBench) -> None:
        key = await bench.write("channel:1")
        await bench.book.bury(await bench.claimed(key), "bug: no sense")
        await bench.let_pass(timedelta(days=1))
        assert not await bench.is_free(key)
        assert await bench.line(key) == ("dead", "bug: no sense")

    async def test_one_of_a_serial_key_runs_at_a_time(self, bench: BookBench) -> None:
        first, second = await bench.write("channel:1"), await bench.write("channel:1")
        reaction = await bench.claimed(first)
        assert not await bench.is_free(second)
        await bench.book.finish(reaction)
        assert await bench.is_free(second)

    async def test_other_serial_keys_run_beside_it(self, bench: BookBench) -> None:
        await bench.claimed(await bench.write("channel:1"))
        assert await bench.is_free(await bench.write("channel:2"))

    async def test_a_lease_that_ran_out_does_not_keep_its_serial_key(self, bench: BookBench) -> None:
        first, second = await bench.write("channel:1"), await bench.write("channel:1")
        await bench.claimed(first)
        await bench.let_pass(LEASE + SHORT)
        assert await bench.is_free(second)
        assert not await bench.is_free(first)

    async def test_whoever_lost_the_lease_closes_nothing(self, bench: BookBench) -> None:
        key = await bench.write("channel:1")
        late = await bench.claimed(key)
        await bench.let_pass(LEASE + SHORT)
        await bench.claimed(key)
        await bench.book.finish(late)
        await bench.book.bury(late, "too late")
        await bench.book.postpone(late, SHORT, "too late")
        await bench.book.extend(late, timedelta(days=1))
        assert await bench.line(key) == ("running", None)

    async def test_the_longest_due_comes_first(self, bench: BookBench) -> None:
        later, sooner = await bench.write("channel:1", due_in=SHORT), await bench.write("channel:2")
        await bench.let_pass(SHORT * 2)
        assert await bench.due() == [sooner, later]

    async def test_a_later_cause_waits_while_an_earlier_one_is_pending(self, bench: BookBench) -> None:
        earlier, later = await bench.write("channel:1", cause=1), await bench.write("channel:1", cause=2)
        assert not await bench.is_free(later)
        await bench.book.finish(await bench.claimed(earlier))
        assert await bench.is_free(later)

    async def test_a_later_cause_does_not_wait_out_an_earlier_ones_delay(self, bench: BookBench) -> None:
        await bench.write("channel:1", cause=1, due_in=SHORT)
        assert await bench.is_free(await bench.write("channel:1", cause=2))

    async def test_a_later_cause_waits_for_an_earlier_one_whose_worker_died(self, bench: BookBench) -> None:
        earlier, later = await bench.write("channel:1", cause=1), await bench.write("channel:1", cause=2)
        await bench.claimed(earlier)
        await bench.let_pass(LEASE + SHORT)
        assert not await bench.is_free(later)
        assert await bench.is_free(earlier)

    async def test_a_later_cause_of_another_line_does_not_wait(self, bench: BookBench) -> None:
        await bench.write("channel:1", cause=1)
        assert await bench.is_free(await bench.write("channel:2", cause=2))

    async def test_a_dead_letter_stands_in_nobodys_way(self, bench: BookBench) -> None:
        earlier, later = await bench.write("channel:1", cause=1), await bench.write("channel:1", cause=2)
        await bench.book.bury(await bench.claimed(earlier), "bug: no sense")
        assert await bench.is_free(later)

    async def test_only_the_first_of_a_line_is_sent(self, bench: BookBench) -> None:
        later, earlier = await bench.write("channel:1", cause=2), await bench.write("channel:1", cause=1)
        assert await bench.due() == [earlier]
        assert not await bench.is_free(later)

    async def test_what_was_sent_is_sent_again_only_after_a_while(self, bench: BookBench) -> None:
        key = await bench.write("channel:1")
        assert [await bench.due(), await bench.due()] == [[key], []]
        await bench.let_pass(SENT_AGAIN)
        assert await bench.due() == [key]

    async def test_what_is_postponed_is_sent_as_soon_as_its_delay_is_over(self, bench: BookBench) -> None:
        key = await bench.write("channel:1")
        await bench.due()
        await bench.book.postpone(await bench.claimed(key), timedelta(seconds=1), "transient: not now")
        await bench.let_pass(timedelta(seconds=1))
        assert await bench.due() == [key]

    async def test_the_next_in_line_is_the_earliest_cause_that_can_be_taken(self, bench: BookBench) -> None:
        keys = [await bench.write("channel:1", cause=cause) for cause in (3, 2, 1)]
        await bench.write("channel:2", cause=1)
        assert await bench.next_to(keys[0]) == keys[2]
        reaction = await bench.claimed(keys[2])
        assert await bench.next_to(keys[2]) is None
        await bench.book.finish(reaction)
        assert await bench.next_to(keys[2]) == keys[1]

    async def test_nothing_is_next_to_an_unknown_key(self, bench: BookBench) -> None:
        await bench.write("channel:1")
        assert await bench.next_to(uuid4()) is None

    async def test_a_dead_letter_says_what_it_was(self, bench: BookBench) -> None:
        entry = await bench.entry(await bench.buried())
        assert (entry.state, entry.tries, entry.error) == (ReactionState.DEAD, 1, "bug: no sense")
        assert (entry.handler, entry.target) == ("platforms.push_channel", {"campaign_id": "c-1"})
        assert entry.finished_at is not None

    async def test_dead_letters_come_newest_first_and_in_pages(self, bench: BookBench) -> None:
        keys = [await bench.buried(cause=cause) for cause in (1, 2, 3)]
        await bench.write("channel:9", cause=4)
        assert await bench.dead(limit=2) == [keys[2], keys[1]]
        assert await bench.dead(after=(2, keys[1])) == [keys[0]]

    async def test_a_dead_letter_that_is_sent_again_begins_anew(self, bench: BookBench) -> None:
        key = await bench.write("channel:1")
        await bench.book.postpone(await bench.claimed(key), SHORT, "transient: not now")
        await bench.let_pass(SHORT)
        await bench.book.bury(await bench.claimed(key), "bug: no sense")
        await bench.desk.redrive(bench.organization, key)
        assert await bench.due() == [key]
        reaction = await bench.claimed(key)
        assert (reaction.attempt, reaction.tries, reaction.failures) == (3, 1, 0)
        assert await bench.dead() == []

    async def test_only_a_dead_letter_can_be_sent_again(self, bench: BookBench) -> None:
        running, done = await bench.write("channel:1"), await bench.write("channel:2")
        await bench.claimed(running)
        await bench.book.finish(await bench.claimed(done))
        for key in (running, done, uuid4()):
            await bench.desk.redrive(bench.organization, key)
        assert [(await bench.entry(key)).state for key in (running, done)] == ["running", "done"]

    async def test_what_is_pending_can_be_given_up_by_hand(self, bench: BookBench) -> None:
        key, running = await bench.write("channel:1"), await bench.write("channel:2")
        await bench.claimed(running)
        for each in (key, running):
            await bench.desk.give_up(bench.organization, each, "no longer wanted")
        assert await bench.line(key) == ("dead", "no longer wanted")
        assert await bench.line(running) == ("running", None)

    async def test_what_was_over_long_ago_is_forgotten(self, bench: BookBench) -> None:
        dead, done, pending = await bench.buried(), await bench.write("channel:2"), await bench.write("channel:3")
        await bench.book.finish(await bench.claimed(done))
        await bench.desk.purge(timedelta(days=7))
        assert await bench.dead() == [dead]
        await bench.let_pass(timedelta(days=7, seconds=1))
        await bench.desk.purge(timedelta(days=7))
        await bench.desk.redrive(bench.organization, dead)
        assert await bench.dead() == []
        assert await bench.due() == [pending]

    async def test_a_stranger_sees_and_changes_nothing(self, bench: BookBench) -> None:
        key, stranger = await bench.buried(), OrganizationId(uuid4())
        assert await bench.desk.entry(stranger, key) is None
        await bench.desk.redrive(stranger, key)
        assert (await bench.entry(key)).state is ReactionState.DEAD
