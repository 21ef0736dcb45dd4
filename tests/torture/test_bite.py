"""The torture is known to bite: ledgers whose positions are not in the order of their commits are found guilty."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture.trial import Kind, a_database, found_wrong


@pytest.fixture
def url(postgres_url: str) -> Iterator[str]:
    with a_database(postgres_url) as made:
        yield made


@pytest.mark.parametrize("kind", ["unlocked", "library"])
async def test_a_ledger_without_a_lock_is_found_to_lose_facts(url: str, tmp_path: Path, kind: Kind) -> None:
    wrong = await found_wrong(url, tmp_path, kind)
    assert any("was never delivered" in each for each in wrong)
    assert any("was passed over" in each for each in wrong)


async def test_our_ledger_is_acquitted_by_the_same_judge(url: str, tmp_path: Path) -> None:
    assert await found_wrong(url, tmp_path, "ours") == []
