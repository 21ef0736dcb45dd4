"""A projection that writes down what it is given, in the order in which it is given it, run by the real runner.

`python -m tests.torture.probe`. It rests on nothing but the runner, the tail and the lease: what they lose, double
or turn around stands in its table. Several run beside each other and share the shard groups.
"""

import os
from collections.abc import Iterable, Sequence
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo

from adapters.postgres.codec import decode
from domain.topics import BY_TOPIC
from interfaces.projector.main import main
from projections.projector import Quiet, SeenFact
from projections.rows import Write
from projections.runner import ProjectionRunner
from projections.statements import Statement
from tests.torture.books import SESSION

_INSERT: Final = b"""
    INSERT INTO torture.deliveries (projection, position, stream_version)
    SELECT %s, f.position, f.stream_version
    FROM unnest(%s::bigint[], %s::integer[]) WITH ORDINALITY AS f (position, stream_version, place) ORDER BY f.place
"""


class Probe(Quiet):
    """Writes `torture.deliveries`."""

    name = "probe"
    version = 1
    topics = frozenset(BY_TOPIC)
    tables = ()

    async def apply(self, connection: AsyncConnection[Any], batch: Sequence[SeenFact]) -> Iterable[Write]:  # noqa: ARG002 - every projector is given one; this one has nothing to read
        """Each fact as a delivery, even if it was delivered before."""
        positions, versions = [fact.position for fact in batch], [fact.version for fact in batch]
        return (Statement(_INSERT, (self.name, positions, versions)),)


def runner(url: str) -> ProjectionRunner:
    """The real runner, of the probe alone."""
    return ProjectionRunner(make_conninfo(url, options=SESSION), (Probe(),), decode)


if __name__ == "__main__":
    main(runner(os.environ["DATABASE_URL"]))
