"""An operator's change beside a runner at work: who stands in the other's way gives way, and tries again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

Result = TypeVar("Result")

IN_THE_WAY = (DeadlockDetected, LockNotAvailable, SerializationFailure)
"""Somebody else has, in another order, what is wanted."""

PATIENCE, PAUSE = 10.0, 0.1


class BusyError(Exception):
    """What is to be changed is in use without a pause."""


async def patiently(what: str, work: Callable[[], Awaitable[Result]]) -> Result:
    """The result of work that changes nothing unless it succeeds. Raises `BusyError` after `PATIENCE` seconds."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while True:
        try:
            return await work()
        except IN_THE_WAY as error:
            if loop.time() > deadline:
                raise BusyError(
                    f"{what} is in use without a pause, so nothing was changed. Look for long transactions, then run"
                    f" the same command again. ({error.diag.message_primary})"
                ) from error
            await asyncio.sleep(PAUSE)
