from datetime import timedelta

import pytest
from google.ads.googleads.v26.errors.types.errors import ErrorCode
from grpc import StatusCode

from adapters.google_ads.errors import BY_CODE, BY_KIND, BY_STATUS, DATE_IS_PAST, translate
from adapters.google_ads.failures import Complaint, Failure
from adapters.google_ads.mapping import create_campaign
from application.platforms.errors import (
    AmbiguousOutcomeError,
    DailyQuotaError,
    NeedsConsentError,
    PermissionMissingError,
    PlatformBugError,
    PlatformError,
    RateLimitedError,
    RemoteConflictError,
    RemoteNotFoundError,
    TransientPlatformError,
    ValueRejectedError,
)
from tests.adapters.google_ads.drafts import CUSTOMER, a_channel

OPERATIONS = create_campaign(CUSTOMER, a_channel())
KINDS = ErrorCode.pb().DESCRIPTOR.fields_by_name


def failed(code: str, **more: object) -> Failure:
    complaint = Complaint(code=code, message="No.", **more)  # type: ignore[arg-type] # fields of any type
    return Failure(status="INVALID_ARGUMENT", details="Bad.", request_id="r-1", complaints=(complaint,))


@pytest.mark.parametrize("code", [*BY_CODE, *sorted(DATE_IS_PAST)])
def test_every_code_in_the_table_is_googles(code: str) -> None:
    kind, _, value = code.partition(".")

    assert value in KINDS[kind].enum_type.values_by_name


@pytest.mark.parametrize("kind", BY_KIND)
def test_every_kind_in_the_table_is_googles(kind: str) -> None:
    assert kind in KINDS


def test_every_status_in_the_table_is_grpcs() -> None:
    assert set(BY_STATUS) <= {status.name for status in StatusCode}


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("authentication_error.OAUTH_TOKEN_REVOKED", NeedsConsentError),
        ("authorization_error.USER_PERMISSION_DENIED", PermissionMissingError),
        ("authorization_error.CUSTOMER_NOT_ENABLED", PermissionMissingError),
        ("string_length_error.TOO_LONG", ValueRejectedError),
        ("mutate_error.EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED", ValueRejectedError),
        ("operation_access_denied_error.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE", RemoteNotFoundError),
        ("database_error.CONCURRENT_MODIFICATION", RemoteConflictError),
        ("campaign_error.DUPLICATE_CAMPAIGN_NAME", RemoteConflictError),
        ("quota_error.RESOURCE_TEMPORARILY_EXHAUSTED", RateLimitedError),
        ("quota_error.RESOURCE_EXHAUSTED", DailyQuotaError),
        ("field_mask_error.FIELD_NOT_FOUND", PlatformBugError),
        ("query_error.BAD_SYMBOL", PlatformBugError),
        ("brand_new_error.NEVER_SEEN", PlatformBugError),
    ],
)
def test_a_code_becomes_one_of_our_errors_and_is_kept(code: str, error: type[PlatformError]) -> None:
    problem = translate(failed(code), OPERATIONS)

    assert type(problem) is error
    assert (problem.code, problem.request_id) == (code, "r-1")
    assert problem.advice


@pytest.mark.parametrize("status", ["UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL", "CANCELLED", "UNKNOWN"])
def test_an_answer_that_is_lost_leaves_a_write_open_and_lets_a_read_repeat(status: str) -> None:
    lost = Failure(status=status, details="Socket closed")

    assert type(translate(lost, OPERATIONS)) is AmbiguousOutcomeError
    assert type(translate(lost)) is TransientPlatformError


def test_an_internal_error_leaves_a_write_open() -> None:
    assert type(translate(failed("internal_error.TRANSIENT_ERROR"), OPERATIONS)) is AmbiguousOutcomeError


def test_a_write_that_was_never_sent_is_not_open() -> None:
    refused = Failure(status="UNAVAILABLE", details="failed to connect to all addresses; last error: refused")

    assert type(translate(refused, OPERATIONS)) is TransientPlatformError


def test_a_quota_says_how_long_to_wait() -> None:
    wait = timedelta(seconds=30)

    problem = translate(failed("quota_error.RESOURCE_TEMPORARILY_EXHAUSTED", retry_after=wait))

    assert problem.retry_after == wait


def test_a_field_is_named_as_a_person_knows_it() -> None:
    ad = next(index for index, each in enumerate(OPERATIONS) if each.kind == "ad_group_ad")
    path = (("mutate_operations", ad), ("ad_group_ad_operation", None), ("create", None), ("ad", None))
    place = (*path, ("responsive_search_ad", None), ("headlines", 2), ("text", None))

    problem = translate(failed("string_length_error.TOO_LONG", path=place), OPERATIONS)

    assert problem.field == "ad_groups[0].creatives[0].headlines[2]"


def test_a_field_that_is_not_ours_keeps_googles_path() -> None:
    path = (("mutate_operations", 1), ("campaign_operation", None), ("create", None), ("network_settings", None))

    problem = translate(failed("campaign_error.CANNOT_TARGET_SEARCH_NETWORK", path=path), OPERATIONS)

    assert problem.field == "mutate_operations[1].campaign_operation.create.network_settings"


def test_a_budget_below_the_minimum_names_the_minimum() -> None:
    problem = translate(
        failed("campaign_budget_error.MONEY_AMOUNT_TOO_SMALL", minimum_micros=7_000_000, currency="EUR")
    )

    assert problem.message == "No. The least is 7.00 EUR a day."
