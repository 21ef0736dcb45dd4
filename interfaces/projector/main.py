"""Runs the projections until the process is told to end, and then ends between two steps."""

import asyncio
import signal
import sys

import structlog
import uvloop

from interfaces.garbage import collect_rarely
from projections.catching_up import OBJECTS_OF_A_BATCH
from projections.runner import ProjectionRunner

SWITCH_SECONDS = 0.0005
"""The queue is rung in a thread. A step that is due must not wait the usual 5 ms for it to let go of Python."""

_log = structlog.get_logger(__name__)


def main(runner: ProjectionRunner) -> None:
    """Run the projections in this process until SIGTERM or SIGINT."""
    collect_rarely(OBJECTS_OF_A_BATCH)
    sys.setswitchinterval(SWITCH_SECONDS)
    # A step is a dozen small waits for the database, and this loop wastes the least on each.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop:
        loop.run(run(runner))


async def run(runner: ProjectionRunner) -> None:
    """Run the projections in this event loop until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    _log.info("projector_started")
    await runner.run(stop)
    _log.info("projector_stopped")
