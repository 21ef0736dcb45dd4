"""Commands over HTTP: validated, handled, durable, beside a no-op on the same worker and the library's own save.

No route is tried before the no-op: it is the least that this worker can do for an endpoint that is added to it.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from benchmarks.campaigns import a_campaign, an_organization
from benchmarks.figures import Figure, percentile, side_by_side
from benchmarks.http_load import Load, load, post
from benchmarks.servers import of_the_library

Request = Callable[[int], bytes]

CONNECTIONS = 64
ROUNDS, SECONDS = 9, 2.0
_BODY = json.dumps(
    {"name": "x", "amount": "12.50", "currency": "USD", "kind": "daily", "count": 1, "flag": True}
).encode()


def measure(url: str) -> list[Figure]:
    """Commands a second at 64 connections, and how long the slowest take."""
    key, campaigns = asyncio.run(_prepared(url))
    with a_server(url) as (port, process):
        rounds = [
            (
                _run(port, lambda _: post("/bench/noop", _BODY, key=key)),
                _run(port, _budget_changes(key, campaigns)),
                _run(port, lambda _: post("/bench/library", _BODY, key=key)),
            )
            for _ in range(ROUNDS)
        ]
        memory = resident_megabytes(process.pid)
    noops, ours, librarys = zip(*rounds, strict=True)
    return [
        _beside(ours, noops, "/s, no-op POST on the same worker", goal=0.6),
        _beside(ours, librarys, "/s, the library's save in an endpoint", goal=6),
        Figure(
            name="commands over HTTP, p99",
            measured=percentile([each for run in ours for each in run.milliseconds], 0.99),
            unit="ms",
            goal=60,
            at_most=True,
        ),
        Figure(name="memory of an API worker after the run", measured=memory, unit="MB", goal=200, at_most=True),
    ]


def _beside(ours: Sequence[Load], references: Sequence[Load], name: str, *, goal: float) -> Figure:
    return side_by_side(
        name="commands over HTTP, 64 connections",
        ours=[run.rate for run in ours],
        references=[run.rate for run in references],
        unit="/s",
        reference_name=name,
        goal=goal,
    )


def _run(port: int, request: Request) -> Load:
    done = asyncio.run(load(port, request, connections=CONNECTIONS, seconds=SECONDS))
    if done.refused:
        raise RuntimeError(f"{done.refused} requests were refused.")
    return done


def _budget_changes(key: str, campaigns: list[UUID]) -> Request:
    amounts = [0] * len(campaigns)

    def request(number: int) -> bytes:
        amounts[number] = (amounts[number] + 1) % 1000
        body = json.dumps({"amount": {"amount": f"{100 + amounts[number]}.00", "currency": "USD"}}).encode()
        return post(f"/v1/campaigns/{campaigns[number]}/budget", body, key=key, method="PUT")

    return request


async def _prepared(url: str) -> tuple[str, list[UUID]]:
    async with an_organization(url) as organization:
        return organization.key, [await a_campaign(organization) for _ in range(CONNECTIONS)]


@contextmanager
def a_server(url: str) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """One API worker on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    library = of_the_library(url) | {"POSTGRES_POOL_SIZE": "40", "POSTGRES_MAX_OVERFLOW": "40"}
    command = [sys.executable, "-P", "-m", "benchmarks.http_server", url, str(port)]
    environment = {**os.environ, **library, "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(command, env=environment)  # noqa: S603 - our own command line
    try:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port, process
    finally:
        process.terminate()
        process.wait()


def resident_megabytes(pid: int) -> float:
    """The resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000
