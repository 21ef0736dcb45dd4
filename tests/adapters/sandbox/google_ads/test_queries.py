# ruff: noqa: S608 - GAQL is no SQL: the queries run over a sandbox of the test's own
from datetime import timedelta

import pytest
from google.ads.googleads.errors import GoogleAdsException

from adapters.sandbox.google_ads.gaql.catalogue import find_field
from adapters.sandbox.google_ads.gaql.conditions import test_of as decider_of
from adapters.sandbox.google_ads.gaql.parser import parse
from adapters.sandbox.google_ads.wire import VERSIONS, load_wire
from adapters.sandbox.rule_switches import RuleSwitches
from adapters.sandbox.seed import GOOGLE_ADS
from tests.adapters.sandbox.google_ads.bench import EUROPE, MANAGER, START, Bench, codes
from tests.adapters.sandbox.google_ads.builders import a_budget, a_keyword, a_removal, a_tree, temporary

_LAST_WEEK = "WHERE segments.date DURING LAST_7_DAYS"


def _delivering(bench: Bench, days: int = 10) -> list[str]:
    names = bench.mutate(*a_tree(status="ENABLED"), a_keyword())
    bench.sandbox.clock.advance(timedelta(days=days))
    return names


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT campaign.nothing FROM campaign", "UNRECOGNIZED_FIELD"),
        ("SELECT campaign.network_settings FROM campaign", "UNRECOGNIZED_FIELD"),
        ("SELECT campaign.id FROM campaigns", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"),
        ("SELECT ad_group.id FROM campaign", "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE"),
        ("SELECT metrics.clicks FROM customer_client", "PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE"),
        (f"SELECT segments.product_title FROM campaign {_LAST_WEEK}", "PROHIBITED_SEGMENT_IN_SELECT_OR_WHERE_CLAUSE"),
        ("SELECT segments.date, metrics.clicks FROM campaign", "EXPECTED_FILTERS_ON_DATE_RANGE"),
        ("SELECT campaign.id FROM campaign WHERE segments.hour = 3", "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE"),
        ("SELECT campaign.id FROM campaign ORDER BY metrics.clicks", "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE"),
        ("SELECT campaign.id FROM campaign WHERE campaign.status = 'ON'", "BAD_ENUM_CONSTANT"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id = 'x'", "BAD_NUMBER"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id LIKE '1%'", "OPERATOR_FIELD_MISMATCH"),
        ("SELECT campaign.id FROM campaign WHERE segments.date = '1 Nov'", "INVALID_DATE_FORMAT"),
        ("SELECT campaign.id FROM campaign WHERE segments.date DURING LAST_WEEK", "INVALID_VALUE_WITH_DURING_OPERATOR"),
        ("SELECT campaign.id FROM campaign PARAMETERS speed = fast", "BAD_PARAMETER_NAME"),
    ],
)
def test_a_query_that_cannot_be_asked_is_refused(bench: Bench, query: str, code: str) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        bench.query(query)

    assert codes(refusal.value) == [f"query_error.{code}"]


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        ("campaign.name = 'Autumn'", "Autumn", True),
        ("campaign.name = 'autumn'", "Autumn", False),
        ("campaign.name LIKE 'aut%'", "Autumn", True),
        ("campaign.name LIKE '_utumn'", "Autumn", True),
        ("campaign.name LIKE '100[%]'", "100 per cent", False),
        ("campaign.name LIKE '100[%]'", "100%", True),
        ("campaign.name NOT LIKE '%spring%'", "Autumn", True),
        ("campaign.name REGEXP_MATCH 'Au.*'", "Autumn", True),
        ("campaign.id IN (1, 2)", 2, True),
        ("campaign.id NOT IN (1, 2)", 2, False),
        ("campaign.id > 9", 10, True),
        ("campaign.id BETWEEN 3 AND 5", 5, True),
        ("campaign.status != 'REMOVED'", None, True),
        ("campaign.end_date_time IS NULL", None, True),
        ("campaign.labels CONTAINS ANY ('a', 'b')", ("b", "c"), True),
        ("campaign.labels CONTAINS ALL ('a', 'b')", ("b", "c"), False),
        ("campaign.labels CONTAINS NONE ('a', 'd')", ("b", "c"), True),
        ("campaign.network_settings.target_google_search = TRUE", True, True),
    ],
)
def test_a_condition_decides_by_the_type_of_its_field(condition: str, value: object, *, holds: bool) -> None:
    parsed = parse(f"SELECT campaign.id FROM campaign WHERE {condition}").where[0]
    field = find_field(load_wire(VERSIONS[0]).row.DESCRIPTOR, parsed.field)

    assert decider_of(field, parsed, START.date(), RuleSwitches())(value) is holds


