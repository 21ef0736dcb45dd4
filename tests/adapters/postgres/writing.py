"""A writer of a test's own over the real ledger."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.coalescer import Coalescer
from adapters.postgres.ledger import PostgresLedger
from adapters.postgres.schema import APPLICATION_ROLE
from application.context import CommandContext
from application.ports import Receipt
from domain.shared.facts import Fact
from tests.builders import a_draft

Pool = AsyncConnectionPool[Any]


class Writing:
    """A writer of its own, and the newest positions that it told of."""

    def __init__(self, postgres_url: str, pool: Pool, name: str) -> None:
        conninfo = make_conninfo(postgres_url, options=f"-c role={APPLICATION_ROLE}", application_name=name)
        self.told: list[int] = []
        self.writer = Coalescer(conninfo, self.told.append)
        self.ledger = PostgresLedger(pool, self.writer)

    async def append(
        self, context: CommandContext, stream: UUID, facts: Sequence[Fact] = a_draft(), *, at: int = 0
    ) -> Receipt:
        return await self.ledger.append(
            context, stream_type="campaign", stream_id=stream, expected_version=at, facts=facts
        )


@asynccontextmanager
async def opened(postgres_url: str, pool: Pool) -> AsyncIterator[Writing]:
    writing = Writing(postgres_url, pool, f"test-writer-{uuid4()}")
    async with writing.writer:
        yield writing
