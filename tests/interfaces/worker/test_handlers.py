import psycopg
import pytest
import sqlalchemy.exc

from application.context import CommandContext
from application.errors import TryLaterError
from application.reactions.port import Reaction
from interfaces.worker.handlers import outlasting_the_database


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError("server closed the connection unexpectedly"),
        psycopg.errors.AdminShutdown("terminating connection"),
        sqlalchemy.exc.OperationalError("SELECT 1", {}, Exception("refused")),
    ],
)
async def test_a_database_that_is_away_is_to_be_outlasted(error: Exception) -> None:
    async def handle(_context: CommandContext, _reaction: Reaction) -> None:
        raise error

    with pytest.raises(TryLaterError, match="The database did not answer"):
        await outlasting_the_database(handle)(None, None)  # type: ignore[arg-type]  # neither is looked at


async def test_what_is_wrong_with_a_handler_stays_what_it_is() -> None:
    async def handle(_context: CommandContext, _reaction: Reaction) -> None:
        raise ValueError("no sense")

    with pytest.raises(ValueError, match="no sense"):
        await outlasting_the_database(handle)(None, None)  # type: ignore[arg-type]  # neither is looked at
