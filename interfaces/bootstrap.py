"""The wiring: the one place that names concrete adapters."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dramatiq import Broker
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.dramatiq_queue.broker import redis_broker
from adapters.dramatiq_queue.queue import QUEUE_OF as QUEUE_OF  # noqa: PLC0414 - the worker declares its actors by it
from adapters.dramatiq_queue.queue import DramatiqQueue
from adapters.google_ads.access import google_ads_access
from adapters.google_ads.config import GoogleAdsConfig
from adapters.meta_ads.access import meta_ads_access
from adapters.meta_ads.config import MetaAdsConfig
from adapters.postgres.coalescer import Coalescer
from adapters.postgres.codec import check_upcasts, decode
from adapters.postgres.connections import ImpatientConnection, conninfo_of, must_be_alive
from adapters.postgres.doorbell import CHECKPOINTS_CHANNEL, Doorbell
from adapters.postgres.identities import PostgresIdentities
from adapters.postgres.ledger import PostgresLedger
from adapters.postgres.observations import PostgresObservations
from adapters.postgres.observations_archive import PostgresObservationArchive
from adapters.postgres.reaction_entries import PostgresReactionDesk
from adapters.postgres.reactions import PostgresReactionBook
from adapters.postgres.schema import APPLICATION_ROLE, OWNER_ROLE
from adapters.postgres.shard_groups import ShardGroups
from adapters.tiktok_ads.access import tiktok_ads_access
from adapters.tiktok_ads.config import TikTokAdsConfig
from adapters.vault.consent_state import SealedConsentState
from adapters.vault.credentials import PostgresVault
from adapters.vault.keys import VaultKeys, keys_kept_in
from application.connections.commands import Connections
from application.performance.recording import Recording
from application.platforms.port import Platforms
from domain.shared.platform import Platform
from interfaces.read_ports import ReadModelAccounts, ReadModelFigures
from interfaces.services import Services
from interfaces.settings import Settings
from projections.desk import ProjectionDesk
from projections.registry import READ_MODELS, projectors
from projections.runner import ProjectionRunner
from projections.waiting import Arrivals

if TYPE_CHECKING:
    from adapters.embedded.postgres import EmbeddedPostgres
    from adapters.embedded.valkey import EmbeddedValkey

_CALLS_AT_ONCE = 8
"""Calls in flight to one platform whose client is synchronous."""

_CALL_TIMEOUT_SECONDS = 15.0
"""Shorter than the lease of a reaction, so that a killed worker's call is over when another takes its place."""

_RECONNECT_SECONDS = 2.0
"""After so long the pool gives an attempt up, and the next caller begins a new one at once."""


def conninfo(settings: Settings) -> str:
    """How libpq reaches the database, in the application's name."""
    return conninfo_of(settings.database_url.get_secret_value(), APPLICATION_ROLE)


def _owners_conninfo(settings: Settings) -> str:
    """In the owner's name, who works long on a statement, and waits for no lock for long."""
    return conninfo_of(settings.database_url.get_secret_value(), OWNER_ROLE, "-c lock_timeout=10000")


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Everything that commands and queries need, open for as long as the context lasts."""
    check_upcasts()
    address = conninfo(settings)
    pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
        address,
        min_size=2,
        max_size=10,
        timeout=5,
        # The pool doubles its pauses between attempts; so it is back soon even after a long outage.
        reconnect_timeout=_RECONNECT_SECONDS,
        kwargs={"autocommit": True},
        connection_class=ImpatientConnection,
        check=must_be_alive,
        open=False,
    )
    engine = create_async_engine(
        "postgresql+psycopg://",
        async_creator=partial(ImpatientConnection.connect, address),
        isolation_level="AUTOCOMMIT",
        pool_size=5,
        max_overflow=5,
        pool_pre_ping=True,
    )
    keys = VaultKeys.parse(settings.vault_keys.get_secret_value() or keys_kept_in(settings.home / "vault.keys"))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        platforms = stack.enter_context(open_platforms(settings))
        await stack.enter_async_context(pool)
        doorbell = await stack.enter_async_context(Doorbell(address))
        writer = Coalescer(address, on_flushed=doorbell.ring)
        ledger = PostgresLedger(pool, await stack.enter_async_context(writer), on_recorded=doorbell.ring)
        yield Services(
            settings=settings,
            ledger=ledger,
            connections=Connections(
                ledger=ledger,
                vault=PostgresVault(pool, keys),
                seal=SealedConsentState(keys),
                accounts=ReadModelAccounts(engine),
                platforms=platforms,
            ),
            recording=Recording(ledger=ledger, observations=PostgresObservations(pool, on_recorded=doorbell.ring)),
            identities=PostgresIdentities(pool),
            figures=ReadModelFigures(engine),
            reactions=PostgresReactionBook(pool),
            reaction_line=PostgresReactionBook(pool),
            reaction_desk=PostgresReactionDesk(pool),
            queue=DramatiqQueue(broker(settings)),
            read_engine=engine,
            arrivals=await stack.enter_async_context(Arrivals(address)),
        )


def projection_runner(settings: Settings, *, dispatches: bool = True) -> ProjectionRunner:
    """The runner of all projections; without `dispatches`, of the read models alone."""
    check_upcasts()
    running = projectors(DramatiqQueue(broker(settings)).react) if dispatches else READ_MODELS
    address = conninfo(settings)
    return ProjectionRunner(address, running, decode, bell=Doorbell(address, CHECKPOINTS_CHANNEL))


def projection_desk(settings: Settings) -> ProjectionDesk:
    """What an operator does with projections."""
    check_upcasts()
    return ProjectionDesk(
        conninfo=conninfo(settings),
        decode=decode,
        projectors=projectors(DramatiqQueue(broker(settings)).react),
    )


def observation_archive(settings: Settings) -> PostgresObservationArchive:
    """The archive of closed months."""
    return PostgresObservationArchive(_owners_conninfo(settings))


def shard_groups(settings: Settings) -> ShardGroups:
    """The ledger's shard groups; all writers wait while a change waits for one of them."""
    return ShardGroups(_owners_conninfo(settings))


