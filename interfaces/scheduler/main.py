"""The scheduler process. The leader holds an advisory lock; when it dies, Postgres lets the lock go to another."""

import asyncio
import signal
from contextlib import suppress

import psycopg
import structlog

from interfaces import bootstrap
from interfaces.logs import configure_logs
from interfaces.scheduler.jobs import JOBS, Job
from interfaces.services import Services
from interfaces.settings import Settings

_LEADER_LOCK = 0x5C4ED
_RETRY_SECONDS = 2.0
_LONGEST_SILENCE = "20s"
"""A leader that stands still leads no longer than this, though its connection may live on."""

log = structlog.get_logger()


def main(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    configure_logs(settings)
    asyncio.run(_run(settings))


async def _run(settings: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with bootstrap.open_services(settings) as services:
        while not stop.is_set():
            try:
                await _lead(settings, services, stop)
            except (psycopg.OperationalError, OSError) as error:
                log.warning("scheduler.database_lost", reason=str(error))
            await _wait(stop, _RETRY_SECONDS)


async def _lead(settings: Settings, services: Services, stop: asyncio.Event) -> None:
    """Do the regular work for as long as this process holds the leader's lock; return where another holds it."""
    async with await psycopg.AsyncConnection.connect(bootstrap.conninfo(settings), autocommit=True) as connection:
        await connection.execute(f"SET idle_session_timeout = '{_LONGEST_SILENCE}'")
        cursor = await connection.execute("SELECT pg_try_advisory_lock(%s)", (_LEADER_LOCK,))
        held = await cursor.fetchone()
        if held is None or not held[0]:
            return
        log.info("scheduler.leads")
        async with asyncio.TaskGroup() as group:
            jobs = [group.create_task(_repeat(job, services, stop)) for job in JOBS]
            while not stop.is_set():
                await _wait(stop, _RETRY_SECONDS)
                try:
                    await connection.execute("SELECT 1")
                except psycopg.OperationalError:
                    log.warning("scheduler.leads_no_more")
                    break
            for job in jobs:
                job.cancel()


async def _repeat(job: Job, services: Services, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            await job.run(services)
        except Exception as error:  # noqa: BLE001 - the next tick tries again; the schedule must go on
            log.warning("scheduler.job_failed", job=job.name, reason=f"{type(error).__name__}: {error}")
        await _wait(stop, job.every.total_seconds())


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
