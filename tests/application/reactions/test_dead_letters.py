from uuid import UUID, uuid4

import pytest

from application.errors import NotFoundError, TryLaterError
from application.reactions.commands import LEASE
from application.reactions.dead_letters import dead_letters, give_up, redrive, why
from application.reactions.port import ReactionState
from domain.errors import InvalidInputError
from domain.shared.ids import OrganizationId
from tests.builders import NOW, ORGANIZATION
from tests.fakes.reactions import Entry, FakeJobQueue, FakeReactionBook, FakeReactionDesk

PUSH, KEY = "platforms.push_channel", uuid4()


@pytest.fixture
def book() -> FakeReactionBook:
    return FakeReactionBook(NOW)


@pytest.fixture
def desk(book: FakeReactionBook) -> FakeReactionDesk:
    return FakeReactionDesk(book)


def written(book: FakeReactionBook, state: str = "dead", *, key: UUID = KEY, tries: int = 40) -> Entry:
    """A push in a state."""
    entry = Entry(
        organization=ORGANIZATION,
        key=key,
        handler=PUSH,
        serial_key="channel:1",
        target={"campaign_id": "c-1"},
        cause_id=uuid4(),
        correlation_id=uuid4(),
        not_before=NOW,
        state=state,
        attempts=tries,
        last_error="transient: Not now." if tries else None,
    )
    book.write(entry)
    return entry


async def test_only_the_dead_are_listed(book: FakeReactionBook, desk: FakeReactionDesk) -> None:
    written(book)
    written(book, "pending", key=uuid4())
    assert [entry.key for entry in await dead_letters(desk, ORGANIZATION, after=None, limit=10)] == [KEY]


async def test_a_redriven_letter_is_on_its_way_at_once(book: FakeReactionBook, desk: FakeReactionDesk) -> None:
    queue, letter = FakeJobQueue(), written(book)
    entry = await redrive(desk, queue, ORGANIZATION, KEY)
    assert (entry.state, entry.tries, letter.state) == (ReactionState.PENDING, 0, "pending")
    assert queue.sent == [(PUSH, ORGANIZATION, KEY)]


async def test_a_queue_that_is_away_keeps_no_letter_from_being_redriven(
    book: FakeReactionBook, desk: FakeReactionDesk
) -> None:
    class AwayQueue(FakeJobQueue):
        def react(self, handler: str, organization: OrganizationId, key: UUID) -> None:
            raise TryLaterError(f"{handler} of {organization} at {key} cannot be sent")

    written(book)
    assert (await redrive(desk, AwayQueue(), ORGANIZATION, KEY)).state is ReactionState.PENDING


@pytest.mark.parametrize("state", ["running", "done"])
async def test_to_redrive_what_is_not_dead_changes_nothing(
    book: FakeReactionBook, desk: FakeReactionDesk, state: str
) -> None:
    queue = FakeJobQueue()
    written(book, state)
    assert (await redrive(desk, queue, ORGANIZATION, KEY)).state == state
    assert queue.sent == []


async def test_nobody_redrives_what_is_not_there(desk: FakeReactionDesk) -> None:
    with pytest.raises(NotFoundError, match="no reaction"):
        await redrive(desk, FakeJobQueue(), ORGANIZATION, uuid4())


async def test_what_waits_is_given_up_for_a_reason(book: FakeReactionBook, desk: FakeReactionDesk) -> None:
    written(book, "pending", tries=3)
    entry = await give_up(desk, ORGANIZATION, KEY, "The client left.")
    assert why(entry) == (
        "Pushing a channel to its platform was given up after 3 tries. Why: given up by hand. The client left."
    )


async def test_to_give_up_needs_a_reason(book: FakeReactionBook, desk: FakeReactionDesk) -> None:
    written(book, "pending")
    with pytest.raises(InvalidInputError, match="reason: It is empty"):
        await give_up(desk, ORGANIZATION, KEY, "  ")


@pytest.mark.parametrize("state", ["running", "done"])
async def test_what_does_not_wait_cannot_be_given_up(
    book: FakeReactionBook, desk: FakeReactionDesk, state: str
) -> None:
    letter = written(book, state)
    letter.lease_until = NOW + LEASE if state == "running" else None
    with pytest.raises(InvalidInputError, match=f"The reaction is {state}, not pending"):
        await give_up(desk, ORGANIZATION, KEY, "Enough.")


@pytest.mark.parametrize(
    ("state", "tries", "sentence"),
    [
        ("dead", 40, "Pushing a channel to its platform was given up after 40 tries. Why: transient: Not now."),
        ("dead", 1, "Pushing a channel to its platform was given up after 1 try. Why: transient: Not now."),
        ("pending", 2, "Pushing a channel to its platform is waiting after 2 tries. Why: transient: Not now."),
        ("pending", 0, "Pushing a channel to its platform is waiting after no try."),
        ("running", 1, "Pushing a channel to its platform is under way."),
        ("done", 1, "Pushing a channel to its platform is done."),
    ],
)
async def test_a_reaction_says_what_became_of_it(
    book: FakeReactionBook, desk: FakeReactionDesk, state: str, tries: int, sentence: str
) -> None:
    written(book, state, tries=tries)
    entry = await desk.entry(ORGANIZATION, KEY)
    assert entry is not None
    assert why(entry) == sentence
