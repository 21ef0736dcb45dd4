import json
from pathlib import Path
from typing import Any

import pytest

from adapters.postgres.codec import decode, encode
from application.history import BY_STREAM_TYPE
from domain.ad_accounts.ad_account import AdAccount
from domain.campaigns.campaign import Campaign
from domain.organizations.organization import Organization
from domain.performance.performance_feed import PerformanceFeed
from domain.rules.rule import Rule
from domain.shared.facts import Fact
from domain.topics import BY_TOPIC, FACTS
from tests.builders import GOOGLE, META, TIKTOK, a_launched_campaign, a_rule, an_account, an_organization
from tests.golden.examples import examples
from tests.golden.files import FOLDER, MANIFEST, WORDS, digests, entered, golden_file, stored, words

FILES = sorted(FOLDER.glob("*.json"))
BEGINNINGS = {
    fact.topic
    for fact in (
        Organization.Created,
        AdAccount.Connected,
        AdAccount.Discovered,
        Campaign.Drafted,
        Campaign.Discovered,
        PerformanceFeed.BatchRecorded,
        Rule.Defined,
    )
}
HISTORIES: dict[str, tuple[Fact, ...]] = {
    "organization": an_organization(),
    "ad_account": an_account(),
    "rule": a_rule(),
    "campaign": a_launched_campaign(GOOGLE, META, TIKTOK),
}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.topic)
def test_every_fact_has_a_golden_file_of_every_version(fact: type[Fact]) -> None:
    missing = [
        version for version in range(1, fact.schema_version + 1) if not golden_file(fact.topic, version).exists()
    ]
    assert missing == [], "run python -m tests.golden.files"


@pytest.mark.parametrize("name", sorted(entered(MANIFEST)))
def test_a_golden_file_never_changes(name: str) -> None:
    assert digests().get(name) == entered(MANIFEST)[name], (
        f"{name}: a stored fact never changes its form. Put the file back, raise the fact's schema_version, add the"
        " step to domain/upcasts.py, and run python -m tests.golden.files: it writes a new file and enters it"
    )


def test_every_golden_file_is_entered() -> None:
    assert sorted(digests().keys() - entered(MANIFEST).keys()) == [], "run python -m tests.golden.files"


@pytest.mark.parametrize("name", sorted(entered(WORDS)))
def test_a_word_that_was_stored_never_goes_away(name: str) -> None:
    assert sorted({*entered(WORDS)[name]} - {*words().get(name, ())}) == [], (
        f"{name}: stored facts hold these words. Keep them; or raise the schema_version of the facts that have them,"
        " turn them into others in domain/upcasts.py, and take them out of tests/golden/words.json"
    )


def test_every_word_that_can_be_stored_is_entered() -> None:
    before = entered(WORDS)
    new = {name: sorted({*today} - {*before.get(name, ())}) for name, today in words().items()}
    assert {name: new_words for name, new_words in new.items() if new_words} == {}, "run python -m tests.golden.files"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_golden_file_is_of_a_fact_that_we_know(file: Path) -> None:
    topic, version, _ = stored(file)
    assert version <= BY_TOPIC[topic].schema_version


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_golden_file_can_still_be_read(file: Path) -> None:
    topic, version, data = stored(file)
    assert type(decode(topic, version, json.dumps(data))) is BY_TOPIC[topic]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.topic)
def test_the_present_version_is_stored_as_it_was(fact: type[Fact]) -> None:
    topic, version, data = stored(golden_file(fact.topic, fact.schema_version))
    read = decode(topic, version, json.dumps(data))
    assert encode(read) == data


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.topic)
def test_the_present_version_says_what_the_example_says(fact: type[Fact]) -> None:
    topic, version, data = stored(golden_file(fact.topic, fact.schema_version))
    assert decode(topic, version, json.dumps(data)) == examples()[fact.topic]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_golden_fact_still_becomes_state(file: Path) -> None:
    topic, version, data = stored(file)
    fact, aggregate = decode(topic, version, json.dumps(data)), BY_STREAM_TYPE[topic.partition(".")[0]]
    state = _before(aggregate, fact)
    assert aggregate.evolve(state, fact).version == (state.version if state is not None else 0) + 1


def _before(aggregate: Any, fact: Fact) -> Any:  # noqa: ANN401 - of any aggregate
    """A state that the fact can happen to: none for one that begins a stream."""
    state = None
    for earlier in () if fact.topic in BEGINNINGS else HISTORIES[aggregate.stream_type]:
        state = aggregate.evolve(state, earlier)
    return state
