"""Faults in TikTok's own form: HTTP 200 with a code, and no Retry-After. Source: platforms.md 4.3."""

from adapters.sandbox.faults import FaultKind, FaultRule
from adapters.sandbox.tiktok.errors import RATE_LIMITED, SYSTEM_ERROR, TOKEN_EXPIRED, TOKEN_INVALID

_ANSWERS = {
    FaultKind.RATE_LIMIT: (RATE_LIMITED, "Too many requests. Please retry in some time. (QPS limit)"),
    FaultKind.DAILY_QUOTA: (RATE_LIMITED, "Too many requests. The daily limit (QPD) is reached until 00:00 UTC."),
    FaultKind.TOKEN_EXPIRED: (TOKEN_EXPIRED, "Access token is expired."),
    FaultKind.TOKEN_REVOKED: (TOKEN_INVALID, "Access token is incorrect or has been revoked."),
}


def faulty_envelope(rule: FaultRule) -> tuple[int, str]:
    """Return the code and message of a fault that TikTok answers."""
    return _ANSWERS.get(rule.kind, (SYSTEM_ERROR, "Service error. Please try again."))
