from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from google.ads.googleads.errors import GoogleAdsException
from hypothesis import given
from hypothesis import strategies as st

from adapters.sandbox.google_ads.channels import CHANNELS
from adapters.sandbox.google_ads.cuts import cut
from adapters.sandbox.google_ads.gaql.figures import Figures
from tests.adapters.sandbox.google_ads.bench import Bench, codes, gaql
from tests.adapters.sandbox.google_ads.builders import a_keyword, a_removal, a_tree, an_ad

_METRICS = "metrics.impressions, metrics.clicks, metrics.cost_micros, metrics.conversions"
_LAST_WEEK = "WHERE segments.date DURING LAST_7_DAYS"


def _delivering(bench: Bench) -> list[str]:
    """A tree of two ads and three keywords, and a week of it."""
    more = an_ad(headlines=("Shoes", "Warm shoes", "Dry toes"))
    keywords = (a_keyword(), a_keyword("dry boots", "EXACT"), a_keyword("boots", "BROAD"))
    network = {"target_google_search": True, "target_search_network": True}
    names = bench.mutate(*a_tree(status="ENABLED", network_settings=network), more, *keywords)
    bench.sandbox.clock.advance(timedelta(days=7))
    return names


def _sums(rows: list[Any]) -> tuple[float, ...]:
    metrics = [row.metrics for row in rows]
    return tuple(
        sum(getattr(each, name) for each in metrics) for name in ("impressions", "clicks", "cost_micros", "conversions")
    )


@pytest.mark.parametrize(
    ("selected", "resource"),
    [
        ("segments.device", "campaign"),
        ("segments.ad_network_type, segments.date", "ad_group"),
        ("segments.device, segments.hour", "ad_group_ad"),
        ("segments.month_of_year", "customer"),
        ("ad_group_criterion.keyword.text", "keyword_view"),
        ("ad_group_criterion.keyword.text, segments.device, segments.day_of_week", "keyword_view"),
    ],
)
def test_the_rows_of_every_segment_add_up_to_the_account(bench: Bench, selected: str, resource: str) -> None:
    _delivering(bench)
    whole = bench.query(gaql(_METRICS, "customer", _LAST_WEEK))

    rows = bench.query(gaql(f"{selected}, {_METRICS}", resource, _LAST_WEEK))

    assert _sums(rows) == _sums(whole)
    assert _sums(whole)[0] > 0


def test_a_device_is_the_same_seen_from_its_keywords(bench: Bench) -> None:
    _delivering(bench)
    queries = (gaql(f"segments.device, {_METRICS}", root, _LAST_WEEK) for root in ("campaign", "keyword_view"))

    campaign, keywords = (
        _sums([row for row in bench.query(query) if row.segments.device.name == "MOBILE"]) for query in queries
    )

    assert campaign == keywords


def test_a_keyword_of_today_takes_nothing_from_the_days_before(bench: Bench) -> None:
    *_, ad_group, _, _, _, _, _ = _delivering(bench)
    query = gaql(f"ad_group_criterion.keyword.text, {_METRICS}", "keyword_view", _LAST_WEEK)
    before = [_sums([row]) for row in bench.query(query)]
    bench.mutate(a_keyword("late boots", ad_group=ad_group))

    rows = bench.query(query)

    assert [_sums([row]) for row in rows[:3]] == before
    assert _sums(rows[3:]) == (0, 0, 0, 0)


def test_a_removed_keyword_keeps_what_it_brought(bench: Bench) -> None:
    *_, keyword = _delivering(bench)
    query = gaql(f"ad_group_criterion.status, {_METRICS}", "keyword_view", _LAST_WEEK)
    before = _sums(bench.query(query)[-1:])
    bench.mutate(a_removal("ad_group_criterion", keyword))

    row = bench.query(query)[-1]

    assert (row.ad_group_criterion.status.name, _sums([row])) == ("REMOVED", before)


def test_conversions_belong_to_their_action(bench: Bench) -> None:
    _delivering(bench)
    bench.sandbox.clock.advance(timedelta(days=8))
    dates = "WHERE segments.date BETWEEN '2026-10-01' AND '2026-10-20'"
    whole = bench.query(gaql("metrics.conversions", "customer", dates))[0].metrics.conversions

    rows = bench.query(gaql("segments.conversion_action_name, metrics.conversions", "campaign", dates))

    assert sum(row.metrics.conversions for row in rows) == whole
    assert {row.segments.conversion_action_name for row in rows} <= {"Purchase"}


def test_clicks_belong_to_no_conversion_action(bench: Bench) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        bench.query(gaql("segments.conversion_action, metrics.clicks", "campaign", _LAST_WEEK))

    assert codes(refusal.value) == ["query_error.PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE"]


def _counts() -> st.SearchStrategy[Figures]:
    return st.builds(
        lambda clicks, misses, cents, conversions: Figures(
            impressions=clicks + misses,
            clicks=clicks,
            spend=Decimal(cents).scaleb(-2),
            conversions=Decimal(conversions),
        ),
        *(st.integers(min_value=0, max_value=9_999) for _ in range(4)),
    )


@given(
    figures=_counts(),
    keywords=st.lists(st.text(min_size=1), max_size=9, unique=True),
    channel=st.sampled_from(sorted(CHANNELS)),
)
def test_whatever_is_divided_adds_up_again(figures: Figures, keywords: list[str], channel: str) -> None:
    total, parts = Figures(), list(cut(figures, keywords, CHANNELS[channel].networks))
    for part in parts:
        total.add(part.figures)

    assert total == figures
    assert all(clicks <= views for clicks, views in _pairs(parts))


def _pairs(parts: list[Any]) -> Iterator[tuple[int, int]]:
    for part in parts:
        yield part.figures.clicks, part.figures.impressions
