"""The judge of answers is tried: an innocent writer passes, and each kind of guilt is seen."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from tests.torture import diary
from tests.torture.answers import Entry, wrong_answers
from tests.torture.deeds import command_id, deed
from tests.torture.diary import Answer, Diary, Pages

KEY = "writer-1/hand-0/7+"
FACTS = len(deed(KEY).parts[0].facts)
ANSWER = Answer(key=KEY, version=20, position=300)
ENTRY = Entry(version=20, position=300, versions=tuple(range(21 - FACTS, 21)), elsewhere=1, last_position=300)


def found(*answers: Answer, ledger: Entry | None = ENTRY, asked: str = KEY) -> list[str]:
    entries: dict[UUID, Entry] = {} if ledger is None else {command_id(KEY): ledger}
    return [*wrong_answers([Pages(asked=[asked], answers=list(answers))], entries)]


def test_one_answer_and_its_repeats_are_right() -> None:
    assert found(ANSWER, ANSWER) == []


@pytest.mark.parametrize(
    ("ledger", "what"),
    [
        (None, "lost"),
        (replace(ENTRY, version=19), "at another version"),
        (replace(ENTRY, position=299), "at another position"),
        (replace(ENTRY, versions=ENTRY.versions * 2), "doubled"),
        (replace(ENTRY, versions=ENTRY.versions[1:]), "in part"),
        (replace(ENTRY, elsewhere=0), "in one of two streams"),
        (replace(ENTRY, last_position=299), "not where it is said to be"),
    ],
)
def test_what_was_acknowledged_and_is_not_there_is_seen(ledger: Entry | None, what: str) -> None:
    (wrong,) = found(ANSWER, ledger=ledger)
    assert wrong == f"{ANSWER} was acknowledged, and the ledger has {ledger}", what


def test_two_answers_to_one_command_are_seen() -> None:
    assert len(found(ANSWER, replace(ANSWER, position=301))) == 1


def test_a_command_without_an_answer_is_seen() -> None:
    assert found() == [f"{KEY} has no answer"]


def test_a_command_that_nobody_sent_is_seen() -> None:
    wrong = found(asked="writer-1/hand-0/8")
    assert wrong == ["writer-1/hand-0/8 has no answer", "1 commands are in the ledger that nobody sent"]


def test_a_diary_survives_the_tearing_of_its_last_line(tmp_path: Path) -> None:
    path = tmp_path / "diary"
    for key in ("a/0", "b/0"):
        writing = Diary(path)
        writing.asked(key)
        writing.answered(Answer(key=key, version=1, position=1))
        writing.close()
        with path.open("a", encoding="utf-8") as torn:
            torn.write('["c/0", 1')
    pages = diary.read(path)
    assert (pages.asked, len(pages.answers), pages.unanswered) == (["a/0", "b/0"], 2, [])
