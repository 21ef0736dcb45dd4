"""`make bench`: everything, or what is named, in one run on one machine."""

import argparse
from pathlib import Path

from benchmarks import appends, commands
from benchmarks.figures import Figure, keep, show
from benchmarks.servers import a_postgres

SUITES = {"appends": appends.measure, "commands": commands.measure}


def main() -> None:
    """Measure, print one table, keep it as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("suites", nargs="*", choices=[*SUITES, []], help="which ones; all if none is named")
    arguments.add_argument("--json", type=Path, default=Path(".adscale/bench.json"), help="where to keep the figures")
    asked = arguments.parse_args()
    figures: list[Figure] = []
    with a_postgres() as url:
        for name in asked.suites or SUITES:
            print(f"Measuring {name} ...", flush=True)
            figures += SUITES[name](url)
    show(figures)
    keep(figures, asked.json)


if __name__ == "__main__":
    main()
