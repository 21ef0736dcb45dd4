"""The siege: three writers more on the same ledger, held rows, idle transactions, and everything killed in turn."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Final

import psycopg
from psycopg.conninfo import make_conninfo

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.postgres.schema import APPLICATION_ROLE
from domain.shared.platform import Platform
from interfaces.processes import kept_addresses
from interfaces.supervisor.supervisor import Supervisor
from projections.registry import projectors
from tests.torture import audit, diary, hardships, judge, torment
from tests.torture.answers import entries, wrong_answers
from tests.torture.campaigns import Made, plans
from tests.torture.client import Client
from tests.torture.deeds import ORGANIZATIONS
from tests.torture.deliveries import wrong_counts, wrong_to_the_probe
from tests.torture.house import LONGEST_DELAY, House, founded, running_house
from tests.torture.probe import Probe
from tests.torture.trial import PROBES, WRITERS, children
from tests.torture.turns import Turns, Victim, lines_with
from tests.torture.waiting import eventually, said
from tests.torture.writer import ENOUGH, RESTS, WRITES, diary_of

SECONDS_A_CAMPAIGN: Final = 4
SECONDS_A_GROUPING: Final = 7.0
GROUPINGS: Final = (4, 64, 1, 16)
"""How many groups the shards form, one number after the other."""

_SAYS: Final[Mapping[str, str]] = {
    **dict.fromkeys(WRITERS, WRITES),
    **dict.fromkeys(PROBES, "projector_started"),
    "projector": "projection_started",
}
TURNS: Final = "writer-1 projector probe-1 postgres writer-2 worker valkey writer-3 probe-2".split()
LONGEST_IDLENESS: Final = 6.0
"""So long the worker's turn waits for it to change something on a platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What is left: kills, facts and commands of the extra writers, answers that were repeats, and what is wrong."""

    kills: Mapping[str, int]
    regroupings: int
    facts: int
    commands: int
    repeats: int
    wrong: Sequence[str]


async def siege(home: Path, *, seconds: float, seed: int) -> Aftermath:
    """Kill in turn for so many seconds, let everything settle, and look at it from all sides."""
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    with running_house(home) as house:
        url = kept_addresses(home)["DATABASE_URL"]
        hardships.install(url)
        key = await founded(home)
        client = Client(house.settings.base_url, key.key, dice)
        extra = Supervisor((*children(url, home),), logs=home / "extra", longest_delay=LONGEST_DELAY)
        try:
            with extra.running():
                turns = Turns([*_victims(house, extra, home)], seconds=seconds, seed=str(seed))
                campaigns, regroupings = await _besieged(url, client, turns, dice)
                wrong = await _brought_to_rest(home)
                wrong += [*await torment.unsettled(home), *await torment.answered_otherwise(client)]
        finally:
            await client.close()
        wrong += judge.verdict([*torment.trees(campaigns)], house.mutations(), house.objects())
    pages = [diary.read(diary_of(home, name)) for name in WRITERS]
    with EmbeddedPostgres(home / "postgres") as server:
        wrong += torment.wrong_at_rest(server.url, key, campaigns, client)
        wrong += await wrong_counts(server.url, (*projectors(lambda *_: None), Probe()))
        with psycopg.connect(server.url, autocommit=True) as connection:
            wrong += wrong_to_the_probe(connection)
            ledger = entries(connection)
        wrong += wrong_answers(pages, ledger)
        conninfo = make_conninfo(server.url, options=f"-c role={APPLICATION_ROLE}")
        wrong += await audit.wrong_after_a_replay(conninfo, key.organization, *ORGANIZATIONS)
    answers = [answer for each in pages for answer in each.answers]
    return Aftermath(
        kills=turns.kills,
        regroupings=regroupings,
        facts=sum(len(entry.versions) + entry.elsewhere for entry in ledger.values()),
        commands=len(ledger),
        repeats=len(answers) - len({answer.key for answer in answers}),
        wrong=wrong,
    )


async def _besieged(url: str, client: Client, turns: Turns, dice: random.Random) -> tuple[list[Made], int]:
    """The campaigns after the killing, and how often the shards were regrouped meanwhile."""
    accounts = {platform: await torment.connected(client, platform) for platform in Platform}
    schedule = plans(int(turns.seconds / SECONDS_A_CAMPAIGN), dice)
    async with asyncio.TaskGroup() as hardship:
        sitting = hardship.create_task(hardships.sit_in_transactions(url, str(dice.random())))
        grouping = hardship.create_task(_regroup(url, turns))
        campaigns = await torment.lived(client, accounts, turns, schedule, dice)
        sitting.cancel()
    return campaigns, grouping.result()


def _victims(house: House, extra: Supervisor, home: Path) -> Iterator[Victim]:
    for name in TURNS:
        ours = name in house.children
        supervisor, log = house.supervisor if ours else extra, (house.logs if ours else home / "extra") / f"{name}.log"
        if name == "worker":
            yield Victim(name=name, supervisor=supervisor, log=log, signs=_changes(house), idle_for=LONGEST_IDLENESS)
        else:
            signs = lines_with(log, _SAYS[name]) if name in _SAYS else None
            yield Victim(name=name, supervisor=supervisor, log=log, signs=signs)


def _changes(house: House) -> Callable[[], int]:
    """How often the platforms were changed."""
    seen = 0

    def count() -> int:
        nonlocal seen
        seen += len(house.mutations(after=seen))
        return seen

    return count


async def _regroup(url: str, turns: Turns) -> int:
    """Have the shards form other groups every few seconds until the killing is over; how often they did."""
    done, due = 0, cycle(GROUPINGS)
    while turns.progress < 1.0:
        await asyncio.sleep(SECONDS_A_GROUPING)
        groups, began = next(due), time.monotonic()
        while not await asyncio.to_thread(_regrouped, url, groups):
            assert time.monotonic() - began < torment.SECONDS_TO_SETTLE, f"the shards cannot form {groups} groups"
        done += 1
    return done


def _regrouped(url: str, groups: int) -> bool:
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as owner:
            owner.execute("SELECT ledger.change_shard_groups(%s::smallint)", (groups,))
    except psycopg.OperationalError:
        time.sleep(0.2)
        return False
    return True


async def _brought_to_rest(home: Path) -> list[str]:
    """The writers that still wait for an answer when the time to settle is over."""
    (home / ENOUGH).touch()
    logs = {name: home / "extra" / f"{name}.log" for name in WRITERS}
    if await eventually(lambda: all(said(log, RESTS) for log in logs.values()), within=torment.SECONDS_TO_SETTLE):
        return []
    return [f"{name} has not come to rest" for name, log in logs.items() if not said(log, RESTS)]
