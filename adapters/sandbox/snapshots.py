"""Worlds put aside under a name, to come back to: a test changes what it likes and leaves nothing behind."""

from typing import Protocol, cast

from adapters.sandbox import plain_data
from adapters.sandbox.clock import Clock
from adapters.sandbox.lock import Lock


class UnknownSnapshotError(LookupError):
    """No snapshot has this name."""


class World(Protocol):
    """What can be put aside: all but its snapshots."""

    @property
    def lock(self) -> Lock:
        """The lock around all of it."""
        ...

    @property
    def clock(self) -> Clock:
        """Its time."""
        ...

    def dump(self) -> dict[str, object]:
        """Return the whole state."""
        ...

    def load(self, state: dict[str, object]) -> None:
        """Take over a state that `dump` returned."""
        ...


class Snapshots:
    """Copies of one world by name; restoring one also turns the clock back to its moment."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._taken: dict[str, str] = {}
        self._last = 0

    def take(self, name: str | None = None) -> str:
        """Put the present world aside, over an older one of this name; returns the name, made up if none is given."""
        with self._world.lock:
            self._last += 1
            name = name or f"snapshot-{self._last}"
            clock = self._world.clock
            self._taken[name] = plain_data.written((clock.now(), clock.speed, self._world.dump()))
            return name

    def restore(self, name: str) -> None:
        """Bring the world back as it was, time included; `UnknownSnapshotError` if there is none of this name."""
        with self._world.lock:
            if name not in self._taken:
                raise UnknownSnapshotError(
                    f"there is no snapshot {name!r}; there are {', '.join(self._taken) or 'none'}"
                )
            moment, speed, state = plain_data.read(self._taken[name])
            self._world.load(state)
            self._world.clock.put_back(moment, speed=speed)

    def drop(self, name: str) -> None:
        """Forget a snapshot."""
        if self._taken.pop(name, None) is None:
            raise UnknownSnapshotError(f"there is no snapshot {name!r}")

    def names(self) -> list[str]:
        """Return the names, oldest first."""
        return list(self._taken)

    def dump(self) -> object:
        """Return what `load` needs to hold the same snapshots."""
        return self._last, dict(self._taken)

    def load(self, state: object) -> None:
        """Take over a state that `dump` returned."""
        self._last, self._taken = cast("tuple[int, dict[str, str]]", state)
