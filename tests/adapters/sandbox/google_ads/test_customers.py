import pytest
from google.ads.googleads.errors import GoogleAdsException

from adapters.sandbox.google_ads.wire import VERSIONS
from adapters.sandbox.seed import GOOGLE_ADS
from tests.adapters.sandbox.google_ads import walks
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, MANAGER, Bench, code_of, codes, place_of
from tests.adapters.sandbox.google_ads.builders import a_budget, a_tree

_SHOP = {"descriptive_name": "Third shop", "currency_code": "GBP", "time_zone": "Europe/London"}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_manager_makes_an_account_that_works(bench: Bench, version: str) -> None:
    service = bench.client(version).get_service("CustomerService")

    name = service.create_customer_client(customer_id=MANAGER, customer_client=_SHOP).resource_name

    account = name.rpartition("/")[2]
    row = bench.query("SELECT customer.currency_code, customer.time_zone FROM customer", account)[0]
    assert (row.customer.currency_code, row.customer.time_zone) == ("GBP", "Europe/London")
    assert bench.mutate(a_budget(resource_name=""), customer=account)
    assert int(account) in [r.customer_client.id for r in bench.query(_CLIENTS, MANAGER)]


_CLIENTS = "SELECT customer_client.id FROM customer_client WHERE customer_client.level = 1"


def test_what_a_new_account_lacks_is_told_field_by_field(bench: Bench) -> None:
    client = {"descriptive_name": "", "currency_code": "pounds", "time_zone": "Mars/Crater"}

    with pytest.raises(GoogleAdsException) as refusal:
        bench.service("CustomerService").create_customer_client(customer_id=MANAGER, customer_client=client)

    assert [(place_of(error), code_of(error)) for error in refusal.value.failure.errors] == [
        ("customer_client.descriptive_name", "field_error.REQUIRED"),
        ("customer_client.currency_code", "currency_code_error.UNSUPPORTED"),
        ("customer_client.time_zone", "time_zone_error.INVALID_TIME_ZONE"),
    ]


def test_only_a_manager_makes_accounts(bench: Bench) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        bench.service("CustomerService").create_customer_client(customer_id=CUSTOMER, customer_client=_SHOP)

    assert codes(refusal.value) == ["authorization_error.ACCESS_DENIED_FOR_ACCOUNT_TYPE"]


def test_an_account_takes_another_name_and_keeps_its_currency(bench: Bench) -> None:
    client = bench.client()
    operation = client.get_type("CustomerOperation")
    operation.update.resource_name = f"customers/{CUSTOMER}"
    operation.update.descriptive_name, operation.update.auto_tagging_enabled = "Renamed shop", True
    walks.mask(client, operation)
    client.get_service("CustomerService").mutate_customer(customer_id=CUSTOMER, operation=operation)

    query = "SELECT customer.descriptive_name, customer.auto_tagging_enabled, customer.currency_code FROM customer"
    customer = bench.query(query)[0].customer

    assert (customer.descriptive_name, customer.auto_tagging_enabled, customer.currency_code) == (
        "Renamed shop",
        True,
        "USD",
    )


def test_the_currency_of_an_account_never_changes(bench: Bench) -> None:
    update = {"resource_name": f"customers/{CUSTOMER}", "currency_code": "EUR"}
    operation = {"update": update, "update_mask": {"paths": ["currency_code"]}}

    with pytest.raises(GoogleAdsException) as refusal:
        bench.service("CustomerService").mutate_customer(customer_id=CUSTOMER, operation=operation)

    assert codes(refusal.value) == ["field_error.IMMUTABLE_FIELD"]


def test_a_suspended_account_reads_and_does_not_write(bench: Bench) -> None:
    bench.sandbox.standing.suspend(GOOGLE_ADS, CUSTOMER, "unpaid")

    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(a_budget())

    assert codes(refusal.value) == ["authorization_error.ACTION_NOT_PERMITTED_FOR_SUSPENDED_ACCOUNT"]
    assert bench.query("SELECT customer.status FROM customer")[0].customer.status.name == "SUSPENDED"


def test_a_disapproved_ad_says_so(bench: Bench) -> None:
    *_, ad = bench.mutate(*a_tree())
    bench.sandbox.standing.disapprove(GOOGLE_ADS, ad.rpartition("~")[2], "ALCOHOL")

    query = "SELECT ad_group_ad.policy_summary.approval_status, ad_group_ad.primary_status FROM ad_group_ad"
    shown = bench.query(query)[0].ad_group_ad

    assert (shown.policy_summary.approval_status.name, shown.primary_status.name) == ("DISAPPROVED", "NOT_ELIGIBLE")
