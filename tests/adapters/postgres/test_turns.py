"""A writer gives its turn away before it commits: whoever comes next works meanwhile, and yet commits after it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo
from psycopg.errors import DataError, QueryCanceled
from psycopg.rows import TupleRow

from adapters.postgres.appends import APPEND_MANY, Append, Part, StoredFact, parameters
from adapters.postgres.codec import encode_json
from adapters.postgres.ledger import PostgresLedger
from adapters.postgres.schema import APPLICATION_ROLE
from application.context import CommandContext
from application.errors import CommandReusedError, VersionConflictError
from application.ports import Receipt, StreamFacts
from domain.campaigns.campaign import Campaign
from domain.shared.ids import OrganizationId
from tests.builders import a_draft
from tests.contracts.frames import frame

Connection = AsyncConnection[TupleRow]

A_MOMENT = 0.15
FACTS = [
    StoredFact(event_id=uuid4(), topic=fact.topic, schema_version=fact.schema_version, data=encode_json(fact))
    for fact in a_draft()
]


def beginning(context: CommandContext, stream: UUID, *, data: str | None = None) -> Append:
    """An append of two facts to a new stream, the second with other data if need be."""
    facts = [fact._replace(event_id=uuid4()) for fact in FACTS[:2]]
    if data is not None:
        facts[1] = facts[1]._replace(data=data)
    return Append(
        organization=context.organization,
        command_id=context.command_id,
        fingerprint=context.fingerprint,
        actor_kind=context.actor.kind.value,
        actor_id=context.actor.id,
        correlation_id=context.correlation_id,
        causation_id=context.causation_id,
        trace=context.trace,
        occurred_at=context.now,
        parts=[Part(stream_id=stream, stream_type=Campaign.stream_type, expected_version=0, facts=facts)],
    )


async def written(connection: Connection, append: Append) -> int:
    """Write an append; its position."""
    cursor = await connection.execute(APPEND_MANY, parameters([append]))
    ((_, status, _, position, _),) = await cursor.fetchall()
    assert status == "appended"
    return int(position)


async def begun(ledger: PostgresLedger, context: CommandContext, stream: UUID, *also: StreamFacts) -> Receipt:
    """Begin a stream, through the writer of the process."""
    return await ledger.append(
        context, stream_type=Campaign.stream_type, stream_id=stream, expected_version=0, facts=a_draft(), also=also
    )


@pytest.fixture
async def slow(postgres_url: str) -> AsyncIterator[Connection]:
    """The connection of a writer whose commit takes until it is told."""
    conninfo = make_conninfo(postgres_url, options=f"-c role={APPLICATION_ROLE}")
    async with await AsyncConnection.connect(conninfo) as connection:
        yield connection


async def once_committed(slow: Connection, work: Coroutine[Any, Any, Receipt]) -> Receipt:
    """What becomes of work that is begun while a commit is slow, and cannot end before it."""
    late = asyncio.create_task(work)
    await asyncio.sleep(A_MOMENT)
    assert not late.done()
    await slow.commit()
    return await late


async def test_the_next_writer_works_during_a_commit_and_commits_after_it(
    slow: Connection, ledger: PostgresLedger, organization: OrganizationId
) -> None:
    position = await written(slow, beginning(frame(organization), uuid4()))
    receipt = await once_committed(slow, begun(ledger, frame(organization), uuid4()))
    assert receipt.position == position + 2


async def test_whoever_expects_what_a_commit_under_way_changes_is_refused(
    slow: Connection, ledger: PostgresLedger, organization: OrganizationId
) -> None:
    stream = uuid4()
    await written(slow, beginning(frame(organization), stream))
    with pytest.raises(VersionConflictError):
        await once_committed(slow, begun(ledger, frame(organization), stream))
    assert [recorded.version for recorded in await ledger.load(organization, stream)] == [1, 2]


async def test_a_command_whose_commit_is_under_way_is_answered_as_the_first_time(
    slow: Connection, ledger: PostgresLedger, organization: OrganizationId
) -> None:
    context, stream = frame(organization), uuid4()
    position = await written(slow, beginning(context, stream))
    receipt = await once_committed(slow, begun(ledger, context, stream))
    assert (receipt.replayed, receipt.position) == (True, position)


async def test_a_key_whose_commit_is_under_way_serves_no_other_request(
    slow: Connection, ledger: PostgresLedger, organization: OrganizationId
) -> None:
    context = frame(organization)
    await written(slow, beginning(context, uuid4()))
    with pytest.raises(CommandReusedError):
        await once_committed(slow, begun(ledger, replace(context, fingerprint="another"), uuid4()))


async def test_a_stream_that_is_only_held_to_its_version_is_held_to_what_a_commit_under_way_makes_of_it(
    slow: Connection, ledger: PostgresLedger, organization: OrganizationId
) -> None:
    changed, other = uuid4(), uuid4()
    await written(slow, beginning(frame(organization), changed))
    held = StreamFacts(stream_type=Campaign.stream_type, stream_id=changed, expected_version=0, facts=())
    with pytest.raises(VersionConflictError):
        await once_committed(slow, begun(ledger, frame(organization), other, held))
    assert await ledger.load(organization, other) == []


async def test_an_append_that_fails_leaves_the_turn_to_others(
    slow: Connection, ledger: PostgresLedger, organization: OrganizationId
) -> None:
    with pytest.raises(DataError):
        await written(slow, beginning(frame(organization), uuid4(), data="{"))
    # Its transaction is still open, and would keep what is left of its turn.
    async with asyncio.timeout(1):
        await begun(ledger, frame(organization), uuid4())


async def test_who_is_interrupted_before_a_commit_leaves_the_turn_to_others(
    slow: Connection, postgres_url: str, organization: OrganizationId
) -> None:
    await written(slow, beginning(frame(organization), uuid4()))
    options = f"-c role={APPLICATION_ROLE} -c statement_timeout=100"
    async with await AsyncConnection.connect(make_conninfo(postgres_url, options=options)) as impatient:
        with pytest.raises(QueryCanceled):
            await written(impatient, beginning(frame(organization), uuid4()))
        async with await AsyncConnection.connect(postgres_url) as other:
            cursor = await other.execute("SELECT pg_try_advisory_xact_lock(x'ad5ca1f'::int, 0)")
            assert await cursor.fetchone() == (True,)
