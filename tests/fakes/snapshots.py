"""Snapshots in memory, beside the ledger in memory."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from application.known_states import Known
from application.ports import Grown, GrownStream, Tail
from domain.shared.facts import RecordedFact
from domain.shared.ids import OrganizationId

History = Callable[[], Sequence[RecordedFact]]
Since = Callable[[OrganizationId, UUID, int], Awaitable[Tail]]


class FakeSnapshots:
    """`kept` by organization and stream; every use of one is doubtful while `doubts` is on."""

    def __init__(self, history: History, since: Since) -> None:
        self.kept: dict[tuple[OrganizationId, UUID], tuple[str, Known[object]]] = {}
        self.doubts = False
        self._history, self._since = history, since
        self._looked_at = 0

    async def newest(self, organization: OrganizationId, stream_type: str, stream_id: UUID) -> Tail:
        kind, known = self.kept.get((organization, stream_id), ("", None))
        if known is None or kind != stream_type:
            return await self._since(organization, stream_id, 0)
        tail = await self._since(organization, stream_id, known.version)
        return Tail(stream_type=kind, facts=tail.facts, position=tail.position, snapshot=known, doubtful=self.doubts)

    async def grown(self, every: int) -> Grown:
        new = [fact for fact in self._history() if fact.position > self._looked_at and fact.version % every == 0]
        streams = {
            fact.stream_id: GrownStream(
                organization=fact.organization, stream_type=fact.stream_type, stream_id=fact.stream_id
            )
            for fact in new
            if self._version(fact) < fact.version
        }
        return Grown(streams=[*streams.values()], position=len(self._history()), up_to_date=True)

    async def looked(self, grown: Grown) -> None:
        self._looked_at = grown.position

    async def keep(self, stream: GrownStream, *, version: int, state: object) -> None:
        position = next(
            fact.position for fact in self._history() if (fact.stream_id, fact.version) == (stream.stream_id, version)
        )
        known = Known(state=state, version=version, position=position)
        self.kept[stream.organization, stream.stream_id] = stream.stream_type, known

    async def forget(self, *, organization: OrganizationId | None = None, stream_type: str | None = None) -> int:
        gone = [
            key
            for key, (kind, _) in self.kept.items()
            if organization in (None, key[0]) and stream_type in (None, kind)
        ]
        for key in gone:
            del self.kept[key]
        self._looked_at = 0
        return len(gone)

    def _version(self, fact: RecordedFact) -> int:
        kept = self.kept.get((fact.organization, fact.stream_id))
        return kept[1].version if kept else 0
