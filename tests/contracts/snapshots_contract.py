"""What every keeper of snapshots promises: the fake one and the one in Postgres are held to it."""

from uuid import UUID

from application.ports import GrownStream, Ledger
from domain.campaigns.campaign import Campaign
from domain.shared.ids import OrganizationId
from tests.builders import a_draft
from tests.contracts.ledger_contract import DRAFT, FIRST, SECOND, begun, goes_on
from tests.given import folded

EVERY = 4
LONG = (*a_draft(), FIRST, SECOND)


def the_stream(organization: OrganizationId, stream: UUID) -> GrownStream:
    return GrownStream(organization=organization, stream_type="campaign", stream_id=stream)


async def kept(ledger: Ledger, organization: OrganizationId) -> UUID:
    """A stream of four facts whose state at the second is kept."""
    stream = await begun(ledger, organization, *LONG)
    await ledger.snapshots.keep(the_stream(organization, stream), version=2, state=folded(Campaign, DRAFT))
    return stream


async def found(ledger: Ledger, stream: UUID) -> bool:
    """Whether the next look finds the stream; what was looked at is not looked at again."""
    grown = await ledger.snapshots.grown(EVERY)
    await ledger.snapshots.looked(grown)
    assert grown.up_to_date
    return stream in [one.stream_id for one in grown.streams]


class SnapshotsContract:
    """The fixture `ledger` is the ledger whose snapshots are under test."""

    async def test_without_a_snapshot_all_facts_come(self, ledger: Ledger, organization: OrganizationId) -> None:
        stream = await begun(ledger, organization, *LONG)
        tail = await ledger.snapshots.newest(organization, "campaign", stream)
        assert (tail.snapshot, [*tail.facts], tail.stream_type) == (None, [*LONG], "campaign")
        assert tail.position == (await ledger.load(organization, stream))[-1].position

    async def test_a_snapshot_comes_with_the_facts_after_it(self, ledger: Ledger, organization: OrganizationId) -> None:
        stream = await kept(ledger, organization)
        tail = await ledger.snapshots.newest(organization, "campaign", stream)
        assert tail.snapshot is not None
        assert (tail.snapshot.state, tail.snapshot.version) == (folded(Campaign, DRAFT), 2)
        assert tail.snapshot.position == (await ledger.load(organization, stream))[1].position
        assert [*tail.facts] == [FIRST, SECOND]

    async def test_a_snapshot_of_the_last_fact_comes_alone(self, ledger: Ledger, organization: OrganizationId) -> None:
        stream = await kept(ledger, organization)
        await ledger.snapshots.keep(the_stream(organization, stream), version=4, state=folded(Campaign, LONG))
        tail = await ledger.snapshots.newest(organization, "campaign", stream)
        assert tail.snapshot is not None
        assert (tail.snapshot.version, [*tail.facts], tail.stream_type) == (4, [], "campaign")

    async def test_a_snapshot_is_of_no_use_for_another_kind(self, ledger: Ledger, organization: OrganizationId) -> None:
        stream = await kept(ledger, organization)
        tail = await ledger.snapshots.newest(organization, "rule", stream)
        assert (tail.snapshot, tail.stream_type) == (None, "campaign")

    async def test_no_other_organization_gets_it(self, ledger: Ledger, organization: OrganizationId) -> None:
        stream = await kept(ledger, organization)
        other = OrganizationId(UUID(int=organization.int ^ 1))
        assert not (await ledger.snapshots.newest(other, "campaign", stream)).facts

    async def test_a_stream_is_found_when_it_passes_a_multiple(
        self, ledger: Ledger, organization: OrganizationId
    ) -> None:
        stream = await begun(ledger, organization, *DRAFT, FIRST)
        assert not await found(ledger, stream)
        await goes_on(ledger, organization, stream, 3, SECOND)
        assert await found(ledger, stream)

    async def test_a_stream_is_not_found_again_once_it_is_kept(
        self, ledger: Ledger, organization: OrganizationId
    ) -> None:
        stream = await begun(ledger, organization, *LONG)
        await ledger.snapshots.keep(the_stream(organization, stream), version=4, state=folded(Campaign, LONG))
        assert not await found(ledger, stream)

    async def test_what_is_forgotten_is_gone_and_found_again(
        self, ledger: Ledger, organization: OrganizationId
    ) -> None:
        stream = await kept(ledger, organization)
        await found(ledger, stream)
        assert await ledger.snapshots.forget(organization=organization) == 1
        assert (await ledger.snapshots.newest(organization, "campaign", stream)).snapshot is None
        assert await found(ledger, stream)

    async def test_only_what_is_meant_is_forgotten(self, ledger: Ledger, organization: OrganizationId) -> None:
        stream = await kept(ledger, organization)
        await ledger.snapshots.forget(stream_type="rule")
        await ledger.snapshots.forget(organization=OrganizationId(UUID(int=organization.int ^ 1)))
        assert (await ledger.snapshots.newest(organization, "campaign", stream)).snapshot is not None
