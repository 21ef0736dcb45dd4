"""The broker, set up as measured: with Dramatiq's defaults a killed worker's messages wait for minutes."""

from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AgeLimit, Callbacks, Middleware, Retries, ShutdownNotifications

MAINTENANCE_CHANCE = 100_000
"""Parts in a million of all fetches that look for dead workers' messages; Dramatiq's own is 1,000."""

HEARTBEAT_TIMEOUT_MS = 15_000

QUEUES = ("pushes", "rules", "pulls", "upkeep")
"""In the order of their importance. Each has threads of its own in a worker: none waits for another."""


class _ClosingBroker(RedisBroker):
    """Closing it closes its connections, which Dramatiq leaves to the end of the process."""

    def close(self) -> None:
        self.client.connection_pool.disconnect()


def redis_broker(redis_url: str, *extra: Middleware) -> RedisBroker:
    """A broker without retries of its own: the book of reactions knows when to try again."""
    broker: RedisBroker = _ClosingBroker(  # type: ignore[no-untyped-call]  # dramatiq leaves it so
        url=redis_url,
        middleware=[AgeLimit(), ShutdownNotifications(), Callbacks(), Retries(max_retries=0), *extra],
        maintenance_chance=MAINTENANCE_CHANCE,
        heartbeat_timeout=HEARTBEAT_TIMEOUT_MS,
        socket_timeout=10,
        socket_connect_timeout=5,
    )
    for queue in QUEUES:
        broker.declare_queue(queue)
    return broker
