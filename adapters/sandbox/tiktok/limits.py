"""How often an app may call: per second, per minute and per day, for all calls and for each endpoint.

Off unless enforced. Time is the sandbox's. Source: platforms.md 4.3 (the Basic tier).
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK
from adapters.sandbox.tiktok.errors import RATE_LIMITED, TikTokError

_SLOW_PATHS = {"/ad/create/": {"tiktok.qps_limit": 5, "tiktok.qpm_limit": 150}}
_EVERYTHING = "*"
_DAY = timedelta(days=1)
_CALLS, _PAUSED = "tiktok.calls", "tiktok.paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit: `most` calls in `window`, or on one day (UTC); who exceeds it waits for `pause`."""

    name: str
    most: int
    window: timedelta
    pause: timedelta
    message: str


LIMITS = (
    Limit(
        name="tiktok.qps_limit",
        most=10,
        window=timedelta(seconds=1),
        pause=timedelta(seconds=1),
        message="Too many requests. Please retry in some time. (QPS limit)",
    ),
    Limit(
        name="tiktok.qpm_limit",
        most=600,
        window=timedelta(minutes=1),
        pause=timedelta(minutes=5),
        message="Too many requests. Please retry after 5 minutes. (QPM limit)",
    ),
    Limit(
        name="tiktok.qpd_limit",
        most=864_000,
        window=_DAY,
        pause=timedelta(0),
        message="Too many requests. The daily limit (QPD) is reached until 00:00 UTC.",
    ),
)


class CallLimits:
    """Counts the calls of each app to each path."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        for limit in LIMITS:
            sandbox.rules.offer(TIKTOK, limit.name, limit.message, "S")

    def count(self, app_id: str, path: str) -> None:
        """Count a call, and refuse it where it is one too many."""
        if not self._sandbox.enforced:
            return
        now = self._sandbox.clock.now()
        for limit in LIMITS:
            if self._sandbox.rules.holds(limit.name):
                for place in (_EVERYTHING, path):
                    self._check(limit, (limit.name, app_id, place), now)

    def _check(self, limit: Limit, key: tuple[str, str, str], now: datetime) -> None:
        calls: deque[datetime] = self._sandbox.memory.setdefault(_CALLS, {}).setdefault(key, deque())
        paused: dict[tuple[str, str, str], datetime] = self._sandbox.memory.setdefault(_PAUSED, {})
        while calls and _is_past(calls[0], limit, now):
            calls.popleft()
        if now < paused.get(key, now):
            raise TikTokError(RATE_LIMITED, limit.message)
        if len(calls) >= _SLOW_PATHS.get(key[2], {}).get(limit.name, limit.most):
            paused[key] = now + limit.pause
            raise TikTokError(RATE_LIMITED, limit.message)
        calls.append(now)


def _is_past(call: datetime, limit: Limit, now: datetime) -> bool:
    if limit.window == _DAY:
        return call.date() != now.date()
    return now - call >= limit.window
