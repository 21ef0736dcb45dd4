"""Which methods of the API the sandbox serves: a table made from the client and the sandbox themselves."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from adapters.sandbox.google_ads.services import METHODS
from adapters.sandbox.google_ads.wire import VERSIONS

Standing = Literal["implemented", "not implemented"]
_PATH = re.compile(r'"(/google\.ads\.googleads\.\w+\.services\.(\w+)/(\w+))"')


def coverage() -> list[tuple[str, Standing]]:
    """Return (path, standing) of every method of every version answered, and of the long-running operations.

    What is not implemented answers UNIMPLEMENTED, as the platform does for a method it does not have.
    """
    return [row for version in VERSIONS for row in coverage_of(version)]


def coverage_of(version: str) -> Iterator[tuple[str, Standing]]:
    """Yield the rows of one version."""
    found = {match.groups() for source in _transports(version) for match in _PATH.finditer(source)}
    for path, service, method in sorted(found):
        yield path, "implemented" if f"{service}/{method}" in METHODS else "not implemented"


def _transports(version: str) -> Iterator[str]:
    """Yield the sources of the client's transports; importing all of them would take seconds and 80 MB."""
    spec = importlib.util.find_spec(f"google.ads.googleads.{version}")
    for folder in spec.submodule_search_locations or () if spec else ():
        for source in sorted(Path(folder, "services", "services").glob("*/transports/grpc.py")):
            yield source.read_text(encoding="utf-8")
