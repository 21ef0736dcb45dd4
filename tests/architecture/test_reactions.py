"""What the dispatcher writes, a worker can do, on a queue that is there."""

from typing import get_args

import pytest

from adapters.dramatiq_queue.broker import QUEUES
from adapters.dramatiq_queue.queue import QUEUE_OF
from application.reactions.dead_letters import WORK
from domain.topics import FACTS
from interfaces.worker.handlers import reaction_handlers
from projections.reactions.handlers import REACTIONS, Handler

HANDLERS: tuple[str, ...] = get_args(Handler)


def test_every_handler_that_is_written_can_be_done() -> None:
    # The handlers take their services when they are called; to name them needs none.
    assert set(reaction_handlers(None)) == set(HANDLERS)  # type: ignore[arg-type]  # see above


@pytest.mark.parametrize("handler", HANDLERS)
def test_every_handler_has_a_queue(handler: str) -> None:
    assert QUEUE_OF[handler] in QUEUES


def test_only_facts_call_for_reactions() -> None:
    assert REACTIONS.keys() <= set(FACTS)
    assert {handler for handler, _ in REACTIONS.values()} == set(HANDLERS)


def test_every_handler_has_words_for_a_person() -> None:
    assert set(WORK) == set(HANDLERS)
