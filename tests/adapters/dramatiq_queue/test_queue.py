from datetime import date
from uuid import uuid4

import pytest
from dramatiq import Message
from dramatiq.brokers.stub import StubBroker

from adapters.dramatiq_queue.broker import HEARTBEAT_TIMEOUT_MS, MAINTENANCE_CHANCE, QUEUES, redis_broker
from adapters.dramatiq_queue.queue import QUEUE_OF, DramatiqQueue
from domain.shared.ids import AdAccountId, OrganizationId, RuleId

ORGANIZATION, SUBJECT = OrganizationId(uuid4()), uuid4()


@pytest.fixture
def broker() -> StubBroker:
    stub = StubBroker(middleware=[])
    for name in QUEUES:
        stub.declare_queue(name)
    return stub


@pytest.fixture
def queue(broker: StubBroker) -> DramatiqQueue:
    return DramatiqQueue(broker)


def sent(broker: StubBroker) -> tuple[str, str, tuple[object, ...]]:
    """Queue, actor and arguments of the one message that was sent."""
    ((name, waiting),) = [(name, waiting) for name, waiting in broker.queues.items() if waiting.qsize()]
    message: Message[None] = Message.decode(waiting.get_nowait())
    return name, message.actor_name, tuple(message.args)


def test_a_reaction_travels_by_its_key(queue: DramatiqQueue, broker: StubBroker) -> None:
    queue.react("platforms.push_channel", ORGANIZATION, SUBJECT)
    assert sent(broker) == ("pushes", "platforms.push_channel", (str(ORGANIZATION), str(SUBJECT)))


@pytest.mark.parametrize(
    ("since", "until", "window"),
    [(None, None, (None, None)), (date(2026, 11, 1), date(2026, 11, 2), ("2026-11-01", "2026-11-02"))],
)
def test_a_pull_names_its_window(
    queue: DramatiqQueue, broker: StubBroker, since: date | None, until: date | None, window: tuple[str | None, ...]
) -> None:
    queue.pull(ORGANIZATION, AdAccountId(SUBJECT), since, until)
    assert sent(broker) == ("pulls", "performance.pull_account", (str(ORGANIZATION), str(SUBJECT), *window))


def test_a_refresh_and_a_look_name_their_subject(queue: DramatiqQueue, broker: StubBroker) -> None:
    queue.refresh(ORGANIZATION, AdAccountId(SUBJECT))
    assert sent(broker) == ("upkeep", "connections.refresh_token", (str(ORGANIZATION), str(SUBJECT)))
    queue.evaluate(ORGANIZATION, RuleId(SUBJECT))
    assert sent(broker) == ("rules", "rules.evaluate", (str(ORGANIZATION), str(SUBJECT)))


def test_a_purge_needs_no_words(queue: DramatiqQueue, broker: StubBroker) -> None:
    queue.purge()
    assert sent(broker) == ("upkeep", "reactions.purge", ())


def test_every_actor_has_a_queue_that_the_broker_declares() -> None:
    assert set(QUEUE_OF.values()) == set(QUEUES)


def test_the_broker_finds_a_dead_workers_messages_soon() -> None:
    broker = redis_broker("redis://127.0.0.1:1/0")
    assert (broker.maintenance_chance, broker.heartbeat_timeout) == (MAINTENANCE_CHANCE, HEARTBEAT_TIMEOUT_MS)
    assert MAINTENANCE_CHANCE >= 100_000
    assert set(broker.get_declared_queues()) == set(QUEUES)
