"""Faults on demand, per route: what the platforms do to a client on a bad day."""

import random
import threading
from dataclasses import asdict, dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any, cast


class FaultKind(StrEnum):
    """What goes wrong; each platform's module renders it in its own wire form.

    A batch with nulls and a run that fails are Graph's, a run that never ends is Graph's and TikTok's; elsewhere they
    are a server error.
    """

    RATE_LIMIT = "rate_limit"
    DAILY_QUOTA = "daily_quota"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - the name of a fault
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - the name of a fault
    SERVER_ERROR = "server_error"
    HTML_502 = "html_502"
    SLOW = "slow"
    DROPPED = "dropped"
    APPLIED_UNANSWERED = "applied_unanswered"
    BATCH_NULL = "batch_null"
    STUCK_RUN = "stuck_run"
    FAILED_RUN = "failed_run"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRule:
    """When a call to `route` (an fnmatch pattern) of `platform` goes wrong, and how.

    `count` calls fail (None: until cleared), the first `after` matching ones are spared, and each of the rest
    fails with `probability`. A slow call waits `delay_seconds` of real time and is then answered normally.
    """

    platform: str
    route: str
    kind: FaultKind
    count: int | None = 1
    probability: float = 1.0
    delay_seconds: float = 2.0
    retry_after_seconds: int = 30
    after: int = 0


@dataclass(slots=True, kw_only=True)
class ArmedFault:
    """A rule in force, with how many calls it has seen and struck."""

    id: str
    rule: FaultRule
    seen: int = 0
    fired: int = 0

    def fires(self, seed: int) -> bool:
        """Count a call; say whether it is struck. Chance is drawn by the call's number, the same in every replay."""
        self.seen += 1
        if self.seen <= self.rule.after or (self.rule.count is not None and self.fired >= self.rule.count):
            return False
        dice = random.Random(f"{seed} {self.id} {self.seen}")  # noqa: S311 - repeatable faults, not secrets
        if dice.random() >= self.rule.probability:
            return False
        self.fired += 1
        return True


class Faults:
    """The rules in force, in the order they were added; the first that fires wins."""

    def __init__(self, seed: int = 0) -> None:
        # Its own lock: the event loop asks here before every call and must not wait for a long delivery.
        self._lock = threading.RLock()
        self._seed = seed
        self._armed: list[ArmedFault] = []
        self._last_id = 0

    def add(self, rule: FaultRule) -> str:
        """Put a rule in force; returns its id."""
        with self._lock:
            self._last_id += 1
            self._armed.append(ArmedFault(id=str(self._last_id), rule=rule))
            return str(self._last_id)

    def clear(self, rule_id: str | None = None) -> int:
        """Lift one rule, or all; returns how many were lifted."""
        with self._lock:
            kept = [armed for armed in self._armed if rule_id is not None and armed.id != rule_id]
            lifted = len(self._armed) - len(kept)
            self._armed = kept
            return lifted

    def take(self, platform: str, *routes: str) -> FaultRule | None:
        """Return the rule that strikes this call, counting the call against every rule it meets on the way.

        A call may go by several names (`GET /oauth/access_token` is also `token`).
        """
        with self._lock:
            for armed in self._armed:
                if armed.rule.platform != platform:
                    continue
                if not any(fnmatchcase(route, armed.rule.route) for route in routes):
                    continue
                if armed.fires(self._seed):
                    return armed.rule
            return None

    def in_force(self) -> list[dict[str, Any]]:
        """Return the rules with their ids, how many calls each has seen and how many it struck."""
        with self._lock:
            return [{"id": a.id, **asdict(a.rule), "seen": a.seen, "fired": a.fired} for a in self._armed]

    def dump(self) -> object:
        """Return what `load` needs to go on with the same rules."""
        with self._lock:
            return self._last_id, list(self._armed)

    def load(self, state: object) -> None:
        """Take over a state that `dump` returned."""
        with self._lock:
            self._last_id, self._armed = cast("tuple[int, list[ArmedFault]]", state)
