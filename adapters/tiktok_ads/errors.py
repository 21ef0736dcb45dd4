"""TikTok's return codes as our closed set, in one table. Source: Business API v1.3, "Appendix: return codes".

A refusal is an HTTP 200 whose `code` is not 0; there is no Retry-After, the message says which limit was hit.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

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
from domain.shared.platform import Platform

OK = 0
_A_SECOND = timedelta(seconds=1)
_FIVE_MINUTES = timedelta(minutes=5)
_OWN_OBJECTS = ("campaign_id", "adgroup_id", "ad_id", "ad_ids", "smart_plus_ad_id", "smart_plus_ad_ids")
_BLAMED = re.compile(r"^([a-z][a-z0-9_.]*): ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An envelope whose code is not 0."""

    code: int
    message: str
    request_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a code means to us."""

    error: type[PlatformError]
    advice: str | None = None


_CONSENT = Meaning(error=NeedsConsentError)
_LIMIT = Meaning(error=RateLimitedError)
_REJECTED = Meaning(error=ValueRejectedError)
_NO_ACCESS = Meaning(
    error=PermissionMissingError,
    advice="Ask an administrator of the ad account to give you access to it, then connect it again.",
)
_APP = Meaning(error=PermissionMissingError, advice="Tell the operators: TikTok does not allow this to our app.")
_OUR_FAULT = Meaning(error=PlatformBugError)

BY_CODE: Mapping[int, Meaning] = {
    20001: Meaning(error=AmbiguousOutcomeError),
    40000: _REJECTED,
    40001: _NO_ACCESS,
    40002: _REJECTED,
    40007: Meaning(error=RemoteNotFoundError),
    40008: _OUR_FAULT,
    40009: _OUR_FAULT,
    40011: _OUR_FAULT,
    40014: _OUR_FAULT,
    40016: _LIMIT,
    40050: Meaning(error=AmbiguousOutcomeError),
    40061: _OUR_FAULT,
    40100: _LIMIT,
    40101: Meaning(error=PlatformBugError, advice="Tell the operators: TikTok does not know the app id or its secret."),
    40102: _CONSENT,
    40103: _CONSENT,
    40104: _CONSENT,
    40105: _CONSENT,
    40107: _CONSENT,
    40110: Meaning(error=NeedsConsentError, advice="The code was used already, or is too old: connect again."),
    40113: _APP,
    40118: _APP,
    40125: _APP,
    40130: _APP,
    40133: _LIMIT,
    40200: Meaning(error=TransientPlatformError),
    40201: Meaning(error=TransientPlatformError),
    40202: Meaning(error=RemoteConflictError),
    40300: _NO_ACCESS,
    40301: _NO_ACCESS,
    40502: Meaning(
        error=ValueRejectedError, advice="The account holds as many ads as TikTok allows: remove some there."
    ),
    41001: Meaning(error=PlatformBugError, advice="Tell the operators: this version of TikTok's API is closed."),
}

UNWELL = frozenset({40700, 50000, 50002, 60001, *range(51000, 52000)})
"""Codes after which nobody knows what became of the call."""


def refused(refusal: Refusal, *, writes: bool, now: datetime | None = None) -> PlatformError:
    """Our word for a refusal. `writes`: the call may have changed something although TikTok was unwell."""
    code, request_id = str(refusal.code), refusal.request_id
    if refusal.code in UNWELL:
        return unanswered(refusal.message, writes=writes, code=code, request_id=request_id)
    meaning = BY_CODE.get(refusal.code, _OUR_FAULT)
    if meaning is _LIMIT:
        return _limited(refusal, now or datetime.now(UTC))
    blamed = _BLAMED.match(refusal.message)
    field = blamed[1] if blamed else None
    error = meaning.error
    if error is RemoteNotFoundError and field is not None and field not in _OWN_OBJECTS:
        # A pixel, identity or video that is missing is a wrong value; only our own objects can have gone.
        error = ValueRejectedError
    return error(
        refusal.message,
        platform=Platform.TIKTOK_ADS,
        code=code,
        request_id=request_id,
        field=field,
        advice=meaning.advice,
    )


def _limited(refusal: Refusal, now: datetime) -> PlatformError:
    """Limits are by second, by minute (a pause of five) and by day (until midnight UTC); the message says which."""
    daily = "QPD" in refusal.message or "daily" in refusal.message.lower()
    by_second = "QPS" in refusal.message or "per second" in refusal.message.lower()
    midnight = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    kind = DailyQuotaError if daily else RateLimitedError
    return kind(
        refusal.message,
        platform=Platform.TIKTOK_ADS,
        code=str(refusal.code),
        request_id=refusal.request_id,
        retry_after=midnight - now if daily else _A_SECOND if by_second else _FIVE_MINUTES,
    )


def unanswered(message: str, *, writes: bool, code: str | None = None, request_id: str | None = None) -> PlatformError:
    """A call whose outcome is open if it writes, and can simply be repeated if it only reads."""
    kind = AmbiguousOutcomeError if writes else TransientPlatformError
    return kind(message, platform=Platform.TIKTOK_ADS, code=code, request_id=request_id)


def unreachable(why: str) -> PlatformError:
    """A call that never went out."""
    return TransientPlatformError(f"TikTok cannot be reached: {why}.", platform=Platform.TIKTOK_ADS)
