"""What every ledger promises: the fake one and the one in Postgres are held to it."""

import asyncio
from uuid import UUID, uuid4

import pytest

from application.errors import CommandReusedError, VersionConflictError
from application.ports import Ledger, Receipt, StreamFacts
from domain.campaigns.campaign import Campaign
from domain.shared.facts import Fact
from domain.shared.ids import CommandId, OrganizationId
from tests.builders import a_draft
from tests.contracts.frames import MOMENT, frame

DRAFT = a_draft()
FIRST, SECOND = Campaign.Renamed(name="Summer"), Campaign.Renamed(name="Autumn")


async def begun(ledger: Ledger, organization: OrganizationId, *facts: Fact) -> UUID:
    """A stream that stands at as many versions as there are facts; two if none is named."""
    stream = uuid4()
    await ledger.append(
        frame(organization), stream_type="campaign", stream_id=stream, expected_version=0, facts=facts or DRAFT
    )
    return stream


async def goes_on(ledger: Ledger, organization: OrganizationId, stream: UUID, at: int, *facts: Fact) -> Receipt:
    return await ledger.append(
        frame(organization), stream_type="campaign", stream_id=stream, expected_version=at, facts=facts
    )


def part(stream: UUID, at: int, *facts: Fact) -> StreamFacts:
    return StreamFacts(stream_type="campaign", stream_id=stream, expected_version=at, facts=facts)


