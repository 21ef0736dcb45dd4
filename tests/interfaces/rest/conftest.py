"""The app in this process over a real Postgres, with the projections running beside it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.postgres.coalescer import Coalescer
from adapters.postgres.codec import decode
from adapters.postgres.doorbell import Doorbell
from adapters.postgres.identities import PostgresIdentities
from adapters.postgres.ledger import PostgresLedger
from adapters.postgres.observations import PostgresObservations
from adapters.postgres.reaction_entries import PostgresReactionDesk
from adapters.postgres.reactions import PostgresReactionBook
from adapters.postgres.schema import APPLICATION_ROLE, migrate, sqlalchemy_url
from adapters.vault.consent_state import SealedConsentState
from adapters.vault.credentials import PostgresVault
from adapters.vault.keys import VaultKeys
from application.connections.commands import Connections
from application.identity.commands import CreateOrganization, IssuedKey, create_organization
from application.performance.recording import Recording
from application.platforms.port import PlatformAccess
from domain.shared.platform import Platform
from interfaces.read_ports import ReadModelAccounts, ReadModelFigures
from interfaces.rest.app import create_app
from interfaces.services import Services
from interfaces.settings import Settings
from projections.registry import READ_MODELS
from projections.runner import ProjectionRunner
from tests.databases import named
from tests.fakes.ad_platform import FakeAdPlatform
from tests.fakes.platform_consent import FakePlatformConsent
from tests.interfaces.rest.bench import Consents, Office, RecordingQueue, an_account_on

_OPTIONS = f"-c role={APPLICATION_ROLE}"


@pytest.fixture(scope="session")
def rest_url(postgres_url: str) -> Iterator[str]:
    """A migrated database of these tests' own, whose whole ledger their projections read."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE rest")
    url = named(postgres_url, "rest")
    migrate(url)
    yield url
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE rest WITH (FORCE)")


@pytest.fixture(scope="session")
def consents() -> Consents:
    """The people who consent, on each platform."""
    return {platform: FakePlatformConsent(platform, [an_account_on(platform)]) for platform in Platform}


@pytest.fixture(scope="session")
def queue() -> RecordingQueue:
    """What is asked of the workers."""
    return RecordingQueue()


@pytest.fixture(scope="session")
async def services(rest_url: str, consents: Consents, queue: RecordingQueue) -> AsyncIterator[Services]:
    """What the app works with: everything real but the platforms and the queue."""
    engine = create_async_engine(
        sqlalchemy_url(rest_url), connect_args={"options": _OPTIONS}, isolation_level="AUTOCOMMIT"
    )
    kwargs: dict[str, Any] = {"autocommit": True, "options": _OPTIONS}
    async with (
        AsyncConnectionPool(rest_url, min_size=1, max_size=8, kwargs=kwargs) as pool,
        Doorbell(make_conninfo(rest_url, options=_OPTIONS)) as doorbell,
        Coalescer(make_conninfo(rest_url, options=_OPTIONS), on_flushed=doorbell.ring) as writer,
    ):
        ledger, keys = PostgresLedger(pool, writer), VaultKeys({"test": b"0" * 32})
        yield Services(
            settings=Settings(),
            ledger=ledger,
            connections=Connections(
                ledger=ledger,
                vault=PostgresVault(pool, keys),
                seal=SealedConsentState(keys),
                accounts=ReadModelAccounts(engine),
                platforms={
                    platform: PlatformAccess(consent=consent, campaigns=FakeAdPlatform(platform))
                    for platform, consent in consents.items()
                },
            ),
            recording=Recording(ledger=ledger, observations=PostgresObservations(pool)),
            identities=PostgresIdentities(pool),
            figures=ReadModelFigures(engine),
            reactions=PostgresReactionBook(pool),
            reaction_line=PostgresReactionBook(pool),
            reaction_desk=PostgresReactionDesk(pool),
            queue=queue,
            read_engine=engine,
        )
    await engine.dispose()


@pytest.fixture(scope="session")
async def projections(rest_url: str) -> AsyncIterator[None]:
    """The read models, kept up to date."""
    runner = ProjectionRunner(make_conninfo(rest_url, options=_OPTIONS), READ_MODELS, decode)
    stop = asyncio.Event()
    running = asyncio.create_task(runner.run(stop))
    await _begun(rest_url)
    yield
    stop.set()
    await running


async def _begun(rest_url: str) -> None:
    async with await psycopg.AsyncConnection.connect(rest_url, autocommit=True) as connection, asyncio.timeout(30):
        while True:
            found = await connection.execute("SELECT count(DISTINCT projection) FROM work.live_checkpoints")
            if await found.fetchone() == (len(READ_MODELS),):
                return
            await asyncio.sleep(0.02)


@pytest.fixture(scope="session")
async def app(services: Services, projections: None) -> AsyncIterator[FastAPI]:  # noqa: ARG001 - it must run
    """The app as it serves."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Services]:
        yield services

    created = create_app(opened)
    async with created.router.lifespan_context(created):
        yield created


@pytest.fixture
async def anonymous(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a key."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://adscale.example") as client:
        yield client


@pytest.fixture
async def issued(services: Services) -> IssuedKey:
    """The key of an organization of this test's own."""
    return await an_organization(services)


@pytest.fixture
async def office(
    app: FastAPI, services: Services, consents: Consents, queue: RecordingQueue, issued: IssuedKey
) -> AsyncIterator[Office]:
    """An organization of this test's own."""
    async with an_office(app, services, consents, queue, issued) as office:
        yield office


@asynccontextmanager
async def an_office(
    app: FastAPI, services: Services, consents: Consents, queue: RecordingQueue, issued: IssuedKey
) -> AsyncIterator[Office]:
    """An organization that works with its key."""
    async with client_of(app, issued.key) as client:
        yield Office(
            organization=issued.organization,
            key=issued.key,
            client=client,
            services=services,
            consents=consents,
            queue=queue,
        )


async def an_organization(services: Services) -> IssuedKey:
    """A new organization, and its owner's key."""
    slug = f"office-{uuid4().hex[:12]}"
    command = CreateOrganization(name="Office", slug=slug, owner_email=f"{slug}@shoes.example", owner_name="Ada")
    return await create_organization(services.ledger, services.identities, command, services.now())


def client_of(app: FastAPI, key: str) -> httpx.AsyncClient:
    """A client with a key."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://adscale.example",
        headers={"Authorization": f"Bearer {key}"},
    )


@pytest.fixture
async def other_office(
    app: FastAPI, services: Services, consents: Consents, queue: RecordingQueue
) -> AsyncIterator[Office]:
    """Another organization, which must see nothing of the first one."""
    async with an_office(app, services, consents, queue, await an_organization(services)) as office:
        yield office
