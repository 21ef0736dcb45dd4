from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Event
from uuid import uuid4

import dramatiq
import pytest

from adapters.dramatiq_queue.broker import QUEUES, redis_broker
from adapters.dramatiq_queue.queue import PULL, PURGE, QUEUE_OF, DramatiqQueue
from domain.shared.ids import AdAccountId, OrganizationId, RuleId
from interfaces.worker.lanes import SHARES, Lanes, threads_of

PUSH = "platforms.push_channel"
ORGANIZATION, SUBJECT = OrganizationId(uuid4()), uuid4()
FLOOD, PATIENCE = 300, 20.0

Actors = dict[str, Callable[..., None]]


@pytest.fixture
def queue(redis_url: str) -> Iterator[DramatiqQueue]:
    broker = redis_broker(redis_url)
    yield DramatiqQueue(broker)
    broker.close()


@contextmanager
def a_worker(redis_url: str, actors: Actors, *, threads: int = 16) -> Iterator[None]:
    """A worker process's lanes, whose actors do nothing but what is given."""

    def declare(broker: dramatiq.Broker, queue_of: dict[str, str]) -> None:
        for name, queue in queue_of.items():
            dramatiq.actor(actor_name=name, queue_name=queue, broker=broker)(actors.get(name, lambda *_: None))

    lanes = Lanes(lambda: redis_broker(redis_url), QUEUE_OF, declare, threads)
    lanes.start()
    yield
    lanes.stop()


@pytest.mark.parametrize("threads", [1, 16])
def test_a_flood_of_pulls_that_hang_delays_no_push(redis_url: str, queue: DramatiqQueue, threads: int) -> None:
    let_go, pulling, pushed = Event(), Event(), Event()

    def hanging_pull(*_: object) -> None:
        pulling.set()
        assert let_go.wait(PATIENCE)

    for _ in range(FLOOD):
        queue.pull(ORGANIZATION, AdAccountId(SUBJECT), date(2026, 11, 1), None)
    with a_worker(redis_url, {PULL: hanging_pull, PUSH: lambda *_: pushed.set()}, threads=threads):
        assert pulling.wait(PATIENCE)
        queue.react(PUSH, ORGANIZATION, SUBJECT)
        done_while_every_pull_hung = pushed.wait(PATIENCE)
        let_go.set()
    assert done_while_every_pull_hung


def test_each_kind_of_work_gets_through_while_all_others_hang(redis_url: str, queue: DramatiqQueue) -> None:
    work: dict[str, tuple[str, Callable[[], None]]] = {
        "pushes": (PUSH, lambda: queue.react(PUSH, ORGANIZATION, SUBJECT)),
        "rules": ("rules.evaluate", lambda: queue.evaluate(ORGANIZATION, RuleId(SUBJECT))),
        "pulls": (PULL, lambda: queue.pull(ORGANIZATION, AdAccountId(SUBJECT), None, None)),
        "upkeep": (PURGE, queue.purge),
    }
    let_go, begun = Event(), {name: Event() for name in work}

    def hanging(name: str) -> Callable[..., None]:
        def hang(*_: object) -> None:
            begun[name].set()
            assert let_go.wait(PATIENCE)

        return hang

    with a_worker(redis_url, {actor: hanging(name) for name, (actor, _) in work.items()}):
        for name, (_, send) in reversed(work.items()):
            for _ in range(40):
                send()
            assert begun[name].wait(PATIENCE)
        let_go.set()


def test_every_queue_has_a_lane_in_the_order_of_its_importance() -> None:
    assert tuple(SHARES) == QUEUES


@pytest.mark.parametrize(("threads", "parts"), [(1, [1, 1, 1, 1]), (16, [8, 3, 4, 1]), (64, [32, 12, 16, 4])])
def test_the_threads_are_shared_out(threads: int, parts: list[int]) -> None:
    assert [threads_of(queue, threads) for queue in SHARES] == parts