class LedgerContract:
    """The fixture `ledger` is the ledger under test."""

    async def test_facts_come_back_in_order(self, ledger: Ledger, organization: OrganizationId) -> None:
        stream = await begun(ledger, organization)
        await goes_on(ledger, organization, stream, 2, FIRST, SECOND)
        assert [recorded.fact for recorded in await ledger.load(organization, stream)] == [*DRAFT, FIRST, SECOND]

    async def test_the_envelope_says_who_when_and_why(self, ledger: Ledger, organization: OrganizationId) -> None:
        context, stream = frame(organization), uuid4()
        await ledger.append(context, stream_type="campaign", stream_id=stream, expected_version=0, facts=DRAFT)
        first, second = await ledger.load(organization, stream)
        assert (first.organization, first.stream_id, first.stream_type) == (organization, stream, "campaign")
        assert (first.version, second.version) == (1, 2)
        assert (first.actor, first.command_id, first.trace) == (context.actor, context.command_id, context.trace)
        assert (first.correlation_id, first.causation_id) == (context.correlation_id, context.causation_id)
        assert first.occurred_at == MOMENT
        assert first.fact_id != second.fact_id
        assert first.recorded_at == second.recorded_at

    async def test_the_receipt_says_where_the_stream_and_the_ledger_stand(
        self, ledger: Ledger, organization: OrganizationId
    ) -> None:
        stream = await begun(ledger, organization)
        receipt = await goes_on(ledger, organization, stream, 2, FIRST)
        last = (await ledger.load(organization, stream))[-1]
        assert receipt == Receipt(stream_id=stream, version=3, position=last.position)

    async def test_positions_rise_over_all_streams(self, ledger: Ledger, organization: OrganizationId) -> None:
        one, other = await begun(ledger, organization), await begun(ledger, organization)
        await goes_on(ledger, organization, one, 2, FIRST)
        earlier, later = await ledger.load(organization, other), await ledger.load(organization, one)
        assert earlier[0].position < earlier[1].position < later[2].position

    async def test_a_stream_that_is_not_there_is_empty(self, ledger: Ledger, organization: OrganizationId) -> None:
        assert list(await ledger.load(organization, uuid4())) == []

    async def test_the_past_is_what_was_recorded_by_then(self, ledger: Ledger, organization: OrganizationId) -> None:
        stream = await begun(ledger, organization)
        await asyncio.sleep(0.001)
        await goes_on(ledger, organization, stream, 2, FIRST)
        drafted = (await ledger.load(organization, stream))[1].recorded_at
        assert [recorded.fact for recorded in await ledger.load(organization, stream, until=drafted)] == [*DRAFT]

    @pytest.mark.parametrize("expected", [0, 1, 3])
    async def test_a_stale_or_a_future_version_is_a_conflict(
        self, ledger: Ledger, organization: OrganizationId, expected: int
    ) -> None:
        stream = await begun(ledger, organization)
        with pytest.raises(VersionConflictError):
            await goes_on(ledger, organization, stream, expected, FIRST)
        assert len(await ledger.load(organization, stream)) == 2

    async def test_a_stream_that_is_not_there_has_no_later_version(
        self, ledger: Ledger, organization: OrganizationId
    ) -> None:
        with pytest.raises(VersionConflictError):
            await goes_on(ledger, organization, uuid4(), 1, FIRST)

    async def test_a_repeated_command_gets_its_first_answer(self, ledger: Ledger, organization: OrganizationId) -> None:
        stream, context = await begun(ledger, organization), frame(organization)
        first = await ledger.append(
            context, stream_type="campaign", stream_id=stream, expected_version=2, facts=(FIRST,)
        )
        await goes_on(ledger, organization, stream, 3, SECOND)
        again = await ledger.append(
            context, stream_type="campaign", stream_id=stream, expected_version=2, facts=(FIRST,)
        )
        assert again == Receipt(stream_id=stream, version=3, position=first.position, replayed=True)
        assert len(await ledger.load(organization, stream)) == 4

    async def test_a_command_id_under_another_request_is_refused(
        self, ledger: Ledger, organization: OrganizationId
    ) -> None:
        command_id, stream = CommandId(uuid4()), uuid4()
        asked = frame(organization, command_id=command_id, fingerprint="one")
        other = frame(organization, command_id=command_id, fingerprint="other")
        await ledger.append(asked, stream_type="campaign", stream_id=stream, expected_version=0, facts=DRAFT)
        with pytest.raises(CommandReusedError):
            await ledger.append(other, stream_type="campaign", stream_id=stream, expected_version=2, facts=(FIRST,))
        with pytest.raises(CommandReusedError):
            await ledger.answer(other)

    async def test_another_organization_may_use_the_same_command_id(
        self, ledger: Ledger, organization: OrganizationId
    ) -> None:
        command_id, other = CommandId(uuid4()), OrganizationId(uuid4())
        for owner in (organization, other):
            receipt = await ledger.append(
                frame(owner, command_id=command_id),
                stream_type="campaign",
                stream_id=uuid4(),
                expected_version=0,
                facts=DRAFT,
            )
            assert not receipt.replayed

    async def test_a_command_without_facts_is_answered_the_same_again(
        self, ledger: Ledger, organization: OrganizationId
    ) -> None:
        stream, context = await begun(ledger, organization), frame(organization)
        first = await ledger.append(context, stream_type="campaign", stream_id=stream, expected_version=2, facts=())
        assert (first.version, first.replayed) == (2, False)
        await goes_on(ledger, organization, stream, 2, FIRST)
        again = await ledger.append(context, stream_type="campaign", stream_id=stream, expected_version=3, facts=())
        assert again == Receipt(stream_id=stream, version=2, position=first.position, replayed=True)

    async def test_only_what_was_answered_has_an_answer(self, ledger: Ledger, organization: OrganizationId) -> None:
        context = frame(organization)
        assert await ledger.answer(context) is None
        receipt = await ledger.append(
            context, stream_type="campaign", stream_id=uuid4(), expected_version=0, facts=DRAFT
        )
        answer = await ledger.answer(context)
        assert answer is not None
        assert (answer.stream_id, answer.version, answer.replayed) == (receipt.stream_id, 2, True)

    async def test_a_conflict_leaves_its_command_unanswered(self, ledger: Ledger, organization: OrganizationId) -> None:
        stream, context = await begun(ledger, organization), frame(organization)
        with pytest.raises(VersionConflictError):
            await ledger.append(context, stream_type="campaign", stream_id=stream, expected_version=9, facts=(FIRST,))
        assert await ledger.answer(context) is None

    async def test_another_organizations_stream_is_unreadable_and_a_conflict(
        self, ledger: Ledger, organization: OrganizationId
    ) -> None:
        stream, stranger = await begun(ledger, organization), OrganizationId(uuid4())
        assert list(await ledger.load(stranger, stream)) == []
        for expected in (0, 2):
            with pytest.raises(VersionConflictError):
                await goes_on(ledger, stranger, stream, expected, FIRST)

    async def test_a_stream_keeps_its_type(self, ledger: Ledger, organization: OrganizationId) -> None:
        stream = await begun(ledger, organization)
        with pytest.raises(VersionConflictError):
            await ledger.append(
                frame(organization), stream_type="rule", stream_id=stream, expected_version=2, facts=(FIRST,)
            )

    async def test_one_command_records_in_several_streams(self, ledger: Ledger, organization: OrganizationId) -> None:
        old, new = await begun(ledger, organization), uuid4()
        receipt = await ledger.append(
            frame(organization),
            stream_type="campaign",
            stream_id=old,
            expected_version=2,
            facts=(FIRST, SECOND),
            also=[part(new, 0, *DRAFT)],
        )
        assert (receipt.stream_id, receipt.version) == (old, 4)
        assert [recorded.fact for recorded in await ledger.load(organization, old)][2:] == [FIRST, SECOND]
        assert [recorded.fact for recorded in await ledger.load(organization, new)] == [*DRAFT]
        assert receipt.position == (await ledger.load(organization, new))[-1].position

    async def test_one_stale_stream_keeps_a_command_out_of_all(
        self, ledger: Ledger, organization: OrganizationId
    ) -> None:
        moved, other, new = await begun(ledger, organization), await begun(ledger, organization), uuid4()
        with pytest.raises(VersionConflictError):
            await ledger.append(
                frame(organization),
                stream_type="campaign",
                stream_id=other,
                expected_version=2,
                facts=(FIRST,),
                also=[part(new, 0, *DRAFT), part(moved, 1, FIRST)],
            )
        assert [len(await ledger.load(organization, stream)) for stream in (moved, other, new)] == [2, 2, 0]

    async def test_a_repeat_over_several_streams_gets_the_first_answer(
        self, ledger: Ledger, organization: OrganizationId
    ) -> None:
        context, first, second = frame(organization), uuid4(), uuid4()
        answers = [
            await ledger.append(
                context,
                stream_type="campaign",
                stream_id=first,
                expected_version=0,
                facts=DRAFT,
                also=[part(second, 0, *DRAFT)],
            )
            for _ in range(2)
        ]
        assert [answer.replayed for answer in answers] == [False, True]
        assert (answers[1].stream_id, answers[1].position) == (first, answers[0].position)
        assert len(await ledger.load(organization, second)) == 2

    async def test_of_8_writers_at_once_one_wins_each_version(
        self, ledger: Ledger, organization: OrganizationId
    ) -> None:
        stream = await begun(ledger, organization)

        async def write(number: int) -> int:
            for _ in range(20):
                at = len(await ledger.load(organization, stream))
                try:
                    receipt = await goes_on(ledger, organization, stream, at, Campaign.Renamed(name=f"Name {number}"))
                except VersionConflictError:
                    continue
                return receipt.version
            raise AssertionError("A writer never came through.")

        versions = await asyncio.gather(*(write(number) for number in range(8)))
        assert sorted(versions) == list(range(3, 11))
