import psycopg
import pytest
import typer

from application.errors import NotFoundError
from domain.errors import invalid
from interfaces.cli.refusals import refusals_told


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


def test_a_mistake_of_our_own_is_not_told_as_a_refusal() -> None:
    with pytest.raises(ZeroDivisionError), refusals_told():
        raise ZeroDivisionError