def test_a_row_holds_what_was_selected_and_the_names_of_its_resources(bench: Bench) -> None:
    bench.mutate(*a_tree())

    row = bench.query("SELECT campaign.name, campaign_budget.amount_micros FROM campaign")[0]

    assert (row.campaign.name, row.campaign_budget.amount_micros) == ("Autumn", 50_000_000)
    assert row.campaign.resource_name
    assert row.campaign.id == 0


def test_a_field_that_python_reserves_is_asked_for_by_its_own_name(bench: Bench) -> None:
    bench.mutate(*a_tree())

    row = bench.query("SELECT ad_group.type, ad_group_ad.ad.type FROM ad_group_ad")[0]

    assert (row.ad_group.type_.name, row.ad_group_ad.ad.type_.name) == ("SEARCH_STANDARD", "RESPONSIVE_SEARCH_AD")


def test_order_and_limit_choose_the_last_campaign_first(bench: Bench) -> None:
    bench.mutate(*a_tree())
    bench.mutate(a_budget(name="Second"), *a_tree(name="Winter")[1:])

    rows = bench.query("SELECT campaign.name FROM campaign ORDER BY campaign.name DESC LIMIT 1")

    assert [row.campaign.name for row in rows] == ["Winter"]


def test_days_without_delivery_have_no_row_but_a_total_has(bench: Bench) -> None:
    bench.mutate(*a_tree())
    bench.sandbox.clock.advance(timedelta(days=8))

    assert bench.query(f"SELECT segments.date, metrics.clicks FROM campaign {_LAST_WEEK}") == []
    assert [row.metrics.clicks for row in bench.query(f"SELECT metrics.clicks FROM campaign {_LAST_WEEK}")] == [0]


@pytest.mark.parametrize("resource", ["customer", "campaign_budget", "campaign", "ad_group", "ad_group_ad"])
def test_every_level_tells_the_same_total(bench: Bench, resource: str) -> None:
    _delivering(bench)
    query = "SELECT metrics.cost_micros, metrics.clicks, metrics.conversions_value FROM"

    total = bench.query(f"{query} customer {_LAST_WEEK}")[0].metrics
    level = bench.query(f"{query} {resource} {_LAST_WEEK}")[0].metrics

    assert total.cost_micros > 0
    assert level == total


@pytest.mark.parametrize("segment", ["date", "week", "month", "quarter", "year", "hour", "day_of_week"])
def test_every_segment_adds_up_to_the_total(bench: Bench, segment: str) -> None:
    _delivering(bench)
    total = bench.query(f"SELECT metrics.cost_micros FROM campaign {_LAST_WEEK}")[0].metrics.cost_micros

    rows = bench.query(f"SELECT segments.{segment}, metrics.cost_micros FROM campaign {_LAST_WEEK}")

    assert sum(row.metrics.cost_micros for row in rows) == total
    assert len({getattr(row.segments, segment) for row in rows}) == len(rows)


def test_a_day_never_costs_more_than_its_budget(bench: Bench) -> None:
    _delivering(bench)

    rows = bench.query(f"SELECT segments.date, metrics.cost_micros FROM campaign {_LAST_WEEK}")

    assert len(rows) == 7
    assert all(0 < row.metrics.cost_micros <= 50_000_000 for row in rows)


def test_conversions_that_come_late_restate_a_past_day(bench: Bench) -> None:
    _delivering(bench, days=5)
    query = "SELECT metrics.conversions FROM campaign WHERE segments.date = '2026-10-05'"
    early = bench.query(query)[0].metrics.conversions
    bench.sandbox.clock.advance(timedelta(days=8))

    assert bench.query(query)[0].metrics.conversions > early


def test_ratios_follow_from_the_counts(bench: Bench) -> None:
    _delivering(bench)

    metrics = bench.query(
        "SELECT metrics.ctr, metrics.average_cpc, metrics.clicks, metrics.impressions, metrics.cost_micros "
        f"FROM campaign {_LAST_WEEK}"
    )[0].metrics

    assert metrics.ctr == pytest.approx(metrics.clicks / metrics.impressions)
    assert metrics.average_cpc == pytest.approx(metrics.cost_micros / metrics.clicks)


def test_a_metric_can_filter_rows(bench: Bench) -> None:
    _delivering(bench)

    assert bench.query(f"SELECT metrics.clicks FROM campaign {_LAST_WEEK} AND metrics.clicks > 1000000") == []


def test_a_removed_campaign_keeps_its_figures(bench: Bench) -> None:
    _, campaign, *_ = _delivering(bench)
    bench.mutate(a_removal("campaign", campaign))

    row = bench.query(f"SELECT campaign.status, metrics.clicks FROM campaign {_LAST_WEEK}")[0]

    assert (row.campaign.status.name, row.metrics.clicks > 0) == ("REMOVED", True)


