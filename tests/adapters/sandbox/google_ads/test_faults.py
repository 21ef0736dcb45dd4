import time

import pytest
from google.ads.googleads.errors import GoogleAdsException
from google.ads.googleads.v26.errors.types.errors import GoogleAdsFailure
from google.api_core.exceptions import DeadlineExceeded, InternalServerError, ResourceExhausted, ServiceUnavailable

from adapters.sandbox.faults import FaultKind, FaultRule
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, Bench, code_of, codes
from tests.adapters.sandbox.google_ads.builders import a_budget

_KEY = "google.ads.googleads.v26.errors.googleadsfailure-bin"


def _arm(bench: Bench, kind: FaultKind, route: str = "GoogleAdsService/*", delay_seconds: float = 0.05) -> None:
    rule = FaultRule(platform="google_ads", route=route, kind=kind, delay_seconds=delay_seconds, retry_after_seconds=7)
    bench.sandbox.faults.add(rule)


def _failure(error: ResourceExhausted | InternalServerError) -> GoogleAdsFailure:
    """The failure that the client leaves in the trailing metadata of what it does not convert."""
    failure: GoogleAdsFailure = GoogleAdsFailure.deserialize(dict(error.errors[0].trailing_metadata())[_KEY])
    return failure


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (FaultKind.RATE_LIMIT, "quota_error.RESOURCE_TEMPORARILY_EXHAUSTED"),
        (FaultKind.DAILY_QUOTA, "quota_error.RESOURCE_EXHAUSTED"),
    ],
)
def test_a_spent_quota_says_when_to_come_back(bench: Bench, kind: FaultKind, code: str) -> None:
    _arm(bench, kind)

    with pytest.raises(ResourceExhausted) as refusal:
        bench.mutate(a_budget())

    error = _failure(refusal.value).errors[0]
    assert code_of(error) == code
    assert type(error).pb(error).details.quota_error_details.retry_delay.seconds == 7


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (FaultKind.TOKEN_EXPIRED, "authentication_error.OAUTH_TOKEN_EXPIRED"),
        (FaultKind.TOKEN_REVOKED, "authentication_error.OAUTH_TOKEN_REVOKED"),
    ],
)
def test_a_token_fault_is_told_as_the_token_s(bench: Bench, kind: FaultKind, code: str) -> None:
    _arm(bench, kind)

    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(a_budget())

    assert codes(refusal.value) == [code]


def test_an_internal_error_carries_its_failure(bench: Bench) -> None:
    _arm(bench, FaultKind.SERVER_ERROR)

    with pytest.raises(InternalServerError) as refusal:
        bench.mutate(a_budget())

    assert code_of(_failure(refusal.value).errors[0]) == "internal_error.TRANSIENT_ERROR"


@pytest.mark.parametrize("kind", [FaultKind.HTML_502, FaultKind.DROPPED])
def test_a_broken_connection_applies_nothing(bench: Bench, kind: FaultKind) -> None:
    _arm(bench, kind)

    with pytest.raises(ServiceUnavailable):
        bench.mutate(a_budget())

    assert bench.sandbox.mutations.entries() == []


def test_an_unanswered_mutate_was_applied_once(bench: Bench) -> None:
    _arm(bench, FaultKind.APPLIED_UNANSWERED)

    with pytest.raises(ServiceUnavailable):
        bench.mutate(a_budget())

    assert [(entry.outcome, entry.answered) for entry in bench.sandbox.mutations.entries()] == [("applied", False)]
    assert len(bench.query("SELECT campaign_budget.id FROM campaign_budget")) == 1


def test_an_unanswered_mutate_ends_with_the_client_s_deadline(bench: Bench) -> None:
    _arm(bench, FaultKind.APPLIED_UNANSWERED, delay_seconds=30)
    request = {"customer_id": CUSTOMER, "mutate_operations": [a_budget()]}

    with pytest.raises(DeadlineExceeded):
        bench.service("GoogleAdsService").mutate(request=request, timeout=0.5)

    assert [entry.answered for entry in bench.sandbox.mutations.entries()] == [False]


def test_a_slow_answer_is_still_an_answer(bench: Bench) -> None:
    _arm(bench, FaultKind.SLOW, delay_seconds=0.2)
    began = time.monotonic()

    assert len(bench.mutate(a_budget())) == 1
    assert time.monotonic() - began >= 0.2


def test_a_fault_strikes_its_route_only(bench: Bench) -> None:
    _arm(bench, FaultKind.DROPPED, route="CampaignService/*")

    assert len(bench.mutate(a_budget())) == 1
