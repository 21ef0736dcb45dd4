"""What every book of reactions promises."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from application.reactions.port import Reaction, ReactionBook
from domain.shared.ids import OrganizationId

LEASE, SHORT = timedelta(seconds=20), timedelta(seconds=5)
ALL = 10_000


class BookBench(ABC):
    """A book under test, and what a test needs around it."""

    def __init__(self, book: ReactionBook, organization: OrganizationId) -> None:
        self.book = book
        self.organization = organization

    @abstractmethod
    async def write(self, serial_key: str, *, due_in: timedelta = timedelta()) -> UUID:
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
        """The organization's reactions that are due, the longest due first."""
        return [key for _, owner, key in await self.book.due(ALL) if owner == self.organization]


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
