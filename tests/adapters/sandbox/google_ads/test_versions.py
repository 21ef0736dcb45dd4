"""Every version served has the field numbers and types of the newest: one set of messages reads them all."""

from collections.abc import Iterator

import pytest
from google.ads.googleads.errors import GoogleAdsException
from google.protobuf.descriptor import Descriptor

from adapters.sandbox.google_ads.coverage import coverage
from adapters.sandbox.google_ads.gaql.catalogue import RESOURCES
from adapters.sandbox.google_ads.services import METHODS
from adapters.sandbox.google_ads.wire import VERSIONS, load_wire
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, Bench
from tests.adapters.sandbox.google_ads.builders import a_budget

# The one field that Google has ever moved; it splits hotel bookings, which the sandbox does not measure.
_MOVED = {"google.ads.googleads.v25.common.Segments.user_set_dates"}
_NEWEST, *_OLDER = (load_wire(version).row_fields for version in VERSIONS)


def _differences(old: Descriptor, new: Descriptor, seen: set[str]) -> Iterator[str]:
    if old.full_name in seen:
        return
    seen.add(old.full_name)
    for name in set(old.fields_by_name) & set(new.fields_by_name):
        was, now = old.fields_by_name[name], new.fields_by_name[name]
        if (was.number, was.type, was.is_repeated) != (now.number, now.type, now.is_repeated):
            yield f"{old.full_name}.{name}"
        if was.message_type is not None and now.message_type is not None:
            yield from _differences(was.message_type, now.message_type, seen)
        if was.enum_type is not None and now.enum_type is not None:
            numbers = {value: item.number for value, item in now.enum_type.values_by_name.items()}
            for value, item in was.enum_type.values_by_name.items():
                if numbers.get(value, item.number) != item.number:
                    yield f"{was.enum_type.full_name}.{value}"


@pytest.mark.parametrize("root", [*RESOURCES, "metrics", "segments"])
def test_no_field_changed_its_number_or_type(root: str) -> None:
    known = [row.fields_by_name[root].message_type for row in _OLDER if root in row.fields_by_name]
    new = _NEWEST.fields_by_name[root].message_type
    assert new is not None

    assert {found for old in known if old is not None for found in _differences(old, new, set())} <= _MOVED


def test_one_world_is_seen_through_both_versions(bench: Bench) -> None:
    budget = bench.mutate(a_budget())[0]
    service = bench.client("v24").get_service("GoogleAdsService")

    found = service.search(customer_id=CUSTOMER, query="SELECT campaign_budget.name FROM campaign_budget")

    assert [row.campaign_budget.resource_name for row in found] == [budget]


def test_a_refusal_and_a_partial_failure_speak_the_version_of_the_call(bench: Bench) -> None:
    client = bench.client("v24")
    service = client.get_service("CampaignBudgetService")
    request = {"customer_id": CUSTOMER, "operations": [{"create": {"name": "Nothing"}}]}

    with pytest.raises(GoogleAdsException) as refusal:
        service.mutate_campaign_budgets(request=request)
    partly = service.mutate_campaign_budgets(request={**request, "partial_failure": True})

    assert type(refusal.value.failure).__module__.startswith("google.ads.googleads.v24")
    detail = partly.partial_failure_error.details[0]
    assert detail.type_url == "type.googleapis.com/google.ads.googleads.v24.errors.GoogleAdsFailure"


def test_the_coverage_table_names_every_method_once() -> None:
    table = coverage()

    paths = [path for path, _ in table]
    assert len(set(paths)) == len(paths)
    assert sum(".v26." in path for path in paths) == 170
    assert dict(table)["/google.ads.googleads.v26.services.ReachPlanService/GenerateReachForecast"] == "not implemented"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_method_served_is_one_of_the_api(version: str) -> None:
    prefix = f"/google.ads.googleads.{version}.services."
    told = {path.removeprefix(prefix) for path, standing in coverage() if standing == "implemented"}

    assert set(METHODS) - {"Operations/GetOperation"} <= told
