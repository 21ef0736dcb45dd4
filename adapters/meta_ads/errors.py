"""Graph's error codes as our closed set, in one table. Source: Marketing API error reference, and subcodes seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from adapters.meta_ads.trouble import (
    GraphRefusedError,
    GraphSilentError,
    GraphTrouble,
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
from domain.shared.platform import Platform

_A_LITTLE = timedelta(minutes=5)
_AN_HOUR = timedelta(hours=1)
_SERVER_ERRORS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a code means to us. `Unwell` codes are not in the table: their meaning depends on what was asked."""

    error: type[PlatformError]
    advice: str | None = None
    wait: timedelta | None = None


_CONSENT = Meaning(error=NeedsConsentError)
_RATE = Meaning(error=RateLimitedError, wait=_A_LITTLE)
_RATE_HOURLY = Meaning(error=RateLimitedError, wait=_AN_HOUR)
_PERMISSION = Meaning(
    error=PermissionMissingError,
    advice="Ask an administrator of the business for access to the ad account and its page, then connect it again.",
)

BY_SUBCODE: Mapping[tuple[int, int], Meaning] = {
    (100, 33): Meaning(error=RemoteNotFoundError),
    (100, 36007): Meaning(error=NeedsConsentError, advice="The consent took too long: connect the account again."),
    (100, 36008): Meaning(
        error=NeedsConsentError, advice="Tell the operators: the redirect address is not the one of the dialog."
    ),
    (100, 36009): Meaning(error=NeedsConsentError, advice="The code was used already: connect the account again."),
    (100, 1885272): Meaning(error=ValueRejectedError, advice="Raise the budget to Meta's minimum for the currency."),
    (100, 1885621): Meaning(
        error=ValueRejectedError, advice="Somebody moved the budget to the ad sets: move it back to the campaign."
    ),
    (100, 2490408): Meaning(
        error=ValueRejectedError, advice="The ad set's goal does not fit the objective: tell the operators."
    ),
    (100, 1885024): Meaning(error=ValueRejectedError, advice="Choose a pixel for the ad group, then save."),
    (100, 1885154): Meaning(error=ValueRejectedError, advice="Share the pixel with the ad account, or choose another."),
    (100, 1443226): Meaning(error=ValueRejectedError, advice="Choose a page for the creative, then save."),
    (100, 1487202): Meaning(error=ValueRejectedError, advice="Choose a page that the consent reaches, then save."),
    (100, 1487056): Meaning(error=RemoteNotFoundError),
}

BY_CODE: Mapping[int, Meaning] = {
    3: _PERMISSION,
    4: _RATE,
    10: _PERMISSION,
    17: _RATE_HOURLY,
    32: _RATE,
    100: Meaning(error=ValueRejectedError),
    101: Meaning(error=PlatformBugError, advice="Tell the operators: Meta does not know the app id or its secret."),
    102: _CONSENT,
    190: _CONSENT,
    341: _RATE_HOURLY,
    368: Meaning(
        error=RateLimitedError,
        advice="Meta has blocked this for a while by its policies: look into the account's quality page.",
        wait=_AN_HOUR,
    ),
    506: Meaning(error=AmbiguousOutcomeError),
    613: _RATE_HOURLY,
    2500: _CONSENT,
    2635: Meaning(error=PlatformBugError, advice="Tell the operators: this version of Meta's API is closed."),
    **dict.fromkeys(range(200, 300), _PERMISSION),
    **dict.fromkeys((*range(80000, 80010), 80014), _RATE),
}

_UNWELL = (1, 2)


def translated(trouble: GraphTrouble, *, writes: bool) -> PlatformError:
    """Our word for a failed call. `writes`: an unanswered call may have changed something."""
    match trouble:
        case GraphRefusedError():
            return _refused(trouble.refusal, writes=writes)
        case GraphUnreachableError():
            return TransientPlatformError(f"Meta cannot be reached: {trouble}.", platform=Platform.META_ADS)
        case GraphUnreadableError():
            return _unanswered(f"Meta did not give a proper answer ({trouble}).", writes=writes)
        case GraphSilentError():
            return _unanswered(f"Meta did not answer: {trouble}.", writes=writes)
    raise TypeError(f"{trouble!r} is no trouble of Graph's")


def _refused(refusal: Refusal, *, writes: bool) -> PlatformError:
    code = str(refusal.code) if refusal.subcode is None else f"{refusal.code}/{refusal.subcode}"
    meaning = _meaning(refusal)
    if meaning is None:
        return _unanswered(refusal.message, writes=writes, code=code, request_id=refusal.trace_id)
    return meaning.error(
        refusal.message,
        platform=Platform.META_ADS,
        code=code,
        request_id=refusal.trace_id,
        field=refusal.field,
        advice=meaning.advice,
        retry_after=(refusal.wait or meaning.wait) if meaning.error is RateLimitedError else None,
    )


def _meaning(refusal: Refusal) -> Meaning | None:
    """None where Meta is not well, so that nobody knows what became of the call."""
    by_subcode = BY_SUBCODE.get((refusal.code, refusal.subcode or 0))
    if by_subcode is not None:
        return by_subcode
    if refusal.code in BY_CODE:
        return BY_CODE[refusal.code]
    if refusal.code in _UNWELL or refusal.transient or refusal.status >= _SERVER_ERRORS:
        return None
    return Meaning(error=PlatformBugError)


def _unanswered(message: str, *, writes: bool, code: str | None = None, request_id: str | None = None) -> PlatformError:
    kind = AmbiguousOutcomeError if writes else TransientPlatformError
    return kind(message, platform=Platform.META_ADS, code=code, request_id=request_id)
