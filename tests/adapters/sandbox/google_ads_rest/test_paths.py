import pytest

from adapters.sandbox.google_ads.failures import status_of
from adapters.sandbox.google_ads.refusals import Refusal
from adapters.sandbox.google_ads.services import METHODS
from adapters.sandbox.google_ads.wire import load_wire
from adapters.sandbox.google_ads_rest.errors import HTTP_OF
from adapters.sandbox.google_ads_rest.paths import find, template_of


@pytest.mark.parametrize("route", METHODS)
def test_every_method_served_has_a_path_that_leads_to_it(route: str) -> None:
    told = template_of(route)
    assert told, f"add {route} to OTHERS in adapters/sandbox/google_ads_rest/paths.py"
    verb, template = told
    path = "".join(part.partition("=")[2] or part for part in template.replace("}", "{").split("{"))
    found = find(verb, "v26", path.replace("*", "1"))
    assert found is not None
    assert found.method.route == route
    assert set(found.fields) <= set(found.method.request.DESCRIPTOR.fields_by_name)


def test_a_plural_of_the_trade_is_kept() -> None:
    assert template_of("AdGroupCriterionService/MutateAdGroupCriteria") == (
        "POST",
        "customers/{customer_id=*}/adGroupCriteria:mutate",
    )
    assert template_of("BatchJobService/MutateBatchJob") == ("POST", "customers/{customer_id=*}/batchJobs:mutate")


def test_every_status_of_a_refusal_has_one_of_http() -> None:
    codes = load_wire("v26").failure().errors.add().error_code.DESCRIPTOR.fields
    assert {status_of([Refusal(code=f"{code.name}.X", message="")])[0] for code in codes} <= set(HTTP_OF)
