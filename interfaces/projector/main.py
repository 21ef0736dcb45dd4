"""Runs the projections until the process is told to end, and then ends between two steps."""

import asyncio
import signal

import structlog

from projections.catching_up import spare_batches
from projections.runner import ProjectionRunner

_log = structlog.get_logger(__name__)


def main(runner: ProjectionRunner) -> None:
    """Run the projections in this process until SIGTERM or SIGINT."""
    spare_batches()
    asyncio.run(run(runner))


async def run(runner: ProjectionRunner) -> None:
    """Run the projections in this event loop until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    _log.info("projector_started")
    await runner.run(stop)
    _log.info("projector_stopped")
