"""Run `adscale` as if only one extra's distributions were installed: `python -m ...with_one_extra EXTRA ARGUMENTS`.

A scratch environment would show the same, but takes a minute. What an extra brings is asked of the installed
distributions, from the requirements in pyproject.toml on.
"""

import sys
import tomllib
from collections.abc import Iterable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path
from types import ModuleType
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOUSE = Path(__file__).parents[3]
OURS = "adscale"


class OnlyWhatItBrings(MetaPathFinder):
    """Finds no module of any distribution but the given ones."""

    def __init__(self, brought: Iterable[str]) -> None:
        allowed = set(brought)
        self._refused = {
            str(one.locate_file(file))
            for one in distributions()
            if canonicalize_name(one.name) not in allowed | {OURS}
            for file in one.files or ()
            if file.suffix in {".py", ".so", ".pyd"}
        }

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse a module whose file another distribution brought; leave all others to the usual finders."""
        found = PathFinder.find_spec(fullname, path, target)
        if found is not None and found.origin in self._refused:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None


def brought_by(extra: str) -> set[str]:
    """The names of all distributions that `pip install adscale[extra]` brings here; "" is no extra."""
    project: dict[str, Any] = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(project["optional-dependencies"][extra] if extra else ())]
    return closure(Requirement(line) for line in asked)


def closure(asked: Iterable[Requirement]) -> set[str]:
    """The names of the requirements' distributions and of all that those require."""
    found: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = list(asked)
    while waiting:
        one = waiting.pop()
        place = canonicalize_name(one.name), frozenset(one.extras)
        if place in seen or (one.marker and not one.marker.evaluate({"extra": ""})):
            continue
        seen.add(place)
        found.add(place[0])
        waiting += _required_by(distribution(one.name), one.extras)
    return found


def _required_by(one: Distribution, extras: Iterable[str]) -> list[Requirement]:
    lines = [Requirement(line) for line in one.requires or ()]
    wanted = [line for line in lines if any(_applies(line, extra) for extra in ("", *extras))]
    for line in wanted:
        line.marker = None
    return wanted


def _applies(line: Requirement, extra: str) -> bool:
    return line.marker is None or line.marker.evaluate({"extra": extra})


if __name__ == "__main__":
    _, extra, *arguments = sys.argv
    sys.meta_path.insert(0, OnlyWhatItBrings(brought_by(extra)))
    sys.argv = [OURS, *arguments]
    from interfaces.cli.sandbox_alone import main

    main()
