"""TikTok's codes in our words."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.tiktok_ads.errors import BY_CODE, UNWELL, Refusal, refused
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


def refusal(code: int, message: str = "No.") -> Refusal:
    return Refusal(code=code, message=message, request_id="R1")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (40002, ValueRejectedError),
        (40001, PermissionMissingError),
        (40007, RemoteNotFoundError),
        (40050, AmbiguousOutcomeError),
        (40100, RateLimitedError),
        (40133, RateLimitedError),
        (40101, PlatformBugError),
        (40102, NeedsConsentError),
        (40105, NeedsConsentError),
        (40110, NeedsConsentError),
        (40202, RemoteConflictError),
        (40300, PermissionMissingError),
        (99999, PlatformBugError),
    ],
)
def test_a_code_has_its_meaning(code: int, error: type[PlatformError]) -> None:
    found = refused(refusal(code), writes=True)

    assert type(found) is error
    assert (found.code, found.request_id) == (str(code), "R1")


@pytest.mark.parametrize("code", sorted(UNWELL)[:3])
def test_a_platform_that_is_unwell_leaves_a_write_open(code: int) -> None:
    assert type(refused(refusal(code), writes=True)) is AmbiguousOutcomeError
    assert type(refused(refusal(code), writes=False)) is TransientPlatformError


def test_no_code_means_two_things() -> None:
    assert not UNWELL.intersection(BY_CODE)


@pytest.mark.parametrize(
    ("message", "error", "wait"),
    [
        ("Too many requests (QPS limit)", RateLimitedError, timedelta(seconds=1)),
        ("Too many requests (QPM limit)", RateLimitedError, timedelta(minutes=5)),
        ("The daily limit (QPD) is reached", DailyQuotaError, timedelta(hours=6)),
    ],
)
def test_the_message_says_which_limit_was_hit(message: str, error: type[PlatformError], wait: timedelta) -> None:
    found = refused(refusal(40100, message), writes=False, now=datetime(2026, 11, 20, 18, tzinfo=UTC))

    assert type(found) is error
    assert found.retry_after == wait


def test_the_field_that_tiktok_names_is_kept() -> None:
    assert refused(refusal(40002, "targeting_spec.location_ids: Missing data"), writes=True).field == (
        "targeting_spec.location_ids"
    )


def test_a_missing_video_is_a_wrong_value_and_not_a_lost_campaign() -> None:
    assert type(refused(refusal(40007, "video_id: video 1 does not exist"), writes=True)) is ValueRejectedError
    assert type(refused(refusal(40007, "campaign_id: 1 does not exist"), writes=True)) is RemoteNotFoundError
