"""`application.reactions.port.JobQueue` on Dramatiq: a message carries ids and nothing more."""

from datetime import date
from uuid import UUID

from dramatiq import Broker, Message
from redis.exceptions import RedisError

from application.errors import TryLaterError
from domain.shared.ids import AdAccountId, OrganizationId, RuleId

PULL = "performance.pull_account"
REFRESH = "connections.refresh_token"
EVALUATE = "rules.evaluate"
PURGE = "reactions.purge"

QUEUE_OF = {
    "platforms.push_channel": "pushes",
    "rules.act": "pushes",
    "connections.forget": "upkeep",
    PULL: "pulls",
    REFRESH: "upkeep",
    EVALUATE: "rules",
    PURGE: "upkeep",
}
"""The queue of each actor."""


class DramatiqQueue:
    """Messages by actor name; the sender needs no actor, only the broker. A queue that is away is `TryLaterError`."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    def react(self, handler: str, organization: OrganizationId, key: UUID) -> None:
        """Have a worker look at a reaction soon."""
        self._send(handler, str(organization), str(key))

    def pull(
        self, organization: OrganizationId, account_id: AdAccountId, since: date | None, until: date | None
    ) -> None:
        """Have a worker pull an account's figures soon."""
        window = [None if day is None else day.isoformat() for day in (since, until)]
        self._send(PULL, str(organization), str(account_id), *window)

    def refresh(self, organization: OrganizationId, account_id: AdAccountId) -> None:
        """Have a worker see to an account's token soon."""
        self._send(REFRESH, str(organization), str(account_id))

    def evaluate(self, organization: OrganizationId, rule_id: RuleId) -> None:
        """Have a worker look at a rule soon."""
        self._send(EVALUATE, str(organization), str(rule_id))

    def purge(self) -> None:
        """Have a worker forget what was over long ago soon."""
        self._send(PURGE)

    def _send(self, actor: str, *arguments: str | None) -> None:
        message: Message[None] = Message(
            queue_name=QUEUE_OF[actor], actor_name=actor, args=arguments, kwargs={}, options={}
        )
        try:
            self._broker.enqueue(message)
        except RedisError as error:
            raise TryLaterError("The queue cannot be reached. Try again in a moment.") from error
