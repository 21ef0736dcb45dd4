"""What the extra writers do: each command follows from its key alone, so that whoever judges knows it without asking.

A key is a place and a number, such as `writer-1/hand-2/17`. The place is a stream, the number counts its commands; the
first one drafts a campaign, which has no channel, so that no platform hears of it. `common-3/5` is everybody's. With a
`+` behind it, a command appends to a second stream as well, which all commands of its organization share.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID, uuid5

from application.context import CommandContext
from domain.campaigns.ad_group import Objective
from domain.campaigns.budget import Budget, BudgetKind, Flight
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import Declarations
from domain.shared.facts import Actor, ActorKind, Fact
from domain.shared.ids import CampaignId, CommandId, OrganizationId
from domain.shared.money import Currency, Money

_NAMESPACE: Final = UUID("5b1f0c52-7c5e-4b51-9d0a-2f2a4f6f3f0e")
_ACTOR: Final = Actor(kind=ActorKind.SYSTEM, id="torture")
_DAY: Final = date(2026, 11, 2)

COMMON_STREAMS: Final = 6
ORGANIZATIONS: Final = tuple(OrganizationId(uuid5(_NAMESPACE, f"organization {number}")) for number in range(8))
"""Several, so that the facts fall into several shard groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a command adds to one stream."""

    stream_id: UUID
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One command of a writer's. `begins`: it is the first of its stream."""

    key: str
    begins: bool
    organization: OrganizationId
    parts: tuple[Part, ...]

    @property
    def context(self) -> CommandContext:
        """The frame in which the command is sent, each time."""
        return CommandContext(
            organization=self.organization,
            actor=_ACTOR,
            now=datetime.now(UTC),
            command_id=command_id(self.key),
            correlation_id=self.parts[0].stream_id,
            keyed=True,
            fingerprint=self.key,
        )


def command_id(key: str) -> CommandId:
    """The id under which the command of a key is always sent."""
    return CommandId(uuid5(_NAMESPACE, key))


def deed(key: str) -> Deed:
    """The command of a key."""
    place, _, number = key.rpartition("/")
    begins = number == "0"
    stream_id = _stream(place)
    own = Part(stream_id=stream_id, facts=_draft(stream_id, key) if begins else _names(key))
    tenant = _tenant(place)
    also = (Part(stream_id=_stream(shared(place)), facts=_names(key)[:1]),) if key.endswith("+") else ()
    return Deed(key=key, begins=begins, organization=ORGANIZATIONS[tenant], parts=(own, *also))


def shared(place: str) -> str:
    """The place of the stream that all commands of an organization share."""
    return f"shared-{_tenant(place)}"


def common(turn: int) -> str:
    """The key of the command that every writer sends at that turn."""
    return f"common-{turn % COMMON_STREAMS}/{turn // COMMON_STREAMS}"


def _tenant(place: str) -> int:
    name, _, number = place.partition("-")
    return int(number) if name == "shared" else _stream(place).int % len(ORGANIZATIONS)


def _stream(place: str) -> UUID:
    return uuid5(_NAMESPACE, f"stream {place}")


def _draft(stream_id: UUID, name: str) -> tuple[Fact, ...]:
    return (
        Campaign.Drafted(
            campaign_id=CampaignId(stream_id),
            name=name,
            objective=Objective.TRAFFIC,
            budget=Budget(kind=BudgetKind.DAILY, amount=Money(micros=1_000_000, currency=Currency("USD"))),
            flight=Flight(starts_on=_DAY),
            declarations=Declarations(),
        ),
    )


def _names(key: str) -> tuple[Fact, ...]:
    count = random.Random(key).randint(1, 3)  # noqa: S311 - the same for everybody, not secret
    return tuple(Campaign.Renamed(name=f"{key} {part}") for part in range(count))
