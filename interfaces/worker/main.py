"""The worker process: it takes messages until it is told to stop, then finishes what it is at."""

import signal
from contextlib import AsyncExitStack
from threading import Event

import structlog
from dramatiq import Worker

from interfaces import bootstrap
from interfaces.logs import configure_logs
from interfaces.services import Services
from interfaces.settings import Settings
from interfaces.worker.actors import declare_actors
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
    broker = bootstrap.broker(settings)
    declare_actors(broker, bootstrap.QUEUE_OF, services, loop.run)
    worker = Worker(broker, worker_threads=settings.worker_threads, worker_timeout=200)
    worker.start()
    log.info("worker.started", threads=settings.worker_threads)
    stop.wait()
    worker.stop()
    loop.run(resources.aclose())
    loop.stop()
    broker.close()
    log.info("worker.stopped")