def test_a_manager_lists_its_clients_and_has_no_figures(bench: Bench) -> None:
    rows = bench.query("SELECT customer_client.id, customer_client.level FROM customer_client", MANAGER)

    assert [(row.customer_client.id, row.customer_client.level) for row in rows] == [
        (int(MANAGER), 0),
        (1000000002, 1),
        (int(EUROPE), 1),
    ]
    with pytest.raises(GoogleAdsException) as refusal:
        bench.query("SELECT metrics.clicks FROM customer", MANAGER)
    assert codes(refusal.value) == ["query_error.REQUESTED_METRICS_FOR_MANAGER"]


def test_a_campaign_tells_why_it_does_not_serve_yet(bench: Bench) -> None:
    bench.mutate(*a_tree(status="ENABLED", start_date_time="2026-12-01 00:00:00"))

    row = bench.query("SELECT campaign.serving_status, campaign.primary_status FROM campaign")[0]

    assert (row.campaign.serving_status.name, row.campaign.primary_status.name) == ("PENDING", "PENDING")


def test_search_pages_are_fixed(bench: Bench) -> None:
    request = {"customer_id": "1000000002", "query": "SELECT customer.id FROM customer", "page_size": 10}

    with pytest.raises(GoogleAdsException) as refusal:
        bench.service("GoogleAdsService").search(request=request)

    assert codes(refusal.value) == ["request_error.PAGE_SIZE_NOT_SUPPORTED"]


def test_search_gives_the_count_and_the_summary_asked_for(bench: Bench) -> None:
    _delivering(bench)
    settings = {"return_total_results_count": True, "return_summary_row": True}
    query = f"SELECT segments.date, metrics.clicks FROM campaign {_LAST_WEEK}"
    request = {"customer_id": "1000000002", "query": query, "search_settings": settings}

    found = bench.service("GoogleAdsService").search(request=request)

    assert found.total_results_count == 7
    assert found.summary_row.metrics.clicks == sum(row.metrics.clicks for row in found)


def test_a_stream_names_its_request_in_every_message(bench: Bench) -> None:
    service = bench.service("GoogleAdsService")
    batches = list(service.search_stream(customer_id="1000000002", query="SELECT customer.id FROM customer"))

    assert all(batch.request_id for batch in batches)
    assert list(batches[0].field_mask.paths) == ["customer.id"]
    assert batches[-1].query_resource_consumption == 1


def test_the_budget_counts_its_campaigns(bench: Bench) -> None:
    bench.mutate(*a_tree())
    bench.mutate(a_budget(name="Idle", resource_name=temporary("campaignBudgets", -9)))

    rows = bench.query("SELECT campaign_budget.name, campaign_budget.reference_count FROM campaign_budget")

    assert [row.campaign_budget.reference_count for row in rows] == [1, 0]


def test_what_an_account_has_none_of_is_found_empty(bench: Bench) -> None:
    _delivering(bench)

    assert bench.query("SELECT bidding_strategy.name, metrics.clicks FROM bidding_strategy") == []
    assert bench.query(f"SELECT topic_view.resource_name, metrics.clicks FROM topic_view {_LAST_WEEK}") == []


def test_a_campaign_without_a_shared_strategy_tells_nothing_of_one(bench: Bench) -> None:
    bench.mutate(*a_tree())

    row = bench.query("SELECT campaign.name, bidding_strategy.name FROM campaign")[0]

    assert (row.campaign.name, row.bidding_strategy.name) == ("Autumn", "")


def test_ten_thousand_rows_are_a_page(bench: Bench) -> None:
    for number in range(1, 10_002):
        name = f"customers/1000000002/labels/{number}"
        bench.sandbox.store.add(
            platform=GOOGLE_ADS,
            account_id="1000000002",
            kind="label",
            id=str(number),
            fields={"resource_name": name, "id": str(number), "name": name},
            at=bench.sandbox.clock.now(),
        )
    search = bench.service("GoogleAdsService").search

    pages = list(search(customer_id="1000000002", query="SELECT label.id FROM label ORDER BY label.id").pages)

    assert [len(page.results) for page in pages] == [10_000, 1]
    assert pages[1].results[0].label.id == 10_001


def test_countries_and_languages_are_known(bench: Bench) -> None:
    place = "geo_target_constant"
    country = bench.query(f"SELECT {place}.id FROM {place} WHERE {place}.name = 'Japan'")
    language = bench.query("SELECT language_constant.id FROM language_constant WHERE language_constant.code = 'en'")

    assert [row.geo_target_constant.id for row in country] == [2392]
    assert [row.language_constant.id for row in language] == [1000]
