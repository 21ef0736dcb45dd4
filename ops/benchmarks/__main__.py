"""`make bench`: everything, or what is named, in one run on one machine.

Every suite has a fresh Postgres, so that none pays for what another left behind.
"""

import argparse
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    appends,
    commands,
    growth,
    latency,
    loads,
    memory,
    observations,
    projections,
    sandbox,
    slow_disk,
    starting,
)
from benchmarks.figures import Figure, keep, show
from benchmarks.servers import a_postgres

Suite = Callable[[], list[Figure]]


def main() -> None:
    """Measure, print one table, keep it as JSON after every suite."""
    arguments = argparse.ArgumentParser(prog="make bench", description=__doc__)
    arguments.add_argument("suites", nargs="*", metavar="SUITE", help="which ones; all if none is named")
    arguments.add_argument("--json", type=Path, default=Path(".adscale/bench.json"), help="where to keep the figures")
    arguments.add_argument("--slow-disk", action="store_true", help="every flush to disk takes a millisecond more")
    arguments.add_argument("--facts", type=int, default=growth.FACTS, help="so many facts for `growth`")
    arguments.add_argument("--observations", type=int, default=observations.STORED, help="so many are stored")
    arguments.add_argument("--imported", type=int, default=observations.IMPORTED, help="so many are imported")
    asked = arguments.parse_args()
    suites = _suites(asked)
    if unknown := [name for name in asked.suites if name not in suites]:
        arguments.error(f"There is no suite {unknown[0]}. There are {', '.join(suites)}.")
    figures: list[Figure] = []
    failed = False
    for name in asked.suites or suites:
        print(f"Measuring {name} ...", end=" ", flush=True)
        began = time.perf_counter()
        try:
            figures += suites[name]()
        except Exception:  # noqa: BLE001 - a suite that fails takes no other's figures with it
            traceback.print_exc()
            failed = True
        print(f"{time.perf_counter() - began:.0f} s", flush=True)
        keep(figures, asked.json)
    show(figures)
    sys.exit(failed)


def _suites(asked: argparse.Namespace) -> dict[str, Suite]:
    def fresh(measure: Callable[..., list[Figure]], *, by_socket: bool = False, **sizes: int) -> Suite:
        def suite() -> list[Figure]:
            with a_postgres(slow_disk=asked.slow_disk, by_socket=by_socket) as url:
                return measure(url, **sizes)

        return suite

    return {
        "appends": fresh(appends.measure),
        "commands": fresh(commands.measure, by_socket=True),
        "latency": fresh(latency.measure, by_socket=True),
        "projections": fresh(projections.measure),
        "loads": fresh(loads.measure),
        "growth": fresh(growth.measure, facts=asked.facts),
        "observations": fresh(observations.measure, imported=asked.imported, stored=asked.observations),
        "starting": starting.measure,
        "memory": memory.measure,
        "sandbox": sandbox.measure,
        "slow-disk": slow_disk.measure,
    }


if __name__ == "__main__":
    main()
