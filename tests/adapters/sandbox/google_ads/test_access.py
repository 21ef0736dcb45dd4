from datetime import timedelta

import grpc
import pytest
from google.ads.googleads.errors import GoogleAdsException
from google.api_core.exceptions import MethodNotImplemented

from adapters.sandbox.google_ads.access import ADWORDS_SCOPE, directly_accessible
from adapters.sandbox.google_ads.wire import VERSIONS
from adapters.sandbox.seed import GOOGLE_ADS
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, EUROPE, MANAGER, Bench, codes

_QUERY = "SELECT customer.id FROM customer"


def _refusal(bench: Bench, *, customer: str = CUSTOMER, login: str | None = MANAGER, token: str | None = None) -> str:
    with pytest.raises(GoogleAdsException) as refusal:
        list(bench.service("GoogleAdsService", login=login, token=token).search(customer_id=customer, query=_QUERY))
    assert refusal.value.request_id
    return codes(refusal.value)[0]


def _token(bench: Bench, **changes: object) -> str:
    given = {"lifetime": None, "scopes": (ADWORDS_SCOPE,), "account_ids": directly_accessible(bench.sandbox)} | changes
    issued = bench.sandbox.tokens.issue(
        platform=GOOGLE_ADS,
        kind="access",
        client_id="c",
        user_id="u",
        **given,  # type: ignore[arg-type]  # test data
    )
    return issued.value


def test_a_user_is_shown_the_accounts_that_it_was_invited_to(bench: Bench) -> None:
    names = bench.service("CustomerService", login=None).list_accessible_customers().resource_names

    assert list(names) == [f"customers/{MANAGER}", f"customers/{CUSTOMER}"]


def test_an_unknown_token_is_refused(bench: Bench) -> None:
    assert _refusal(bench, token="made-up") == "authentication_error.OAUTH_TOKEN_INVALID"


def test_a_token_ages_by_the_sandbox_clock(bench: Bench) -> None:
    token = _token(bench, lifetime=timedelta(hours=1))
    bench.sandbox.clock.advance(timedelta(hours=1))

    assert _refusal(bench, token=token) == "authentication_error.OAUTH_TOKEN_EXPIRED"


def test_a_revoked_token_is_told_as_revoked(bench: Bench) -> None:
    token = _token(bench)
    bench.sandbox.tokens.revoke(GOOGLE_ADS, token)

    assert _refusal(bench, token=token) == "authentication_error.OAUTH_TOKEN_REVOKED"


def test_a_token_without_the_scope_may_do_nothing(bench: Bench) -> None:
    assert _refusal(bench, token=_token(bench, scopes=("openid",))) == "authorization_error.ACTION_NOT_PERMITTED"


def test_a_client_account_is_reached_through_its_manager_only(bench: Bench) -> None:
    assert _refusal(bench, customer=EUROPE, login=None) == "authorization_error.USER_PERMISSION_DENIED"
    assert [row.customer.id for row in bench.query(_QUERY, EUROPE)] == [int(EUROPE)]


def test_a_client_account_is_no_manager_of_its_sibling(bench: Bench) -> None:
    assert _refusal(bench, customer=EUROPE, login=CUSTOMER) == "authorization_error.USER_PERMISSION_DENIED"


@pytest.mark.parametrize(
    ("customer", "code"),
    [
        ("100-000-0002", "request_error.INVALID_CUSTOMER_ID"),
        ("9999999999", "authentication_error.CUSTOMER_NOT_FOUND"),
    ],
)
def test_a_customer_that_is_none_is_refused(bench: Bench, customer: str, code: str) -> None:
    assert _refusal(bench, customer=customer) == code


def test_a_manager_account_takes_no_mutates(bench: Bench) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate({"campaign_budget_operation": {"create": {"name": "A"}}}, customer=MANAGER)

    assert codes(refusal.value) == ["request_error.CANNOT_BE_EXECUTED_BY_MANAGER_ACCOUNT"]


def test_a_method_that_is_not_served_says_so(bench: Bench) -> None:
    with pytest.raises(MethodNotImplemented):
        bench.service("ReachPlanService").list_plannable_locations(request={})


def test_a_call_without_credentials_is_unauthenticated(bench: Bench) -> None:
    channel = grpc.secure_channel(
        f"localhost:{bench.server.port}", grpc.ssl_channel_credentials(bench.server.ca_file.read_bytes())
    )
    path = "/google.ads.googleads.v26.services.CustomerService/ListAccessibleCustomers"

    with channel, pytest.raises(grpc.RpcError) as refusal:
        channel.unary_unary(path)(b"", timeout=10)

    assert refusal.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert "request-id" in dict(refusal.value.trailing_metadata())


@pytest.mark.parametrize("version", VERSIONS)
def test_an_answer_carries_its_request_id_in_the_trailers(bench: Bench, version: str) -> None:
    credentials = grpc.composite_channel_credentials(
        grpc.ssl_channel_credentials(bench.server.ca_file.read_bytes()),
        grpc.access_token_call_credentials(bench.token()),
    )
    path = f"/google.ads.googleads.{version}.services.CustomerService/ListAccessibleCustomers"

    with grpc.secure_channel(f"localhost:{bench.server.port}", credentials) as channel:
        _, call = channel.unary_unary(path).with_call(b"", timeout=10)

    assert dict(call.trailing_metadata())["request-id"]
