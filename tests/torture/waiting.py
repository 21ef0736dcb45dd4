"""Waiting, without a word about how long it should take: only how long before it is given up."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path


async def eventually(condition: Callable[[], bool], *, within: float = 60.0) -> bool:
    """Whether the condition comes true in time, in seconds."""
    deadline = time.monotonic() + within
    while not await asyncio.to_thread(condition):
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.05)
    return True


def said(log: Path, words: str) -> bool:
    """Whether a log holds some words."""
    return log.exists() and words in log.read_text(encoding="utf-8")
