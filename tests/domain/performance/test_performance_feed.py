from datetime import timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from domain.organizations.organization import Organization
from domain.performance.observation import Observation, ObservationKey, digest
from domain.performance.performance_feed import PerformanceFeed
from domain.shared.metrics import Metrics
from tests.builders import NOW, TODAY, a_batch, an_observation, an_organization, figures
from tests.given import folded

texts = st.text(st.characters(codec="utf-8"), max_size=8)
observations = st.builds(
    Observation,
    key=st.builds(
        ObservationKey,
        day=st.dates(),
        hour=st.integers(-1, 23),
        campaign_ref=texts,
        ad_group_ref=texts,
        ad_ref=texts,
    ),
    metrics=st.builds(Metrics, impressions=st.integers(0, 9), clicks=st.integers(0, 9)),
)


def test_a_batch_says_its_window_rows_and_sums() -> None:
    rows = (an_observation(TODAY), an_observation(TODAY + timedelta(days=2), metrics=figures(spend="5.50")))
    (batch,) = a_batch(*rows)
    assert isinstance(batch, PerformanceFeed.BatchRecorded)
    assert (batch.since, batch.until, batch.rows) == (TODAY, TODAY + timedelta(days=2), 2)
    assert batch.totals == rows[0].metrics + rows[1].metrics
    assert batch.sha256 == digest(rows)


def test_a_batch_of_nothing_leaves_no_fact() -> None:
    assert a_batch() == ()


def test_a_feed_knows_when_it_was_last_observed() -> None:
    later = NOW + timedelta(hours=1)
    feed = folded(PerformanceFeed, (*a_batch(an_observation()), *a_batch(an_observation(), observed_at=later)))
    assert (feed.version, feed.last_observed_at) == (2, later)


def test_a_feed_refuses_a_fact_that_is_none_of_its_own() -> None:
    with pytest.raises(TypeError, match="no fact of a performance feed"):
        PerformanceFeed.evolve(None, an_organization()[0])
    with pytest.raises(TypeError, match="no fact of this organization"):
        Organization.evolve(None, a_batch(an_observation())[0])


def test_a_digest_is_that_of_the_canonical_lines() -> None:
    # Worked out by: printf '2026-11-02\t-1\tg-77\t\t\t100\t10\t10000000\t1\t20000000\t1' | sha256sum
    assert digest([an_observation()]) == "2adb54da731fc24d6ab6c233d5fbb0307c63035e13ffff5aff411a92791016f6"


@given_any(st.lists(observations, min_size=2, max_size=5, unique_by=lambda row: row.key), st.randoms())
def test_a_digest_does_not_depend_on_the_order(rows: list[Observation], random: object) -> None:
    shuffled = sorted(rows, key=lambda _: random.random())  # type: ignore[attr-defined]  # st.randoms is typed loosely
    assert digest(shuffled) == digest(rows)


@given_any(observations, observations)
def test_two_rows_that_differ_never_share_a_digest(one: Observation, other: Observation) -> None:
    assert (digest([one]) == digest([other])) == (one == other)
