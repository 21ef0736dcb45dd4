"""A queue that is away costs its senders a moment, and never work."""

import pytest

from adapters.dramatiq_queue.broker import redis_broker
from adapters.dramatiq_queue.queue import DramatiqQueue
from application.errors import TryLaterError


def test_a_queue_that_cannot_be_reached_says_to_try_later() -> None:
    broker = redis_broker("redis://127.0.0.1:1/0")
    with pytest.raises(TryLaterError, match="The queue cannot be reached"):
        DramatiqQueue(broker).purge()
    broker.close()
