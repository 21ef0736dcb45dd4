import pytest
from google.ads.googleads.errors import GoogleAdsException

from adapters.sandbox.google_ads.field_metadata import FieldInfo, field_infos, resources_that_see
from adapters.sandbox.google_ads.gaql.checks import check
from adapters.sandbox.google_ads.gaql.parser import parse
from adapters.sandbox.google_ads.wire import VERSIONS, load_wire
from adapters.sandbox.rule_switches import RuleSwitches
from tests.adapters.sandbox.google_ads.bench import Bench, codes, gaql

_ROW = load_wire(VERSIONS[0]).row_fields


@pytest.mark.parametrize("version", VERSIONS)
def test_a_field_tells_what_it_is(bench: Bench, version: str) -> None:
    service = bench.client(version).get_service("GoogleAdsFieldService")

    field = service.get_google_ads_field(resource_name=service.google_ads_field_path("campaign.status"))

    assert (field.name, field.category.name, field.data_type.name) == ("campaign.status", "ATTRIBUTE", "ENUM")
    assert (field.selectable, field.filterable, field.sortable, field.is_repeated) == (True, True, True, False)
    assert {"ENABLED", "PAUSED", "REMOVED"} <= set(field.enum_values)
    assert {"ad_group", "segments.date", "metrics.clicks"} <= set(field.selectable_with)


def test_a_resource_tells_what_goes_with_it(bench: Bench) -> None:
    service = bench.client().get_service("GoogleAdsFieldService")

    field = service.get_google_ads_field(resource_name="googleAdsFields/ad_group")

    assert (field.category.name, field.selectable) == ("RESOURCE", False)
    assert {"campaign", "customer"} <= set(field.attribute_resources)
    assert "metrics.clicks" in field.metrics
    assert "segments.date" in field.segments


def test_fields_are_found_by_a_query_without_from(bench: Bench) -> None:
    service = bench.client().get_service("GoogleAdsFieldService")
    query = "SELECT name, data_type WHERE name LIKE 'campaign_budget.%' AND data_type = 'INT64' ORDER BY name LIMIT 3"

    found = list(service.search_google_ads_fields(query=query))

    assert [field.name for field in found] == sorted(field.name for field in found)
    assert [field.data_type.name for field in found] == ["INT64"] * 3
    assert not found[0].selectable, "what was not selected is not told"


def test_fields_come_in_pages_of_the_size_asked_for(bench: Bench) -> None:
    service = bench.client().get_service("GoogleAdsFieldService")
    request = {"query": "SELECT name WHERE category = 'RESOURCE'", "page_size": 10}

    pages = list(service.search_google_ads_fields(request=request).pages)

    assert [len(page.results) for page in pages[:-1]] == [10] * (len(pages) - 1)
    assert sum(len(page.results) for page in pages) == pages[0].total_results_count


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT name FROM google_ads_field", "query_error.UNEXPECTED_FROM_CLAUSE"),
        ("SELECT title", "query_error.UNRECOGNIZED_FIELD"),
        ("name", "query_error.EXPECTED_SELECT"),
    ],
)
def test_a_query_about_fields_is_refused(bench: Bench, query: str, code: str) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        bench.client().get_service("GoogleAdsFieldService").search_google_ads_fields(query=query)

    assert codes(refusal.value) == [code]


def test_a_field_that_is_not_there_is_not_found(bench: Bench) -> None:
    service = bench.client().get_service("GoogleAdsFieldService")

    with pytest.raises(GoogleAdsException) as refusal:
        service.get_google_ads_field(resource_name="googleAdsFields/campaign.colour")

    assert codes(refusal.value) == ["request_error.RESOURCE_NOT_FOUND"]


def _queries(info: FieldInfo) -> list[str]:
    where = "WHERE segments.date DURING TODAY" if info.root == "segments" else ""
    return [gaql(info.name, root, where) for root in resources_that_see(info)]


def test_every_field_told_can_be_asked_for_where_it_says() -> None:
    for info in field_infos(_ROW).values():
        if info.descriptor is not None:
            for query in _queries(info):
                check(parse(query), _ROW, RuleSwitches())


def test_a_version_tells_its_own_fields_only(bench: Bench) -> None:
    newer = set(field_infos(load_wire("v26").row_fields)) - set(field_infos(load_wire("v24").row_fields))
    assert "metrics.incremental_conversions" in newer
    service = bench.client("v24").get_service("GoogleAdsService")

    with pytest.raises(GoogleAdsException) as refusal:
        service.search(customer_id="1000000002", query="SELECT metrics.incremental_conversions FROM campaign")

    assert codes(refusal.value) == ["query_error.UNRECOGNIZED_FIELD"]


def test_a_segment_tells_the_metrics_that_it_divides(bench: Bench) -> None:
    service = bench.client().get_service("GoogleAdsFieldService")

    device, action = (
        set(service.get_google_ads_field(resource_name=f"googleAdsFields/segments.{name}").selectable_with)
        for name in ("device", "conversion_action")
    )

    assert {"campaign", "metrics.clicks", "metrics.conversions"} <= device
    assert "metrics.conversions" in action
    assert "metrics.clicks" not in action
