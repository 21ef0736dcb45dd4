from typing import Any, ClassVar

import pytest
from psycopg import AsyncConnection, AsyncCursor, OperationalError

from projections.projector import Projector
from projections.registry import projectors
from projections.stepping import made_to_write
from tests.projections.running import catch_up, everything, forget_everything, leased, to_the_head
from tests.projections.stories import TODAY, Story, happens, introduced, observation

FEW = 2
"""Facts in a step, so that there are several: most are one statement."""


class CrashingConnection(AsyncConnection[Any]):
    """A connection that is cut off instead of carrying out its nth statement."""

    statements_left: ClassVar[int] = 0

    async def execute(self, query: Any, params: Any = None, **options: Any) -> AsyncCursor[Any]:  # noqa: ANN401 - handed on as it came
        CrashingConnection.statements_left -= 1
        if CrashingConnection.statements_left < 0:
            await self.close()
            raise OperationalError("the connection was cut off")
        return await super().execute(query, params, **options)


async def crashes_at(conninfo: str, statement: int, projector: Projector) -> bool:
    """Whether the projection was cut off; it is over if it came to the head with fewer statements."""
    async with await CrashingConnection.connect(conninfo) as connection:
        CrashingConnection.statements_left = 1000
        await made_to_write(connection)
        lease = await leased(connection, projector)
        CrashingConnection.statements_left = statement
        try:
            await to_the_head(connection, projector, lease, limit=FEW)
        except OperationalError:
            return True
    return False


@pytest.mark.parametrize("projector", projectors(lambda *_: None), ids=lambda projector: projector.name)
async def test_a_crash_before_any_statement_loses_and_doubles_nothing(
    conninfo: str, story: Story, projector: Projector
) -> None:
    cast = await introduced(story)
    await story.hears(cast.accounts[0], observation(TODAY, "ext-1"))
    for verb in ("disconnect", "reconnect", "remove_channel", "evaluate", "rename", "archive"):
        await happens(story, cast, verb, 2)
    await catch_up(conninfo, [projector], limit=40)
    untroubled = await everything(conninfo, story.organization)

    statement = 0
    while True:
        await forget_everything(conninfo)
        crashed = await crashes_at(conninfo, statement, projector)
        await catch_up(conninfo, [projector], limit=40)
        assert await everything(conninfo, story.organization) == untroubled
        if not crashed:
            break
        statement += 1
    assert statement >= 5
