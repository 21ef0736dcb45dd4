from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import pytest

from application.context import CommandContext
from application.errors import NotFoundError, TryLaterError, VersionConflictError
from application.platforms.errors import PlatformBugError, RateLimitedError, TransientPlatformError
from application.reactions.commands import LEASE, MOST_ATTEMPTS, Handler, backoff, follow, react, sweep
from application.reactions.port import Reaction
from domain.campaigns.errors import CampaignEndedError
from domain.shared.facts import ActorKind
from domain.shared.platform import Platform
from tests.builders import NOW, ORGANIZATION
from tests.fakes.reactions import Entry, FakeJobQueue, FakeReactionBook, FakeReactionLine

PUSH = "platforms.push_channel"
ENTRY_KEY = UUID("0190d1c0-0000-7000-8000-0000000000aa")


@pytest.fixture
def book() -> FakeReactionLine:
    return FakeReactionLine(NOW)


def entry(
    book: FakeReactionBook, *, attempts: int = 0, key: UUID = ENTRY_KEY, due_in: timedelta = timedelta()
) -> Entry:
    """A push that is to be done."""
    written = Entry(
        organization=ORGANIZATION,
        key=key,
        handler=PUSH,
        serial_key=f"channel:{key}",
        target={"campaign_id": "c-1"},
        cause_id=uuid4(),
        correlation_id=uuid4(),
        not_before=book.now + due_in,
        attempts=attempts,
    )
    book.write(written)
    return written


def handling(error: BaseException | None = None) -> tuple[Mapping[str, Handler], list[CommandContext]]:
    """A handler that fails with an error, or does not, and the contexts that it is called with."""
    called: list[CommandContext] = []

    async def handle(context: CommandContext, _: Reaction) -> None:
        called.append(context)
        if error is not None:
            raise error

    return {PUSH: handle}, called


async def reacted(book: FakeReactionBook, error: BaseException | None = None) -> None:
    handlers, _ = handling(error)
    await react(book, handlers, ORGANIZATION, ENTRY_KEY, NOW)


async def test_a_reaction_is_done_and_over(book: FakeReactionBook) -> None:
    written = entry(book)
    await reacted(book)
    assert (written.state, written.attempts, written.last_error) == ("done", 1, None)


async def test_a_reaction_is_done_once(book: FakeReactionBook) -> None:
    entry(book)
    handlers, called = handling()
    for _ in range(3):
        await react(book, handlers, ORGANIZATION, ENTRY_KEY, NOW)
    assert len(called) == 1


async def test_a_handler_learns_what_it_is_the_outcome_of(book: FakeReactionBook) -> None:
    written = entry(book)
    handlers, called = handling()
    await react(book, handlers, ORGANIZATION, ENTRY_KEY, NOW)
    (context,) = called
    assert (context.actor.kind, context.actor.id) == (ActorKind.SYSTEM, PUSH)
    assert (context.causation_id, context.correlation_id) == (written.cause_id, written.correlation_id)
    assert context.command_id == uuid5(ENTRY_KEY, "outcome")


@pytest.mark.parametrize("refusal", [CampaignEndedError(), NotFoundError("There is no campaign.")])
async def test_a_refusal_is_an_answer_too(book: FakeReactionBook, refusal: Exception) -> None:
    written = entry(book)
    await reacted(book, refusal)
    assert written.state == "done"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TransientPlatformError("Not now.", platform=Platform.META_ADS), "transient: Not now."),
        (VersionConflictError("Somebody was faster."), "Somebody was faster."),
        (TryLaterError("Busy."), "Busy."),
        (TimeoutError("x"), "TimeoutError: an error of our own; the log has it under this reaction's key."),
        (ValueError("secret"), "ValueError: an error of our own; the log has it under this reaction's key."),
    ],
)
async def test_what_fails_is_due_again_after_a_second(book: FakeReactionBook, error: Exception, said: str) -> None:
    written = entry(book)
    await reacted(book, error)
    assert (written.state, written.last_error) == ("pending", said)
    assert written.not_before == NOW + timedelta(seconds=1)


