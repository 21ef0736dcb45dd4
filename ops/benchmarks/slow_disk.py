"""Durable appends where every flush to disk takes a millisecond more, as on a network disk: see `a_postgres`."""

from dataclasses import replace

from benchmarks import appends
from benchmarks.figures import Figure
from benchmarks.servers import a_postgres, as_owner, pgbench

_ONE_ROW = "INSERT INTO bench.flushed VALUES (1);\n"
_SECONDS = 3


def measure() -> list[Figure]:
    """What a flush takes, here and as slowed; and the figures of `appends` on the slow disk."""
    with a_postgres() as url:
        here = _flush(url)
    with a_postgres(slow_disk=True) as url:
        slowed = Figure(
            name="slow disk: one durable insert", measured=_flush(url), unit="ms", reference=here, reference_name="ms"
        )
        return [slowed, *(replace(figure, name=f"slow disk: {figure.name}") for figure in appends.measure(url))]


def _flush(url: str) -> float:
    """Milliseconds of a transaction of one row, one after the other."""
    as_owner(url, "CREATE SCHEMA IF NOT EXISTS bench", "CREATE TABLE bench.flushed (number int)")
    return 1000 / pgbench(url, _ONE_ROW, clients=1, seconds=_SECONDS)
