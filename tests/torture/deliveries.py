"""Whether every fact was delivered once and in order: exact by stream, and by position in each shard group.

What the probe was given stands in `torture.deliveries`, in the order of its commits. Where the shards were grouped
anew, a projection begins again at the position of its new checkpoints; nowhere else may it be given a fact twice.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, Connection

from projections.gaps import gaps
from projections.projector import Projector
from tests.torture.probe import Probe

MOST_TOLD: Final = 5
"""Of each kind of fault; one alone would prove the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A fact as the ledger has it."""

    position: int
    shard: int
    stream_id: UUID
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A fact as the probe was given it."""

    position: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouping:
    """From here on there are so many groups, and their checkpoints are at a position."""

    groups: int
    position: int


def wrong_deliveries(facts: Sequence[Stored], happened: Iterable[Delivery | Regrouping]) -> list[str]:
    """Everything that is wrong; `facts` are all of the ledger's, by position."""
    reader = _Reader({fact.position: fact for fact in facts})
    wrong: list[str] = []
    for event in happened:
        match event:
            case Regrouping():
                reader.begin_again(event)
            case Delivery():
                wrong.extend(reader.given(event))
    never = [f"the fact at {fact.position} was never delivered" for fact in facts if fact.position not in reader.seen]
    return [*_told(wrong), *_told(never)]


@dataclass(slots=True)
class _Reader:
    """One who reads the ledger at rest, shard by shard, and compares."""

    facts: Mapping[int, Stored]
    groups: int = 1
    seen: set[int] = field(default_factory=set)
    _shards: dict[int, list[int]] = field(default_factory=dict)
    _next: dict[int, int] = field(default_factory=dict)
    _last: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for fact in self.facts.values():
            self._shards.setdefault(fact.shard, []).append(fact.position)

    def begin_again(self, regrouping: Regrouping) -> None:
        """Expect what comes after the position again."""
        self.groups = regrouping.groups
        self._last.clear()
        for shard, positions in self._shards.items():
            self._next[shard] = min(self._next.get(shard, 0), bisect_right(positions, regrouping.position))

    def given(self, delivery: Delivery) -> Iterator[str]:
        """What is wrong with a delivery."""
        fact = self.facts.get(delivery.position)
        if fact is None or fact.version != delivery.version:
            yield f"{delivery} was delivered, and the ledger has {fact}"
            return
        self.seen.add(fact.position)
        group, positions, index = fact.shard % self.groups, self._shards[fact.shard], self._next.get(fact.shard, 0)
        if fact.position <= self._last.get(group, 0):
            yield f"the fact at {fact.position} was delivered after the one at {self._last[group]} of its shard group"
        place = bisect_left(positions, fact.position)
        if place < index:
            yield f"the fact at {fact.position} was delivered again"
            return
        for passed in positions[index:place]:
            yield f"the fact at {passed} was passed over for the one at {fact.position}"
        self._next[fact.shard], self._last[group] = place + 1, fact.position


def recorded_deliveries(connection: Connection[Any], projection: str) -> Iterator[Delivery | Regrouping]:
    """What a projection was given, in order."""
    rows = connection.execute(
        "SELECT position, stream_version, shard_groups FROM torture.deliveries WHERE projection = %s ORDER BY n",
        (projection,),
    )
    for position, version, groups in rows:
        yield (
            Delivery(position=position, version=version)
            if groups is None
            else Regrouping(groups=groups, position=position)
        )


def stored_facts(connection: Connection[Any]) -> list[Stored]:
    """All facts of the ledger, by position."""
    rows = connection.execute(
        "SELECT position, shard, stream_id, stream_version FROM ledger.events ORDER BY position"
    ).fetchall()
    return [Stored(position=row[0], shard=row[1], stream_id=row[2], version=row[3]) for row in rows]


def wrong_to_the_probe(connection: Connection[Any]) -> list[str]:
    """What is wrong with all that the probe was given."""
    return wrong_deliveries(stored_facts(connection), recorded_deliveries(connection, Probe.name))


async def wrong_counts(conninfo: str, projectors: Iterable[Projector]) -> list[str]:
    """The windows of positions of which a projection has taken another number of facts than there are."""
    async with await AsyncConnection.connect(conninfo) as connection:
        return [str(gap) for projector in projectors for gap in await gaps(connection, projector)]


def _told(wrong: Sequence[str]) -> list[str]:
    more = len(wrong) - MOST_TOLD
    return [*wrong[:MOST_TOLD], *([f"... and {more} more like that"] if more > 0 else [])]