async def test_a_platform_says_itself_how_long_to_wait(book: FakeReactionBook) -> None:
    written = entry(book)
    await reacted(book, RateLimitedError("Slower.", platform=Platform.META_ADS, retry_after=timedelta(minutes=17)))
    assert written.not_before == NOW + timedelta(minutes=17)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 1), (1, 2), (2, 4), (8, 256), (9, 300), (39, 300), (10_000, 300)]
)
def test_the_wait_doubles_up_to_5_minutes(failures: int, seconds: int) -> None:
    assert backoff(failures) == timedelta(seconds=seconds)


async def test_workers_that_were_killed_make_nothing_wait_longer(book: FakeReactionBook) -> None:
    written = entry(book, attempts=9)
    await reacted(book, TransientPlatformError("Not now.", platform=Platform.META_ADS))
    assert written.not_before == NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (TransientPlatformError("Not now.", platform=Platform.META_ADS), 256),
        (ValueError("x"), 256),
        (TryLaterError(), 10),
        (VersionConflictError(), 10),
    ],
)
async def test_what_stands_in_our_own_way_is_waited_out_for_10_seconds_at_most(
    book: FakeReactionBook, error: Exception, seconds: int
) -> None:
    written = entry(book, attempts=8)
    written.failures = 8
    await reacted(book, error)
    assert written.not_before == NOW + timedelta(seconds=seconds)


async def test_what_never_succeeds_is_buried_in_the_end(book: FakeReactionBook) -> None:
    written = entry(book, attempts=MOST_ATTEMPTS - 1)
    await reacted(book, PlatformBugError("No sense.", platform=Platform.META_ADS))
    assert (written.state, written.last_error) == ("dead", "bug: No sense.")


async def test_the_last_attempt_but_one_is_not_the_last(book: FakeReactionBook) -> None:
    written = entry(book, attempts=MOST_ATTEMPTS - 2)
    await reacted(book, PlatformBugError("No sense.", platform=Platform.META_ADS))
    assert written.state == "pending"


async def test_a_killed_workers_reaction_is_done_by_another(book: FakeReactionBook) -> None:
    written = entry(book)
    with pytest.raises(KeyboardInterrupt):
        await reacted(book, KeyboardInterrupt())
    assert written.state == "running"
    book.now += LEASE + timedelta(seconds=1)
    await reacted(book)
    assert (written.state, written.attempts) == ("done", 2)


async def test_whoever_kills_every_worker_is_buried_in_the_end(book: FakeReactionBook) -> None:
    written = entry(book, attempts=MOST_ATTEMPTS)
    handlers, called = handling()
    await react(book, handlers, ORGANIZATION, ENTRY_KEY, NOW)
    assert (written.state, written.last_error) == ("dead", "Whoever worked on it died each time.")
    assert called == []


async def test_what_was_sent_again_by_a_person_has_all_its_tries_before_it(book: FakeReactionBook) -> None:
    written = entry(book, attempts=MOST_ATTEMPTS)
    written.attempts_before = MOST_ATTEMPTS
    await reacted(book, ValueError())
    assert (written.state, written.not_before) == ("pending", NOW + timedelta(seconds=1))


async def test_the_sweep_sends_what_is_due_and_nobody_is_at(book: FakeReactionLine) -> None:
    queue, waiting, taken = FakeJobQueue(), uuid4(), uuid4()
    entry(book)
    entry(book, key=waiting, due_in=timedelta(minutes=1))
    entry(book, key=taken)
    await book.claim(ORGANIZATION, taken, LEASE)
    assert await sweep(book, queue) == 1
    assert queue.sent == [(PUSH, ORGANIZATION, ENTRY_KEY)]


async def test_the_next_in_line_is_sent_when_one_is_done(book: FakeReactionLine) -> None:
    queue, behind = FakeJobQueue(), entry(book, key=uuid4())
    behind.serial_key, behind.cause_position = entry(book).serial_key, 2
    await follow(book, queue, ORGANIZATION, behind.key)
    await reacted(book)
    await follow(book, queue, ORGANIZATION, ENTRY_KEY)
    assert queue.sent == [(PUSH, ORGANIZATION, ENTRY_KEY), (PUSH, ORGANIZATION, behind.key)]
