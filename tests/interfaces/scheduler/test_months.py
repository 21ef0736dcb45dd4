import psycopg
import pytest
from pydantic import SecretStr

from interfaces import bootstrap
from interfaces.scheduler.jobs import JOBS, MONTHS_AHEAD, prepare_months
from interfaces.settings import Settings


async def test_months_have_their_partitions_before_they_begin(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    settings = Settings().model_copy(update={"database_url": SecretStr(postgres_url)})
    async with bootstrap.open_services(settings) as services:
        assert await prepare_months(services) == MONTHS_AHEAD + 1
        months = [f"{(services.now().year * 12 + services.now().month - 1 + ahead)}" for ahead in range(4)]
    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute("SELECT inhrelid::regclass::text FROM pg_inherits").fetchall()
    for number in map(int, months):
        assert (f"performance.observations_{number // 12}_{number % 12 + 1:02d}",) in tables


def test_the_scheduler_makes_them() -> None:
    assert prepare_months in [job.run for job in JOBS]
