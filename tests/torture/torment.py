"""One run of the torture: campaigns live their lives while everything is killed; then all comes to rest."""

import asyncio
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import httpx
import psycopg
from psycopg.conninfo import make_conninfo

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.postgres.schema import APPLICATION_ROLE
from application.identity.commands import IssuedKey
from domain.shared.platform import Platform
from interfaces.demo import plan
from interfaces.processes import kept_addresses
from tests.torture import audit, judge
from tests.torture.campaigns import Accounts, Made, Plan, carried_out, plans
from tests.torture.client import Client, Json
from tests.torture.house import House, founded, running_house
from tests.torture.killer import Killer

CAMPAIGNS: Final = 12
STEPS: Final = 7
SECONDS_TO_SETTLE: Final = 330.0
"""Longer than the longest wait of a reaction that failed often."""

CREATING_ROUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "google_ads": ("GoogleAdsService/Mutate",),
    "meta": ("POST /act_*/campaigns", "POST /act_*/adsets", "POST /act_*/ads"),
    "tiktok": ("*/campaign/create/", "*/adgroup/create/", "*/ad/create/"),
}
FAULTS: Final = ("applied_unanswered", "dropped", "server_error", "rate_limit")
WAVES_OF_FAULTS: Final = 8


class Killing(Protocol):
    """Whoever kills while campaigns live their lives."""

    @property
    def progress(self) -> float:
        """How much of the killing is done, from 0 to 1."""
        ...

    @property
    def last_step(self) -> float:
        """At what progress the last step of a campaign's life is begun, at the latest."""
        ...

    async def run(self) -> None:
        """Kill, and see everything back at work."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """What is left of a run: how often each process was killed, what the clients had to repeat, what is wrong."""

    kills: Mapping[str, int]
    repeats: int
    faults_struck: int
    wrong: Sequence[str]


async def torture(home: Path, *, kills_each: int, seed: int) -> Aftermath:
    """Kill each process so often while campaigns are run, let everything settle, and look at it from all sides."""
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    with running_house(home) as house:
        key = await founded(home)
        client = Client(house.settings.base_url, key.key, dice)
        try:
            accounts = {platform: await connected(client, platform) for platform in Platform}
            killer = Killer(house, kills_each=kills_each, seed=seed)
            campaigns, struck = await _tormented(house, client, accounts, killer, dice)
            wrong = [*await unsettled(home), *await answered_otherwise(client)]
        finally:
            await client.close()
        wrong += judge.verdict([*trees(campaigns)], house.mutations(), house.objects())
    with EmbeddedPostgres(home / "postgres") as server:
        wrong += wrong_at_rest(server.url, key, campaigns, client)
        conninfo = make_conninfo(server.url, options=f"-c role={APPLICATION_ROLE}")
        wrong += await audit.wrong_after_a_replay(conninfo, key.organization)
    return Aftermath(kills=killer.kills, repeats=client.repeats, faults_struck=struck, wrong=wrong)


async def connected(client: Client, platform: Platform) -> Json:
    """The platform's account in dollars, after a person consented."""
    consent = await client.ask("POST", f"/connections/{platform}/consent")
    async with httpx.AsyncClient(follow_redirects=True, timeout=30, trust_env=False) as browser:
        answer = await browser.get(consent["consent_url"], headers={"Accept": "application/json"})
    reached = answer.raise_for_status().json()["accounts"]
    position = max(account["position"] for account in reached)
    accounts = await client.ask("GET", f"/accounts?platform={platform}&after={position}")
    return next(account for account in accounts["items"] if account["currency"] == plan.CURRENCY)


async def _tormented(
    house: House, client: Client, accounts: Accounts, killer: Killing, dice: random.Random
) -> tuple[list[Made], int]:
    """The campaigns after their lives, and how many calls to the platforms went wrong on purpose."""
    async with asyncio.TaskGroup() as everybody:
        faults = everybody.create_task(_strike(house, killer, dice))
        campaigns = everybody.create_task(lived(client, accounts, killer, plans(CAMPAIGNS, dice), dice))
    return campaigns.result(), faults.result()


