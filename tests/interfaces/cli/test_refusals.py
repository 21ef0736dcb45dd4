import psycopg
import pytest
import typer

from application.errors import NotFoundError
from domain.errors import invalid
from interfaces.cli import session
from interfaces.cli.refusals import refusals_told
from tests.interfaces.cli.console import Console


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (invalid("to", "Too early.", "End later."), "Refused. to: Too early. End later."),
        (NotFoundError("There is no such thing."), "Refused. There is no such thing."),
        (psycopg.OperationalError("nobody listens"), "The database does not answer: nobody listens"),
    ],
)
def test_what_stops_a_command_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str], trouble: Exception, sentence: str
) -> None:
    with pytest.raises(typer.Exit) as left, refusals_told():
        raise trouble
    assert left.value.exit_code == 1
    told = capsys.readouterr()
    assert (told.out, told.err.splitlines()[0]) == ("", sentence)


def test_read_models_that_do_not_catch_up_are_told_with_the_command_that_shows_how_far_they_are(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "CATCH_UP_SECONDS", 0.0)
    assert console.reports().stderr.splitlines()[0] == (
        "Refused. The projections did not catch up with the ledger. Look at: adscale projections list"
    )


def test_a_mistake_of_our_own_is_not_told_as_a_refusal() -> None:
    with pytest.raises(ZeroDivisionError), refusals_told():
        raise ZeroDivisionError
