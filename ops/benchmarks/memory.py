"""How much memory an API worker and a projector hold: at rest, and after a minute of everything at once.

The house is the whole of `adscale up`, on data of its own. Its clients change budgets, draft campaigns and read lists
and reports over 64 connections, and the projector takes in all that follows. Memory is the resident set, shared pages
included, which is more than a process costs beside its like.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

from benchmarks.campaigns import a_campaign, an_organization
from benchmarks.commands import resident_megabytes
from benchmarks.figures import Figure
from benchmarks.http_load import get, load, post
from benchmarks.starting import everything, wait_for_health
from interfaces.processes import kept_addresses

SECONDS, CONNECTIONS, MOST_MEGABYTES = 75.0, 64, 200
PROCESSES = {"api": "API worker", "projector": "projector"}
_AT_REST_AFTER = 5.0
_WARM = 1 / 3
_EVERY = 0.5


@dataclass(slots=True)
class Watched:
    """A process, and its resident megabytes as time went by."""

    pid: int
    at_rest: float
    under_load: list[float] = field(default_factory=list)


def measure(seconds: float = SECONDS) -> list[Figure]:
    """Megabytes at rest, after the load, and against the first third of it: it must not grow."""
    with tempfile.TemporaryDirectory(prefix="adscale-memory-") as folder, everything(home := Path(folder)) as port:
        wait_for_health(port)
        # The scheduler's first round would ask after the account, whose token is in no vault.
        time.sleep(_AT_REST_AFTER)
        key, account, campaigns = asyncio.run(_prepared(kept_addresses(home)["DATABASE_URL"]))
        time.sleep(_AT_REST_AFTER)
        watched = {name: Watched(pid, resident_megabytes(pid)) for name, pid in _processes(home).items()}
        over = Event()
        watcher = Thread(target=_watch, args=(list(watched.values()), over))
        watcher.start()
        done = asyncio.run(
            load(port, _everything_at_once(key, account, campaigns), connections=CONNECTIONS, seconds=seconds)
        )
        over.set()
        watcher.join()
    if done.refused:
        raise RuntimeError(f"{done.refused} requests were refused.")
    return [figure for name, process in watched.items() for figure in _figures(PROCESSES[name], process)]


def _figures(name: str, process: Watched) -> list[Figure]:
    warm, end = process.under_load[int(len(process.under_load) * _WARM)], process.under_load[-1]
    return [
        Figure(
            name=f"memory of the {name}, at rest",
            measured=process.at_rest,
            unit="MB",
            goal=MOST_MEGABYTES,
            at_most=True,
        ),
        Figure(
            name=f"memory of the {name}, most under load",
            measured=max(process.under_load),
            unit="MB",
            goal=MOST_MEGABYTES,
            at_most=True,
        ),
        Figure(
            name=f"memory of the {name}, at the end of the load",
            measured=end,
            unit="MB",
            reference=warm,
            reference_name="MB, after a third of it",
            goal=1.1,
            at_most=True,
        ),
    ]


def _processes(home: Path) -> dict[str, int]:
    """The process ids by name, as the supervisor wrote them down."""
    told = (home / "logs" / "supervisor.log").read_text(encoding="utf-8").splitlines()
    started = (line.rpartition(" | ")[2].split(" runs as process ") for line in told if " runs as process " in line)
    pids = {name: int(pid) for name, pid in started}
    return {name: pids[name] for name in PROCESSES}


def _watch(processes: list[Watched], over: Event) -> None:
    while not over.wait(_EVERY):
        for process in processes:
            process.under_load.append(resident_megabytes(process.pid))


async def _prepared(url: str) -> tuple[str, UUID, list[UUID]]:
    async with an_organization(url) as bench:
        return bench.key, bench.account, [await a_campaign(bench) for _ in range(CONNECTIONS)]


def _everything_at_once(key: str, account: UUID, campaigns: list[UUID]) -> Callable[[int], bytes]:
    """What each connection asks next: of eight, five change budgets, one drafts, two read."""
    asked = [0] * len(campaigns)
    today = datetime.now(UTC).date().isoformat()
    reads = ("/v1/campaigns?limit=50", f"/v1/performance?by=day&from={today}&to={today}")

    def request(number: int) -> bytes:
        asked[number] += 1
        match number % 8:
            case 0:
                return post("/v1/campaigns", _draft(account, today, asked[number]), key=key)
            case 1 | 2 as which:
                return get(reads[which - 1], key=key)
        body = {"amount": {"amount": f"{101 + asked[number] % 1000}.00", "currency": "USD"}}
        return post(f"/v1/campaigns/{campaigns[number]}/budget", json.dumps(body).encode(), key=key, method="PUT")

    return request


def _draft(account: UUID, today: str, number: int) -> bytes:
    body = {
        "name": f"Campaign {number}",
        "objective": "sales",
        "budget": {"kind": "daily", "amount": {"amount": "100.00", "currency": "USD"}},
        "flight": {"starts_on": today},
        "channels": [{"account_id": str(account), "weight": 1}],
    }
    return json.dumps(body).encode()
