"""Every rule of the table, broken alone: it gives its own error at its own field, and nothing once it is relaxed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from google.ads.googleads.errors import GoogleAdsException

from adapters.sandbox.google_ads.rules.removals import REMOVAL_RULES, RemovalRule
from adapters.sandbox.google_ads.rules.rule import NamedRule
from adapters.sandbox.google_ads.rules.table import NAMED_RULES
from tests.adapters.sandbox.google_ads.bench import Bench, codes, place_of
from tests.adapters.sandbox.google_ads.rule_breakers import BREAKERS
from tests.adapters.sandbox.google_ads.rule_world import World, a_world

_RULES: list[NamedRule | RemovalRule] = [*(rule for rules in NAMED_RULES.values() for rule in rules), *REMOVAL_RULES]
_EACH = pytest.mark.parametrize("named", _RULES, ids=[rule.name for rule in _RULES])
Place = tuple[Bench, World]


@pytest.fixture(scope="module")
def place(tls_folder: Path) -> Iterator[Place]:
    """One world for all: what is refused or merely validated leaves no trace."""
    bench = Bench(tls_folder)
    yield bench, a_world(bench)
    bench.close()


@_EACH
def test_a_broken_rule_gives_its_own_error_at_its_own_field(place: Place, named: NamedRule | RemovalRule) -> None:
    bench, world = place

    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(*BREAKERS[named.name](world))

    rule = named.rule if isinstance(named, NamedRule) else named
    assert set(codes(refusal.value)) == {rule.code}
    field = rule.path.replace("[]", "").replace("_.", ".").removesuffix("_")
    for error in refusal.value.failure.errors:
        assert _without_indexes(place_of(error)).endswith(f".{field}")


@_EACH
def test_what_breaks_one_rule_passes_once_that_rule_is_relaxed(place: Place, named: NamedRule | RemovalRule) -> None:
    bench, world = place
    bench.sandbox.rules.relax([named.name])

    try:
        assert bench.mutate(*BREAKERS[named.name](world), validate_only=True) == []
    finally:
        bench.sandbox.rules.enforce([named.name])


def test_no_breaker_is_for_a_rule_that_is_gone() -> None:
    assert set(BREAKERS) == {rule.name for rule in _RULES}


def _without_indexes(place: str) -> str:
    return "".join(part.partition("]")[2] if "]" in part else part for part in place.split("["))
