"""A lane for each queue: threads of its own, so that a flood of one kind of work cannot delay another.

Dramatiq's own priorities order only what one worker has already fetched; once slow pulls hold every thread, a push
waits for one of them to end. So each queue has its own broker and Dramatiq worker, on its part of the threads.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

from dramatiq import Broker, Worker

SHARES: Mapping[str, int] = MappingProxyType({"pushes": 8, "rules": 3, "pulls": 4, "upkeep": 1})
"""Sixteenths of the process's threads by queue, the most important first. Each gets at least one thread."""

_SIXTEENTHS = 16
_IDLE_MILLISECONDS = 200


class Lanes:
    """The workers of one process, each on its own queue. `declare` puts the queue's actors on its broker."""

    def __init__(
        self,
        broker: Callable[[], Broker],
        queue_of: Mapping[str, str],
        declare: Callable[[Broker, dict[str, str]], None],
        threads: int,
    ) -> None:
        self._workers: list[Worker] = []
        for queue in SHARES:
            own = broker()
            declare(own, {actor: its for actor, its in queue_of.items() if its == queue})
            self._workers.append(
                Worker(
                    own, queues={queue}, worker_threads=threads_of(queue, threads), worker_timeout=_IDLE_MILLISECONDS
                )
            )

    def start(self) -> None:
        """Begin to take messages."""
        for worker in self._workers:
            worker.start()

    def stop(self) -> None:
        """Finish what is under way and take no more."""
        with ThreadPoolExecutor(len(self._workers)) as stopping:
            list(stopping.map(Worker.stop, self._workers))
        for worker in self._workers:
            worker.broker.close()


def threads_of(queue: str, threads: int) -> int:
    """How many of a process's threads a queue has."""
    return max(1, threads * SHARES[queue] // _SIXTEENTHS)
