"""A month on its way to a Parquet file and back: what the file says is what the table said."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.coalescer import Coalescer
from adapters.postgres.ledger import PostgresLedger
from adapters.postgres.observations import PostgresObservations
from adapters.postgres.observations_archive import PostgresObservationArchive
from adapters.postgres.observations_files import sha256_of
from adapters.postgres.schema import APPLICATION_ROLE, OWNER_ROLE
from domain.errors import NotThereError, Refusal, StateForbidsError
from domain.performance.observation import Grain, Observation
from domain.shared.ids import AdAccountId, OrganizationId
from domain.shared.metrics import Metrics
from tests.builders import an_observation
from tests.contracts.observations_contract import ObservationsContract

MONTH, DAY = date(2024, 1, 1), date(2024, 1, 31)
ACCOUNT = AdAccountId(uuid4())
ROWS = (
    an_observation(DAY, "tab\tand\\line\n", Metrics(impressions=7, spend_micros=2**60, conversions=Decimal("0.1"))),
    an_observation(DAY, "ünknown", Metrics(clicks=3)),
    replace(an_observation(DAY, "g-1", Metrics(conversion_value_micros=5, conversions=Decimal("1.2"))), source_rows=4),
)


@pytest.fixture
async def store(empty_url: str, organization: OrganizationId) -> AsyncIterator[PostgresObservations]:
    """A store that knows three rows of January 2024."""
    conninfo = make_conninfo(empty_url, options=f"-c role={APPLICATION_ROLE}")
    async with (
        AsyncConnectionPool[Any](conninfo, min_size=1, max_size=2, kwargs={"autocommit": True}) as pool,
        Coalescer(conninfo) as writer,
    ):
        await ObservationsContract().record(PostgresLedger(pool, writer), organization, ACCOUNT, ROWS)
        yield PostgresObservations(pool)


@pytest.fixture
def archive(empty_url: str, store: PostgresObservations) -> PostgresObservationArchive:  # noqa: ARG001 - the rows come first
    return PostgresObservationArchive(make_conninfo(empty_url, options=f"-c role={OWNER_ROLE}"))


@pytest.fixture
def drop(empty_url: str) -> Callable[[], None]:
    """Free the space of the detached month."""

    def dropped() -> None:
        with psycopg.connect(empty_url) as connection:
            connection.execute("DROP TABLE performance.observations_2024_01")

    return dropped


async def known(store: PostgresObservations, organization: OrganizationId) -> list[Observation]:
    return [*(await store.latest(organization, ACCOUNT, Grain.CAMPAIGN_DAY, DAY, DAY)).values()]


def test_the_manifest_says_rows_sums_and_sha256(archive: PostgresObservationArchive, tmp_path: Path) -> None:
    manifest = archive.detach(MONTH, tmp_path)
    assert (manifest.rows, manifest.sums["conversions"], manifest.sums["spend_micros"]) == (3, "1.3", str(2**60))
    told = json.loads((tmp_path / "observations-2024-01.json").read_text(encoding="utf-8"))
    assert told["sha256"] == sha256_of(tmp_path / told["file"])


async def test_a_dropped_month_comes_back_from_its_file_exactly(
    archive: PostgresObservationArchive,
    store: PostgresObservations,
    organization: OrganizationId,
    tmp_path: Path,
    drop: Callable[[], None],
) -> None:
    archive.detach(MONTH, tmp_path)
    drop()
    archive.attach(MONTH, tmp_path)
    assert sorted(await known(store, organization), key=lambda row: row.key) == sorted(ROWS, key=lambda row: row.key)


async def test_a_month_that_is_still_there_needs_no_file(
    archive: PostgresObservationArchive, store: PostgresObservations, organization: OrganizationId, tmp_path: Path
) -> None:
    archive.detach(MONTH, tmp_path)
    assert await known(store, organization) == []
    archive.attach(MONTH, None)
    assert len(await known(store, organization)) == 3


def test_an_altered_file_is_not_taken_back(
    archive: PostgresObservationArchive, tmp_path: Path, drop: Callable[[], None]
) -> None:
    file = tmp_path / archive.detach(MONTH, tmp_path).file
    file.write_bytes(file.read_bytes() + b"x")
    drop()
    with pytest.raises(StateForbidsError, match="its SHA-256 is another"):
        archive.attach(MONTH, tmp_path)


def test_a_month_is_detached_once_and_only_if_it_is_there(archive: PostgresObservationArchive, tmp_path: Path) -> None:
    archive.detach(MONTH, tmp_path)
    with pytest.raises(StateForbidsError, match="detached already"):
        archive.detach(MONTH, tmp_path)
    with pytest.raises(NotThereError, match="no observations of 1999-01"):
        archive.detach(date(1999, 1, 1), tmp_path)
    with pytest.raises(NotThereError, match="is not detached"):
        archive.attach(date(1999, 1, 1), None)


def test_two_processes_do_not_detach_or_attach_a_month_at_once(
    archive: PostgresObservationArchive, empty_url: str, tmp_path: Path
) -> None:
    with psycopg.connect(empty_url) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended('observations:2024-01', 0))")
        for second in (archive.detach, archive.attach):
            with pytest.raises(StateForbidsError, match="is being detached or attached by another process"):
                second(MONTH, tmp_path)
    assert [*tmp_path.iterdir()] == []
    archive.detach(MONTH, tmp_path)


def folder_in(folder: Path) -> Path:
    (made := folder / "too soon").mkdir()
    return made


def test_a_month_stays_until_its_figures_are_counted(
    archive: PostgresObservationArchive, empty_url: str, tmp_path: Path
) -> None:
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute("INSERT INTO work.projections VALUES ('performance', 'live', 1, 1)")
        connection.execute(
            "INSERT INTO work.checkpoints (projection, version, shard_group, position) VALUES ('performance', 1, 0, 0)"
        )
        with pytest.raises(StateForbidsError, match="not all counted yet"):
            archive.detach(MONTH, folder_in(tmp_path))
        connection.execute("UPDATE work.checkpoints SET position = 1000")
    archive.detach(MONTH, tmp_path)


def test_no_file_is_overwritten(archive: PostgresObservationArchive, tmp_path: Path) -> None:
    (tmp_path / "observations-2024-01.parquet").write_bytes(b"somebody's")
    with pytest.raises(Refusal, match="is there already"):
        archive.detach(MONTH, tmp_path)
    assert (tmp_path / "observations-2024-01.parquet").read_bytes() == b"somebody's"
