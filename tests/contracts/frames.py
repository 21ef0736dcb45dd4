"""Frames of commands, for suites that speak to a ledger directly."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from application.context import CommandContext
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import CommandId, OrganizationId

MOMENT = datetime(2026, 11, 2, 9, 30, 15, 123456, tzinfo=UTC)


def frame(organization: OrganizationId, **changes: Any) -> CommandContext:  # noqa: ANN401 - handed on to replace
    """A command of its own, with something changed."""
    context = CommandContext(
        organization=organization,
        actor=Actor(kind=ActorKind.API_KEY, id="key-1"),
        now=MOMENT,
        command_id=CommandId(uuid4()),
        correlation_id=uuid4(),
        causation_id=uuid4(),
        trace="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    )
    return replace(context, **changes)
