"""One world: time, objects, credentials, faults, the log of mutations and the delivery model, under one lock."""

import threading
from datetime import datetime
from typing import Any, cast

from adapters.sandbox.clock import Clock
from adapters.sandbox.delivery import DeliveryEngine
from adapters.sandbox.faults import Faults
from adapters.sandbox.mutations import MutationLog
from adapters.sandbox.quotas import quotas_in
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.seed import Seed
from adapters.sandbox.snapshots import Snapshots
from adapters.sandbox.standing import Standing
from adapters.sandbox.store import Store
from adapters.sandbox.tokens import Tokens


class Sandbox:
    """What the platforms' servers share. Take `lock` around anything that reads and then writes.

    `memory` is for what a platform must remember between calls and has no better place, such as used request ids;
    its values must be what `plain_data` can write.
    """

    def __init__(self, *, start: datetime | None = None, seed: int = 0) -> None:
        self.lock = threading.RLock()
        self.seed = Seed()
        # With a lock of its own: every answer's Date header asks it, and must not wait for a long delivery.
        self.clock = Clock(start)
        self.store = Store(self.lock)
        self.faults = Faults(seed)
        self.mutations = MutationLog(self.lock)
        self.tokens = Tokens(self.clock, self.lock)
        self.standing = Standing()
        self.delivery = DeliveryEngine(self.clock, seed, self.lock, self.standing)
        self.rules = RuleSwitches()
        self.memory: dict[str, Any] = {}
        self.snapshots = Snapshots(self)

    @property
    def relaxed(self) -> set[str]:
        """The names of the rules that are switched off."""
        return self.rules.relaxed

    @property
    def enforced(self) -> set[str]:
        """The names of the rules that are off by default and switched on."""
        return self.rules.enforced

    def fingerprint(self) -> tuple[object, ...]:
        """Return a value that changes whenever something worth saving changes."""
        return (
            self.clock.setting(),
            self.store.version,
            self.tokens.version,
            len(self.mutations),
            self.delivery.accrued_to,
            repr(self.faults.in_force()),
            repr(self.rules.dump()),
            repr(quotas_in(self.memory)),
            repr(self.standing.dump()),
            self.snapshots.names(),
        )

    def dump(self) -> dict[str, object]:
        """Return the whole state; `load` on a new sandbox brings back the same world."""
        with self.lock:
            return {
                "clock": self.clock.dump(),
                "store": self.store.dump(),
                "faults": self.faults.dump(),
                "mutations": self.mutations.dump(),
                "tokens": self.tokens.dump(),
                "delivery": self.delivery.dump(),
                "standing": self.standing.dump(),
                "rules": self.rules.dump(),
                "memory": dict(self.memory),
            }

    def load(self, state: dict[str, object]) -> None:
        """Take over a state that `dump` returned."""
        with self.lock:
            self.clock.load(state["clock"])
            self.store.load(state["store"])
            self.faults.load(state["faults"])
            self.mutations.load(state["mutations"])
            self.tokens.load(state["tokens"])
            self.delivery.load(state["delivery"])
            self.standing.load(state["standing"])
            self.rules.load(state["rules"])
            self.memory.clear()
            self.memory.update(cast("dict[str, Any]", state["memory"]))
