"""Every fact survives storage: through the codec alone, and through the database's own JSON."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.codec import UnregisteredFactError, check_upcasts, decode, encode, encode_json
from application.errors import UnknownFactError
from domain.campaigns.campaign import Campaign
from domain.campaigns.channel import Confirmed
from domain.shared.facts import Fact
from domain.topics import FACTS
from domain.upcasts import broken_chains, upcast

st.register_type_strategy(str, st.text(st.characters(codec="utf-8", exclude_characters="\0")))
st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))
st.register_type_strategy(
    # Left to itself, Hypothesis makes mappings that no JSON has.
    Confirmed,
    st.builds(Confirmed, children=st.dictionaries(st.from_type(str), st.from_type(str), max_size=3)),
)
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))


def any_fact() -> st.SearchStrategy[Fact]:
    return st.sampled_from(FACTS).flatmap(st.from_type)


@pytest.mark.parametrize("fact_class", FACTS, ids=lambda fact: fact.topic)
@given(data=st.data())
def test_every_fact_survives_the_codec(fact_class: type[Fact], data: st.DataObject) -> None:
    fact = data.draw(st.from_type(fact_class))
    assert decode(fact.topic, fact.schema_version, json.dumps(encode(fact))) == fact


@given(facts=st.lists(any_fact(), min_size=1, max_size=20))
def test_every_fact_survives_the_databases_json(postgres_url: str, facts: list[Fact]) -> None:
    texts = [json.dumps(encode(fact)) for fact in facts]
    with psycopg.connect(postgres_url) as connection:
        rows = connection.execute("SELECT t::jsonb::text FROM unnest(%s::text[]) AS t", (texts,)).fetchall()
    assert [decode(fact.topic, 1, row[0]) for fact, row in zip(facts, rows, strict=True)] == facts


def test_a_topic_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownFactError, match=r"campaign\.eaten"):
        decode("campaign.eaten", 1, "{}")


@pytest.mark.parametrize("version", [-1, 0, 2])
def test_a_version_that_nobody_has_written_yet_is_refused(version: int) -> None:
    with pytest.raises(UnknownFactError, match=f"schema version {version}"):
        decode("campaign.paused", version, '{"reason": ""}')


def test_every_stored_version_can_be_brought_up_to_date() -> None:
    check_upcasts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Fact):
    """A fact that has moved ahead twice."""

    topic: ClassVar[str] = "campaign.moved"
    schema_version: ClassVar[int] = 3
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebranded(Fact):
    """A fact under the topic of another one."""

    topic: ClassVar[str] = "campaign.renamed"
    name: str


def test_a_fact_that_nothing_could_read_again_is_not_stored() -> None:
    with pytest.raises(UnregisteredFactError, match=r"Enter it in domain/topics\.py"):
        encode(Moved(name="Spring"))


def test_a_fact_does_not_pass_for_another_one_of_its_topic() -> None:
    assert encode(Campaign.Renamed(name="Spring")) == {"name": "Spring"}
    with pytest.raises(UnregisteredFactError, match="Rebranded"):
        encode_json(Rebranded(name="Spring"))


def _named(data: dict[str, Any]) -> dict[str, Any]:
    return {"title": data["t"]}


def _renamed(data: dict[str, Any]) -> dict[str, Any]:
    return {"name": data["title"]}


STEPS = {(Moved.topic, 1): _named, (Moved.topic, 2): _renamed}


@pytest.mark.parametrize(("version", "data"), [(1, {"t": "Spring"}), (2, {"title": "Spring"}), (3, {"name": "Spring"})])
def test_an_old_fact_takes_every_step_to_the_present(version: int, data: dict[str, Any]) -> None:
    assert upcast(Moved.topic, version, 3, data, STEPS) == {"name": "Spring"}


def test_a_chain_without_a_step_is_reported() -> None:
    steps = {(Moved.topic, 2): _renamed, ("campaign.gone", 1): _named}
    assert broken_chains({Moved.topic: Moved}, steps) == [
        "No upcast of campaign.moved from version 1.",
        "The upcast of campaign.gone from version 1 leads nowhere.",
    ]
