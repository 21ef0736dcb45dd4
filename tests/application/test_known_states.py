"""What a process keeps of what it saw: the newest of each, and no more than it may."""

from uuid import UUID, uuid4

from application.known_states import Known, KnownStates
from tests.builders import ORGANIZATION


def seen(version: int) -> Known[str]:
    return Known(state=f"at {version}", version=version, position=version)


def test_what_is_older_does_not_replace_what_is_newer() -> None:
    states, stream = KnownStates(), uuid4()
    for version in (2, 1):
        states.put(ORGANIZATION, "campaign", stream, seen(version))
    assert states.get(ORGANIZATION, "campaign", stream) == seen(2)


def test_the_longest_unused_is_forgotten_first() -> None:
    states, streams = KnownStates(most=2), [UUID(int=number) for number in range(3)]
    for stream in streams[:2]:
        states.put(ORGANIZATION, "campaign", stream, seen(1))
    states.get(ORGANIZATION, "campaign", streams[0])
    states.put(ORGANIZATION, "campaign", streams[2], seen(1))
    kept = [states.get(ORGANIZATION, "campaign", stream) is not None for stream in streams]
    assert kept == [True, False, True]


def test_a_stream_of_another_kind_is_not_known() -> None:
    states, stream = KnownStates(), uuid4()
    states.put(ORGANIZATION, "campaign", stream, seen(1))
    assert states.get(ORGANIZATION, "rule", stream) is None


def test_states_of_many_facts_leave_less_room_for_others() -> None:
    states, streams = KnownStates(most_facts=10), [UUID(int=number) for number in range(3)]
    for stream, version in zip(streams, (3, 3, 5), strict=True):
        states.put(ORGANIZATION, "campaign", stream, seen(version))
    kept = [states.get(ORGANIZATION, "campaign", stream) is not None for stream in streams]
    assert kept == [False, True, True]


def test_a_state_that_grows_is_counted_once() -> None:
    states, streams = KnownStates(most_facts=10), [UUID(int=number) for number in range(2)]
    for version in range(1, 6):
        for stream in streams:
            states.put(ORGANIZATION, "campaign", stream, seen(version))
    assert all(states.get(ORGANIZATION, "campaign", stream) == seen(5) for stream in streams)


def test_the_newest_is_kept_however_large_it_is() -> None:
    states, stream = KnownStates(most_facts=10), uuid4()
    states.put(ORGANIZATION, "campaign", stream, seen(11))
    assert states.get(ORGANIZATION, "campaign", stream) == seen(11)
