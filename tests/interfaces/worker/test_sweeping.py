"""The queue only makes things quick: whatever it forgets, the sweep sends again."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from dramatiq.brokers.redis import RedisBroker

from adapters.dramatiq_queue.broker import redis_broker
from adapters.dramatiq_queue.queue import QUEUE_OF, DramatiqQueue
from application.reactions.dead_letters import KEPT
from application.reactions.port import ReactionState
from domain.campaigns.campaign import Campaign
from interfaces.bootstrap import shard_groups
from interfaces.scheduler.jobs import JOBS
from interfaces.services import Services
from interfaces.worker.actors import declare_actors
from interfaces.worker.lanes import Lanes
from tests.builders import CAMPAIGN, GOOGLE, META, TIKTOK
from tests.interfaces.worker.house import TREE, House

THREADS = 16
PATIENCE_SECONDS = 30


@asynccontextmanager
async def a_worker(services: Services, redis_url: str) -> AsyncIterator[None]:
    """The lanes of a worker process, with the real actors."""
    loop = asyncio.get_running_loop()

    def run(work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result()

    lanes = Lanes(
        lambda: redis_broker(redis_url),
        QUEUE_OF,
        lambda broker, queue_of: declare_actors(broker, queue_of, services, run),
        THREADS,
    )
    lanes.start()
    yield
    await asyncio.to_thread(lanes.stop)


async def until_all_is_over(house: House, services: Services, *jobs: str) -> None:
    """Let the scheduler do some of its jobs until nothing waits and nobody is at anything."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await house.keys(ReactionState.PENDING, ReactionState.RUNNING):
            await scheduled(services, *jobs)
            await asyncio.sleep(0.05)


async def scheduled(services: Services, *jobs: str) -> None:
    """Let the scheduler do some of its jobs once."""
    for job in JOBS:
        if job.name in jobs:
            await job.run(services)


def on_a_queue(house: House, redis_url: str) -> tuple[Services, RedisBroker]:
    """The house's services with a real queue, and its broker."""
    broker = redis_broker(redis_url)
    return replace(house.services, queue=DramatiqQueue(broker)), broker


async def test_an_emptied_queue_costs_no_work(house: House, redis_url: str) -> None:
    services, broker = on_a_queue(house, redis_url)
    await house.world.launched(GOOGLE, META, TIKTOK)
    await house.dispatch(services.queue)
    assert broker.do_qsize("pushes") == len(await house.waiting()) > 0
    broker.flush_all()
    async with a_worker(services, redis_url):
        await until_all_is_over(house, services, "reactions.sweep")
    broker.close()
    assert {(await house.entry(key)).state for key in await house.keys()} == {ReactionState.DONE}
    assert all(channel.settled for channel in (await house.world.state(Campaign, CAMPAIGN)).channels.values())
    assert house.world.campaigns[GOOGLE.platform].creations == TREE


async def test_a_line_goes_on_without_the_sweep(house: House, redis_url: str) -> None:
    services, broker = on_a_queue(house, redis_url)
    await house.world.launched()
    await house.dispatch()
    services.queue.react("platforms.push_channel", house.world.organization, (await house.waiting())[-1])
    async with a_worker(services, redis_url):
        await until_all_is_over(house, services)
    broker.close()
    assert house.world.campaigns[GOOGLE.platform].creations == TREE


async def test_the_schedule_has_old_dead_letters_forgotten(house: House, redis_url: str) -> None:
    services, broker = on_a_queue(house, redis_url)
    await house.world.launched()
    await house.dispatch()
    dead, *others = await house.waiting()
    await services.reaction_desk.give_up(house.world.organization, dead, "Enough.")
    await house.let_pass(KEPT + timedelta(seconds=1))
    async with a_worker(services, redis_url), asyncio.timeout(PATIENCE_SECONDS):
        while dead in await house.keys(ReactionState.DEAD):
            await scheduled(services, "reactions.purge")
            await asyncio.sleep(0.05)
    broker.close()
    assert await house.waiting() == others


async def test_what_was_forgotten_is_not_done_again_when_the_shards_are_grouped_anew(house: House) -> None:
    await house.world.launched()
    await house.dispatch()
    for key in await house.waiting():
        await house.services.reaction_desk.give_up(house.world.organization, key, "Enough.")
    await house.let_pass(KEPT + timedelta(seconds=1))
    await house.services.reaction_desk.purge(KEPT)
    shard_groups(house.services.settings).change(2)
    await house.world.account(META)
    await house.dispatch()
    assert await house.waiting() == []
