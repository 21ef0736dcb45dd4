from uuid import UUID, uuid4

import psycopg
import pytest

from application.identity.commands import organization_id
from tests.interfaces.cli.console import Console


@pytest.fixture
def waiting(console: Console, console_database: str) -> UUID:
    """The key of a reaction that waits."""
    key = uuid4()
    with psycopg.connect(console_database) as connection:
        connection.execute(
            "INSERT INTO work.reactions"
            " (org_id, reaction_key, handler, serial_key, target, cause_id, cause_position, correlation_id)"
            " VALUES (%s, %s, 'rules.act', 'rule:1', '{\"rule_id\": \"r-1\"}', %s, 1, %s)",
            (organization_id(console.slug), key, uuid4(), uuid4()),
        )
    return key


def typed(console: Console, *arguments: str) -> tuple[int, str]:
    result = console.run("reactions", *arguments, "--organization", console.slug)
    return result.exit_code, result.output


def test_nothing_dead_is_said_in_a_sentence(console: Console) -> None:
    assert typed(console, "list") == (0, f"No reaction of {console.slug} is dead.\n")


def test_what_waits_is_shown_with_what_it_is_about(console: Console, waiting: UUID) -> None:
    status, shown = typed(console, "list", "--state", "pending")
    assert status == 0
    assert shown.startswith(str(waiting))
    assert shown.endswith("rule_id=r-1  Doing what a rule asked for is waiting after no try.\n")


def test_what_was_buried_by_hand_is_listed_and_can_be_redriven(console: Console, waiting: UUID) -> None:
    sentence = "Doing what a rule asked for was given up after no try. Why: given up by hand. Wrong rule.\n"
    assert typed(console, "bury", str(waiting), "--reason", "Wrong rule.") == (0, sentence)
    assert typed(console, "list")[1].endswith(sentence)
    status, shown = typed(console, "redrive", str(waiting))
    assert (status, shown.split(" Why:")[0].strip()) == (0, "Doing what a rule asked for is waiting after no try.")
    assert typed(console, "list") == (0, f"No reaction of {console.slug} is dead.\n")


@pytest.mark.parametrize("command", [("redrive",), ("bury", "--reason", "Enough.")])
def test_an_unknown_key_is_refused_in_a_sentence(console: Console, command: tuple[str, ...]) -> None:
    name, *options = command
    key = uuid4()
    assert typed(console, name, str(key), *options) == (
        1,
        f"Refused. There is no reaction {key} in this organization.\n",
    )
