"""Faults in Graph's own form. Source: platforms.md 3.3."""

from adapters.sandbox.faults import FaultKind, FaultRule
from adapters.sandbox.meta.errors import GraphError, session_invalid
from adapters.sandbox.meta.limits import INSIGHTS, MANAGEMENT, too_many_calls, usage_headers
from adapters.sandbox.wire import Answer

_MINUTES_A_DAY = 24 * 60


def faulty_answer(rule: FaultRule, account_id: str, *, insights: bool) -> Answer:
    """Render a fault that Graph answers; the rest never reach an answer."""
    kind = INSIGHTS if insights else MANAGEMENT
    match rule.kind:
        case FaultKind.RATE_LIMIT:
            minutes = max(1, -(-rule.retry_after_seconds // 60))
            error = too_many_calls(kind, {})
            return _answer(error, usage_headers(account_id, kind, 100, minutes))
        case FaultKind.DAILY_QUOTA:
            error = GraphError("(#4) Application request limit reached", code=4, transient=True)
            return _answer(error, usage_headers(account_id, kind, 100, _MINUTES_A_DAY))
        case FaultKind.TOKEN_EXPIRED:
            return _answer(session_invalid("expired"), {})
        case FaultKind.TOKEN_REVOKED:
            return _answer(session_invalid("revoked"), {})
        case _:
            error = GraphError("Service temporarily unavailable", code=2, status=500, transient=True)
            return _answer(error, {})


def _answer(error: GraphError, headers: dict[str, str]) -> Answer:
    return Answer(body=error.as_json(), status=error.status, headers=headers)
