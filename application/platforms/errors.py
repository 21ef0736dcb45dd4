"""The closed set of ways in which a platform can fail us; every adapter maps its own errors to these.

PlatformError
├── NeedsConsentError          the token is dead: only a person can mend it
├── PermissionMissingError     the consent does not cover this
├── ValueRejectedError         the platform does not take a value
├── RemoteNotFoundError        it is not there (any more)
├── RemoteConflictError        somebody else changed it at the same moment
├── RateLimitedError           too fast: wait `retry_after`
├── DailyQuotaError            used up until `retry_after` from now
├── TransientPlatformError     try again
├── AmbiguousOutcomeError      nobody knows whether it was done: look before doing it again
└── PlatformBugError           an answer that makes no sense
"""

from datetime import timedelta
from typing import ClassVar

from domain.campaigns.channel import ChannelProblem, ProblemKind
from domain.shared.platform import Platform


class PlatformError(Exception):
    """A platform failed us. `code` and `request_id` are its own; `advice` is for a person."""

    kind: ClassVar[ProblemKind]
    default_advice: ClassVar[str]
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        platform: Platform,
        code: str | None = None,
        request_id: str | None = None,
        field: str | None = None,
        advice: str | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.platform = platform
        self.code = code
        self.request_id = request_id
        self.field = field
        self.advice = advice or self.default_advice
        self.retry_after = retry_after

    def as_problem(self) -> ChannelProblem:
        """The failure as a campaign's history keeps it."""
        return ChannelProblem(
            kind=self.kind,
            message=_storable(self.message),
            advice=_storable(self.advice),
            field=self.field and _storable(self.field),
            code=self.code and _storable(self.code),
            request_id=self.request_id and _storable(self.request_id),
        )


def _storable(text: str) -> str:
    """A platform's words as the ledger can hold them: without NUL, and with a ? for half of a character."""
    return text.replace("\0", "").encode("utf-8", errors="replace").decode()


class NeedsConsentError(PlatformError):
    """The token is revoked, expired or unknown."""

    kind = ProblemKind.NEEDS_CONSENT
    default_advice = "Connect the account again."


class PermissionMissingError(PlatformError):
    """The consent, or the person who gave it, does not cover this."""

    kind = ProblemKind.PERMISSION_MISSING
    default_advice = "Ask an administrator of the account for access, then connect it again."


class ValueRejectedError(PlatformError):
    """The platform does not take a value."""

    kind = ProblemKind.VALUE_REJECTED
    default_advice = "Correct the value and save; the change is sent again by itself."


class RemoteNotFoundError(PlatformError):
    """What should be there is not."""

    kind = ProblemKind.NOT_FOUND
    default_advice = "It was removed on the platform. Draft the campaign again, or take the channel out."


class RemoteConflictError(PlatformError):
    """Somebody else changed it at the same moment."""

    kind = ProblemKind.CONFLICT
    default_advice = "Nothing to do: it is tried again by itself."
    retryable = True


class RateLimitedError(PlatformError):
    """Too many calls."""

    kind = ProblemKind.RATE_LIMITED
    default_advice = "Nothing to do: it is tried again by itself."
    retryable = True


class DailyQuotaError(PlatformError):
    """The day's quota is used up."""

    kind = ProblemKind.DAILY_QUOTA
    default_advice = "Nothing to do: it is tried again when the quota is renewed. A higher access level avoids it."
    retryable = True


class TransientPlatformError(PlatformError):
    """The platform is not well at the moment."""

    kind = ProblemKind.TRANSIENT
    default_advice = "Nothing to do: it is tried again by itself."
    retryable = True


class AmbiguousOutcomeError(PlatformError):
    """The call may or may not have been carried out."""

    kind = ProblemKind.AMBIGUOUS
    default_advice = "Nothing to do: we look what is there before anything is sent again."
    retryable = True


class PlatformBugError(PlatformError):
    """The platform's answer makes no sense to us."""

    kind = ProblemKind.BUG
    default_advice = "Tell the operators; the request id helps them to ask the platform."


PLATFORM_ERRORS: tuple[type[PlatformError], ...] = (
    NeedsConsentError,
    PermissionMissingError,
    ValueRejectedError,
    RemoteNotFoundError,
    RemoteConflictError,
    RateLimitedError,
    DailyQuotaError,
    TransientPlatformError,
    AmbiguousOutcomeError,
    PlatformBugError,
)
