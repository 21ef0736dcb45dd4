from collections.abc import AsyncIterator, Iterator

import pytest

from tests.adapters.postgres.databases import a_copy, make_template
from tests.adapters.postgres.writing import Pool, Writing, opened


@pytest.fixture(scope="session")
def _template(postgres_url: str) -> None:
    make_template(postgres_url)


@pytest.fixture
def empty_url(postgres_url: str, _template: None) -> Iterator[str]:
    """The address of an empty, migrated database."""
    with a_copy(postgres_url) as url:
        yield url


@pytest.fixture
async def writing(postgres_url: str, pool: Pool) -> AsyncIterator[Writing]:
    async with opened(postgres_url, pool) as ready:
        yield ready