async def lived(
    client: Client, accounts: Accounts, killer: Killing, schedule: Sequence[Plan], dice: random.Random
) -> list[Made]:
    """The campaigns after their lives, during which there was killing."""

    async def live(each: int) -> Made:
        moments = iter(sorted(dice.uniform(0, killer.last_step) for _ in range(STEPS)))

        async def pause() -> None:
            await _progress(killer, next(moments))

        return await carried_out(client, accounts, schedule[each], pause)

    async with asyncio.TaskGroup() as everybody:
        everybody.create_task(killer.run())
        lives = [everybody.create_task(live(each)) for each in range(len(schedule))]
    return [life.result() for life in lives]


async def _progress(killer: Killing, share: float) -> None:
    while killer.progress < share:  # noqa: ASYNC110 - twelve campaigns wait for as many moments of their own
        await asyncio.sleep(0.1)


async def _strike(house: House, killer: Killing, dice: random.Random) -> int:
    """Let creates go wrong on every platform, in waves; how many did."""
    async with httpx.AsyncClient(base_url=house.sandbox["control_url"], timeout=30, trust_env=False) as control:
        for wave in range(WAVES_OF_FAULTS):
            await _progress(killer, wave / WAVES_OF_FAULTS)
            for platform, routes in CREATING_ROUTES.items():
                rule = {"platform": platform, "route": dice.choice(routes), "kind": dice.choice(FAULTS), "count": 2}
                (await control.post("/faults", json={**rule, "retry_after_seconds": 2})).raise_for_status()
        await _progress(killer, 1.0)
        struck = (await control.get("/faults")).raise_for_status().json()["faults"]
        (await control.delete("/faults")).raise_for_status()
    return sum(fault["fired"] for fault in struck)


async def unsettled(home: Path) -> list[str]:
    """What is still open when the time to settle is over; returns as soon as nothing is."""
    deadline = time.monotonic() + SECONDS_TO_SETTLE
    url = kept_addresses(home)["DATABASE_URL"]
    while wrong := await asyncio.to_thread(_open_in_the_books, url):
        if time.monotonic() > deadline:
            return [f"after {SECONDS_TO_SETTLE:.0f} s: {each}" for each in wrong]
        await asyncio.sleep(0.5)
    return []


def _open_in_the_books(url: str) -> list[str]:
    with psycopg.connect(url, autocommit=True) as connection:
        return [*audit.still_open(connection)]


async def answered_otherwise(client: Client) -> list[str]:
    """The commands whose repeat, now, does not get the first answer."""
    return [
        f"{command.key} was answered {command.answer} at first and {again} at last"
        for command in tuple(client.commands)
        if (again := await client.command(command.method, command.path, command.key, command.body)) != command.answer
    ]


def wrong_at_rest(url: str, key: IssuedKey, campaigns: Sequence[Made], client: Client) -> Iterator[str]:
    """What is wrong with the ledger, with the answers that the client got, and with each campaign's stream."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield from audit.wrong_in_the_books(connection)
        yield from audit.wrong_answers(connection, key.organization, client.commands)
        for made in campaigns:
            yield from audit.wrong_in_a_campaign(connection, key.organization, made)


def trees(campaigns: Sequence[Made]) -> Iterator[judge.Tree]:
    """What each platform must hold."""
    for made in campaigns:
        for platform in Platform:
            yield judge.Tree(
                platform=platform,
                campaign_id=made.campaign_id,
                ad_group_id=made.ad_groups[platform],
                creative_id=made.creatives[platform],
                delivery=made.plan.delivery(platform),
                budget_micros=made.plan.budgets[1] // len(Platform) * 1_000_000,
            )
