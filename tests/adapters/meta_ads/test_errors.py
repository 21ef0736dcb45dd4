"""Graph's codes in our words."""

from datetime import timedelta

import pytest

from adapters.meta_ads.errors import BY_CODE, BY_SUBCODE, translated
from adapters.meta_ads.trouble import (
    GraphRefusedError,
    GraphSilentError,
    GraphUnreachableError,
    GraphUnreadableError,
    Refusal,
)
from application.platforms.errors import (
    AmbiguousOutcomeError,
    NeedsConsentError,
    PermissionMissingError,
    PlatformBugError,
    PlatformError,
    RateLimitedError,
    RemoteNotFoundError,
    TransientPlatformError,
    ValueRejectedError,
)


def refusal(
    code: int, subcode: int | None = None, *, transient: bool = False, wait: timedelta | None = None
) -> GraphRefusedError:
    return GraphRefusedError(
        Refusal(code=code, subcode=subcode, message="No.", transient=transient, wait=wait, trace_id="A1")
    )


@pytest.mark.parametrize(
    ("code", "subcode", "error"),
    [
        (190, 463, NeedsConsentError),
        (102, None, NeedsConsentError),
        (10, None, PermissionMissingError),
        (294, None, PermissionMissingError),
        (100, None, ValueRejectedError),
        (100, 33, RemoteNotFoundError),
        (100, 36009, NeedsConsentError),
        (4, None, RateLimitedError),
        (17, 2446079, RateLimitedError),
        (613, 1487632, RateLimitedError),
        (80004, 2446079, RateLimitedError),
        (506, None, AmbiguousOutcomeError),
        (2635, None, PlatformBugError),
        (987654, None, PlatformBugError),
    ],
)
def test_a_code_has_its_meaning(code: int, subcode: int | None, error: type[PlatformError]) -> None:
    assert type(translated(refusal(code, subcode), writes=True)) is error


def test_code_and_trace_are_kept() -> None:
    error = translated(refusal(100, 1885272), writes=True)

    assert (error.code, error.request_id) == ("100/1885272", "A1")
    assert "minimum" in error.advice


@pytest.mark.parametrize("code", [1, 2, 999])
def test_a_platform_that_is_unwell_leaves_a_write_open(code: int) -> None:
    trouble = refusal(code, transient=True)

    assert type(translated(trouble, writes=True)) is AmbiguousOutcomeError
    assert type(translated(trouble, writes=False)) is TransientPlatformError


@pytest.mark.parametrize("trouble", [GraphSilentError("the connection broke"), GraphUnreadableError(502)])
def test_a_write_without_an_answer_may_have_been_done(trouble: GraphSilentError) -> None:
    assert type(translated(trouble, writes=True)) is AmbiguousOutcomeError
    assert type(translated(trouble, writes=False)) is TransientPlatformError


def test_a_write_that_never_went_out_can_be_repeated() -> None:
    assert type(translated(GraphUnreachableError("no connection"), writes=True)) is TransientPlatformError


def test_the_wait_that_meta_asks_for_beats_our_own() -> None:
    asked = translated(refusal(80004, wait=timedelta(minutes=7)), writes=False)
    unasked = translated(refusal(80004), writes=False)

    assert asked.retry_after == timedelta(minutes=7)
    assert unasked.retry_after == timedelta(minutes=5)


@pytest.mark.parametrize("meaning", [*BY_CODE.values(), *BY_SUBCODE.values()])
def test_every_limit_says_how_long_to_wait(meaning: object) -> None:
    assert getattr(meaning, "error") is not RateLimitedError or getattr(meaning, "wait") is not None  # noqa: B009 - a row of either table
