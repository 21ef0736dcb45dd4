"""Kills one process after the other, round and round, until the time is over."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from interfaces.supervisor.errors import ChildNotRunningError
from interfaces.supervisor.supervisor import Supervisor
from tests.torture.waiting import eventually

PATIENCE: Final = 60.0
SECONDS_TO_BE_HEARD: Final = 20.0
LONGEST_LIFE: Final = 1.5
"""Seconds that a process may be at its work before its turn strikes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Victim:
    """A process, and a count that grows while it is at its work; none: it is at work as soon as it runs.

    `idle_for`: for so many seconds its work is waited for, when its turn has come. It is then killed all the same.
    """

    name: str
    supervisor: Supervisor
    log: Path
    signs: Callable[[], int] | None = None
    idle_for: float = PATIENCE


class Turns:
    """Each is killed when its turn comes, a moment after it was back at its work."""

    def __init__(self, victims: Sequence[Victim], *, seconds: float, seed: str) -> None:
        self._victims = victims
        self.seconds = seconds
        self._began: float | None = None
        self._dice = random.Random(seed)  # noqa: S311 - moments, not secrets
        self._killed = Counter({victim.name: 0 for victim in victims})
        self._seen = {victim.name: 0 for victim in victims}

    @property
    def kills(self) -> Mapping[str, int]:
        """How often each was killed."""
        return dict(self._killed)

    @property
    def progress(self) -> float:
        """How much of the time is over, from 0 to 1."""
        return 0.0 if self._began is None else min((time.monotonic() - self._began) / self.seconds, 1.0)

    @property
    def last_step(self) -> float:
        """Early enough for the platforms to hear of it while there is killing."""
        return max(1 - SECONDS_TO_BE_HEARD / self.seconds, 0.3)

    async def run(self) -> None:
        """Kill until the time is over, and everybody's turn has come, and see them all back at work."""
        self._began = time.monotonic()
        while self.progress < 1.0 or min(self._killed.values()) == 0:
            for victim in self._victims:
                await self._at_work(victim)
                await asyncio.sleep(self._dice.uniform(0, LONGEST_LIFE))
                self._kill(victim)
        for victim in self._victims:
            await self._at_work(victim)

    async def _at_work(self, victim: Victim) -> None:
        runs = await eventually(lambda: victim.name in victim.supervisor.processes, within=PATIENCE)
        works = runs and await eventually(lambda: self._shows_signs(victim), within=victim.idle_for)
        idle = runs and victim.idle_for < PATIENCE
        assert works or idle, f"{victim.name} does not come back\n{victim.log.read_text()[-4000:]}"

    def _shows_signs(self, victim: Victim) -> bool:
        return victim.signs is None or victim.signs() > self._seen[victim.name]

    def _kill(self, victim: Victim) -> None:
        try:
            os.kill(victim.supervisor.pid(victim.name), signal.SIGKILL)
        except (ChildNotRunningError, ProcessLookupError):
            # It died by itself, which is no kill of ours; its supervisor starts it again.
            return
        self._killed[victim.name] += 1
        if victim.signs is not None:
            self._seen[victim.name] = victim.signs()


def lines_with(log: Path, words: str) -> Callable[[], int]:
    """How often a log holds some words, as a sign of work."""
    return lambda: log.read_text(encoding="utf-8").count(words) if log.exists() else 0
