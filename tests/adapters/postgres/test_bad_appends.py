"""An append that cannot be recorded fails alone, and what never could be is refused before anybody waits for it."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest
from psycopg.errors import DataError, StatementTooComplex

from adapters.postgres.appends import Append, Part, StoredFact
from application.ports import Receipt, StreamFacts
from domain.shared.ids import OrganizationId
from tests.adapters.postgres.writing import Writing
from tests.builders import a_draft
from tests.contracts.frames import MOMENT, frame


def facts_of(text: str, count: int) -> Part:
    """So many facts with a text each, for a stream that is new."""
    data = json.dumps({"name": text})
    facts = [StoredFact(event_id=uuid4(), topic="campaign.renamed", schema_version=1, data=data) for _ in range(count)]
    return Part(stream_id=uuid4(), stream_type="campaign", expected_version=0, facts=facts)


def an_append(organization: OrganizationId, *parts: Part) -> Append:
    return Append(
        organization=organization,
        command_id=uuid4(),
        fingerprint="",
        actor_kind="system",
        actor_id="test",
        correlation_id=uuid4(),
        causation_id=None,
        trace=None,
        occurred_at=MOMENT,
        parts=parts,
    )


@pytest.mark.parametrize(("trace", "error"), [("\x00", DataError), ("\ud800", UnicodeEncodeError)])
async def test_what_the_database_cannot_hold_fails_alone(
    writing: Writing, organization: OrganizationId, trace: str, error: type[Exception]
) -> None:
    good, bad = uuid4(), uuid4()
    outcomes = await asyncio.gather(
        writing.append(frame(organization), good),
        writing.append(frame(organization, trace=trace), bad),
        writing.append(frame(organization), uuid4()),
        return_exceptions=True,
    )
    assert [type(outcome) is Receipt for outcome in outcomes] == [True, False, True]
    assert isinstance(outcomes[1], error)
    assert await writing.ledger.load(organization, bad) == []


@pytest.mark.parametrize("changes", [{"trace": "\ud800"}, {"now": MOMENT.replace(tzinfo=None)}])
async def test_what_cannot_be_sent_fails_alone(
    writing: Writing, organization: OrganizationId, changes: dict[str, Any]
) -> None:
    outcomes = await asyncio.gather(
        writing.append(frame(organization), uuid4()),
        writing.append(frame(organization, **changes), uuid4()),
        writing.append(frame(organization), uuid4()),
        return_exceptions=True,
    )
    assert [type(outcome) is Receipt for outcome in outcomes] == [True, False, True]
    assert isinstance(outcomes[1], (ValueError, TypeError))


async def test_what_exceeds_a_limit_of_the_databases_fails_alone(
    writing: Writing, organization: OrganizationId
) -> None:
    deep = StoredFact(event_id=uuid4(), topic="campaign.renamed", schema_version=1, data="[" * 50_000 + "]" * 50_000)
    part = Part(stream_id=uuid4(), stream_type="campaign", expected_version=0, facts=[deep])
    outcomes = await asyncio.gather(
        writing.append(frame(organization), uuid4()),
        writing.writer.append(an_append(organization, part)),
        return_exceptions=True,
    )
    assert isinstance(outcomes[0], Receipt)
    assert isinstance(outcomes[1], StatementTooComplex)


async def test_a_large_append_keeps_nobody_waiting_for_long(writing: Writing, organization: OrganizationId) -> None:
    large = facts_of("x" * 2000, 5000)
    row, small = await asyncio.gather(
        writing.writer.append(an_append(organization, large)), writing.append(frame(organization), uuid4())
    )
    assert (row[0], row[1], small.version) == ("appended", 5000, 2)


@pytest.mark.parametrize(
    ("parts", "why"), [((), "no part"), ((facts_of("x" * 16_000_000, 3),), "48,000,0.. characters .* Split it")]
)
async def test_what_can_never_go_down_is_refused_before_anybody_waits_for_it(
    writing: Writing, organization: OrganizationId, parts: Sequence[Part], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        await writing.writer.append(an_append(organization, *parts))
    assert (await writing.append(frame(organization), uuid4())).version == 2


async def test_an_append_that_names_a_stream_twice_is_refused_before_it_goes_down(
    writing: Writing, organization: OrganizationId
) -> None:
    stream = uuid4()
    again = StreamFacts(stream_type="campaign", stream_id=stream, expected_version=2, facts=a_draft())
    with pytest.raises(ValueError, match="one stream"):
        await writing.ledger.append(
            frame(organization),
            stream_type="campaign",
            stream_id=stream,
            expected_version=0,
            facts=a_draft(),
            also=[again],
        )
    assert (await writing.append(frame(organization), stream)).version == 2
