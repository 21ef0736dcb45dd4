"""The worker process: it takes messages until it is told to stop, then finishes what it is at."""

import signal
from contextlib import AsyncExitStack
from threading import Event

import structlog

from interfaces import bootstrap
from interfaces.logs import configure_logs
from interfaces.services import Services
from interfaces.settings import Settings
from interfaces.worker.actors import declare_actors
from interfaces.worker.lanes import Lanes
from interfaces.worker.loop import LoopThread

log = structlog.get_logger()


def main(settings: Settings) -> None:
    """Run a worker until SIGTERM or SIGINT."""
    configure_logs(settings)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    loop, resources = LoopThread(), AsyncExitStack()

    async def start() -> Services:
        return await resources.enter_async_context(bootstrap.open_services(settings))

    services = loop.run(start())
    lanes = Lanes(
        lambda: bootstrap.broker(settings),
        bootstrap.QUEUE_OF,
        lambda broker, queue_of: declare_actors(broker, queue_of, services, loop.run),
        settings.worker_threads,
    )
    lanes.start()
    log.info("worker.started", threads=settings.worker_threads)
    stop.wait()
    lanes.stop()
    loop.run(resources.aclose())
    loop.stop()
    log.info("worker.stopped")
