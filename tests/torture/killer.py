"""Whoever kills: each process over and over, at moments that a seed decides, while it works or while it starts."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from interfaces.supervisor.errors import ChildNotRunningError
from tests.torture.house import House
from tests.torture.judge import SANDBOX_NAMES

LONGEST_LIFE: Final = 1.5
AT_WORK: Final = 0.8
"""The share of kills that wait for the process to be at its work; the others strike as it starts."""

PATIENCE: Final = 90.0
MOST_AHEAD: Final = 5
_LOOK: Final = 0.02
_PLATFORMS: Final = tuple(SANDBOX_NAMES.values())

_SAYS_AT_WORK: Final[Mapping[str, str]] = {
    "projector": "projection_started",
    "worker": "worker.started",
    "scheduler": "scheduler.leads",
}
_LONGEST_IDLENESS: Final = 3.0
"""After so many seconds a worker that has changed nothing on the platform in question is killed all the same."""


@dataclass(slots=True)
class Victim:
    """A child, how often it was killed, and what its log and the platforms' held when it last was."""

    name: str
    serves: Callable[[], bool] | None
    dice: random.Random
    kills: int = 0
    log_read: int = 0
    changes_seen: int = 0
    idle_since: float | None = None


class Killer:
    """Kills each of a house's processes a number of times; none gets far ahead of the others."""

    def __init__(self, house: House, *, kills_each: int, seed: int) -> None:
        self._house = house
        self._kills_each = kills_each
        self.victims = [
            Victim(name, house.children[name].ready, random.Random(f"{seed}/{name}"))  # noqa: S311 - moments, no secrets
            for name in house.supervisor.processes
            if name != "sandbox"
        ]

    @property
    def kills(self) -> dict[str, int]:
        """How often each was killed."""
        return {victim.name: victim.kills for victim in self.victims}

    @property
    def progress(self) -> float:
        """How much of the killing is done, from 0 to 1."""
        return sum(victim.kills for victim in self.victims) / (self._kills_each * len(self.victims))

    @property
    def last_step(self) -> float:
        """The campaigns' lives last as long as the killing."""
        return 1.0

    async def run(self) -> None:
        """Kill until each was killed often enough, and see everything back at work."""
        async with asyncio.TaskGroup() as hunts:
            for victim in self.victims:
                hunts.create_task(self._hunt(victim))

    async def _hunt(self, victim: Victim) -> None:
        while victim.kills < self._kills_each:
            await self._until(victim, lambda: victim.kills <= self._fewest() + MOST_AHEAD, "the others to catch up")
            if victim.dice.random() < AT_WORK:
                await self._until(victim, lambda: self._is_at_work(victim), "it to be at work")
            await asyncio.sleep(victim.dice.random() * victim.dice.uniform(0, LONGEST_LIFE))
            await self._kill(victim)
        await self._until(victim, lambda: self._is_at_work(victim), "it to be at work")

    async def _kill(self, victim: Victim) -> None:
        supervisor = self._house.supervisor
        starts = supervisor.starts(victim.name)
        try:
            os.kill(supervisor.pid(victim.name), signal.SIGKILL)
        except (ChildNotRunningError, ProcessLookupError):
            # It died by itself, which is no kill of ours; its supervisor starts it again.
            return
        victim.kills += 1
        victim.log_read, victim.idle_since = self._log_size(victim), None
        if victim.name == "worker":
            victim.changes_seen += len(self._house.mutations(after=victim.changes_seen))
        await self._until(victim, lambda: supervisor.starts(victim.name) > starts, "its next start")

    def _fewest(self) -> int:
        return min(victim.kills for victim in self.victims)

    def _is_at_work(self, victim: Victim) -> bool:
        if victim.serves is not None:
            return victim.serves()
        with (self._house.logs / f"{victim.name}.log").open("rb") as log:
            log.seek(victim.log_read)
            started = _SAYS_AT_WORK[victim.name] in log.read().decode()
        return started and (victim.name != "worker" or self._is_in_a_push(victim))

    def _is_in_a_push(self, worker: Victim) -> bool:
        """Whether the worker has just changed something on a platform, of which the ledger hardly knows yet."""
        worker.idle_since = worker.idle_since or time.monotonic()
        if time.monotonic() - worker.idle_since > _LONGEST_IDLENESS:
            return True
        platform = _PLATFORMS[worker.kills % len(_PLATFORMS)]
        return any(change["platform"] == platform for change in self._house.mutations(after=worker.changes_seen))

    def _log_size(self, victim: Victim) -> int:
        return (self._house.logs / f"{victim.name}.log").stat().st_size

    async def _until(self, victim: Victim, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not await asyncio.to_thread(condition):
            if time.monotonic() > deadline:
                log = self._house.log_of(victim.name)[-4000:]
                raise AssertionError(f"{victim.name}: waited {PATIENCE:.0f} s for {what}, in vain\n{log}")
            await asyncio.sleep(_LOOK)