def broker(settings: Settings) -> Broker:
    """The message broker."""
    return redis_broker(settings.redis_url.get_secret_value())


@contextmanager
def open_platforms(settings: Settings) -> Iterator[Platforms]:
    """The three platforms, each behind its official client; nothing is opened before the first call."""
    google, meta, tiktok = settings.google_ads, settings.meta_ads, settings.tiktok_ads
    google_config = GoogleAdsConfig(
        client_id=google.client_id,
        client_secret=google.client_secret.get_secret_value(),
        endpoint=google.endpoint,
        ca_file=google.ca_file,
        auth_uri=google.auth_uri,
        token_uri=google.token_uri,
        timeout_seconds=_CALL_TIMEOUT_SECONDS,
    )
    meta_config = MetaAdsConfig(
        app_id=meta.app_id,
        app_secret=meta.app_secret.get_secret_value(),
        graph_url=meta.graph_url,
        dialog_url=meta.dialog_url,
        timeout_seconds=_CALL_TIMEOUT_SECONDS,
    )
    tiktok_config = TikTokAdsConfig(
        app_id=tiktok.app_id,
        secret=tiktok.secret.get_secret_value(),
        base_url=tiktok.base_url,
        auth_url=tiktok.auth_url,
        timeout_seconds=_CALL_TIMEOUT_SECONDS,
    )
    with (
        ThreadPoolExecutor(_CALLS_AT_ONCE, "google-ads") as google_threads,
        ThreadPoolExecutor(_CALLS_AT_ONCE, "meta-ads") as meta_threads,
        google_ads_access(google_config, google_threads) as google_access,
        meta_ads_access(meta_config, meta_threads) as meta_access,
        tiktok_ads_access(tiktok_config) as tiktok_access,
    ):
        yield {
            Platform.GOOGLE_ADS: google_access,
            Platform.META_ADS: meta_access,
            Platform.TIKTOK_ADS: tiktok_access,
        }


def migrate(settings: Settings) -> None:
    """Bring the database to the newest shape."""
    from adapters.postgres.schema import migrate as migrate_database  # noqa: PLC0415 - alembic is needed only here

    migrate_database(settings.database_url.get_secret_value())


def embedded_server_errors() -> tuple[type[Exception], ...]:
    """What can keep an embedded server from starting."""
    from adapters.embedded.errors import EmbeddedServerError  # noqa: PLC0415 - production has servers of its own

    return (EmbeddedServerError,)


def embedded_servers(home: Path) -> "tuple[EmbeddedPostgres, EmbeddedValkey]":
    """A Postgres and a Valkey of our own, with their data under `home`."""
    from adapters.embedded.postgres import EmbeddedPostgres  # noqa: PLC0415 - production has servers of its own
    from adapters.embedded.valkey import EmbeddedValkey  # noqa: PLC0415 - the same

    return EmbeddedPostgres(home / "postgres"), EmbeddedValkey(home / "valkey")
