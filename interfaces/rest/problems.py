"""Every error and what HTTP says of it, in one table. Nothing else in the code knows a status of an error."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from fastapi.exceptions import RequestValidationError
from sqlalchemy import exc as sqlalchemy
from starlette.exceptions import HTTPException

from application import errors as application
from application.platforms import errors as platforms
from domain import errors as domain
from domain.ad_accounts import errors as ad_accounts
from domain.campaigns import errors as campaigns
from domain.rules import errors as rules
from interfaces.rest import errors as requests
from interfaces.rest.problem_models import FieldError, Problem
from interfaces.rest.validation import field_errors, is_malformed


@dataclass(frozen=True, slots=True)
class Kind:
    """What HTTP says of an error. `slug` is part of the API: it never changes its meaning."""

    status: int
    slug: str
    title: str


UNEXPECTED = Kind(500, "internal-error", "Something went wrong on our side")

KINDS: Mapping[type[Exception], Kind] = {
    requests.MalformedRequestError: Kind(400, "malformed-request", "The request cannot be read"),
    requests.UnreadableMediaError: Kind(415, "unsupported-media-type", "The body is not JSON"),
    requests.RequestTooLargeError: Kind(413, "request-too-large", "The request is too large"),
    requests.NotYetThereError: Kind(503, "not-yet-there", "What was written is not readable yet"),
    RequestValidationError: Kind(422, "invalid-input", "A value is not acceptable"),
    domain.InvalidInputError: Kind(422, "invalid-input", "A value is not acceptable"),
    domain.StateForbidsError: Kind(409, "state-forbids", "The present state does not allow this"),
    domain.NotThereError: Kind(404, "not-found", "There is no such thing"),
    ad_accounts.AccountDisconnectedError: Kind(409, "account-disconnected", "The account is disconnected"),
    ad_accounts.AccountNotConnectedError: Kind(409, "account-not-connected", "The account was never connected"),
    campaigns.CampaignNotDraftError: Kind(409, "campaign-not-draft", "The campaign is not a draft any more"),
    campaigns.CampaignNotRunningError: Kind(409, "campaign-not-running", "The campaign is not running"),
    campaigns.CampaignNotPausedError: Kind(409, "campaign-not-paused", "The campaign is not paused"),
    campaigns.CampaignEndedError: Kind(409, "campaign-ended", "The campaign is completed or archived"),
    campaigns.CampaignObservedError: Kind(409, "campaign-observed", "The campaign was only imported"),
    campaigns.CampaignNotReadyError: Kind(409, "campaign-not-ready", "The campaign is not ready to launch"),
    campaigns.ChannelNotFoundError: Kind(404, "channel-not-found", "The campaign has no such channel"),
    campaigns.AdGroupNotFoundError: Kind(404, "ad-group-not-found", "The campaign has no such ad group"),
    campaigns.CreativeNotFoundError: Kind(404, "creative-not-found", "The ad group has no such creative"),
    rules.RuleNotActiveError: Kind(409, "rule-not-active", "The rule is not active"),
    application.NotFoundError: Kind(404, "not-found", "There is no such thing"),
    application.VersionConflictError: Kind(409, "version-conflict", "Somebody else changed it in the meantime"),
    application.PreconditionFailedError: Kind(412, "precondition-failed", "It is at another version"),
    application.CommandReusedError: Kind(422, "idempotency-key-reused", "The key came with another request"),
    application.NotAllowedError: Kind(403, "not-allowed", "The key lacks a permission"),
    application.NotAuthenticatedError: Kind(401, "not-authenticated", "No valid API key"),
    application.ConsentFailedError: Kind(400, "consent-failed", "The consent did not come about"),
    application.UnknownFactError: Kind(503, "unknown-fact", "Another version of this service wrote it"),
    application.TryLaterError: Kind(503, "try-later", "Too much is under way"),
    psycopg.OperationalError: Kind(503, "database-unavailable", "The database does not answer"),
    sqlalchemy.OperationalError: Kind(503, "database-unavailable", "The database does not answer"),
    sqlalchemy.TimeoutError: Kind(503, "database-unavailable", "The database does not answer"),
    platforms.NeedsConsentError: Kind(502, "platform-needs-consent", "The platform needs a new consent"),
    platforms.PermissionMissingError: Kind(502, "platform-permission-missing", "The platform denies access"),
    platforms.ValueRejectedError: Kind(502, "platform-rejected-value", "The platform rejected a value"),
    platforms.RemoteNotFoundError: Kind(502, "platform-not-found", "The platform does not find it"),
    platforms.RemoteConflictError: Kind(502, "platform-conflict", "The platform reports a conflict"),
    platforms.RateLimitedError: Kind(503, "platform-rate-limited", "The platform wants fewer calls"),
    platforms.DailyQuotaError: Kind(503, "platform-quota-used-up", "The platform's quota is used up"),
    platforms.TransientPlatformError: Kind(502, "platform-unwell", "The platform is not well at the moment"),
    platforms.AmbiguousOutcomeError: Kind(502, "platform-outcome-unknown", "The platform did not answer"),
    platforms.PlatformBugError: Kind(502, "platform-answer-unknown", "The platform's answer makes no sense"),
}
"""By class; a class that is not named is what its nearest named ancestor is."""

BY_STATUS: Mapping[int, Kind] = {
    400: Kind(400, "malformed-request", "The request cannot be read"),
    404: Kind(404, "not-found", "There is no such address"),
    405: Kind(405, "method-not-allowed", "The address does not take this method"),
}
"""What the framework itself refuses, by the status that it chose."""

_ADVICE = {
    400: "Send valid JSON in UTF-8.",
    404: "There is nothing at this address. The addresses are at /docs.",
    405: "The methods that it takes are in the header Allow, and at /docs.",
}


def kind_of(error: Exception) -> Kind:
    """What HTTP says of an error; `UNEXPECTED` for one that nobody named."""
    if isinstance(error, HTTPException):
        return BY_STATUS.get(error.status_code, UNEXPECTED)
    if isinstance(error, RequestValidationError) and is_malformed(error):
        return BY_STATUS[400]
    return next((KINDS[ancestor] for ancestor in type(error).__mro__ if ancestor in KINDS), UNEXPECTED)


def problem_of(error: Exception) -> Problem:
    """An error as a problem. Of an unexpected one nothing is told."""
    kind = kind_of(error)
    problem = Problem(type=f"/problems/{kind.slug}", title=kind.title, status=kind.status, detail=_detail(error, kind))
    match error:
        case domain.Refusal():
            problem.errors = [FieldError(field=v.field, message=v.message, fix=v.fix) for v in error.violations]
        case RequestValidationError():
            problem.errors = field_errors(error)
            problem.detail = " ".join(f"{e.field}: {e.message} {e.fix}" for e in problem.errors)
        case platforms.PlatformError():
            problem.detail = f"{error.message} {error.advice}"
            problem.platform, problem.code, problem.request_id = error.platform.value, error.code, error.request_id
    return problem


def headers_of(error: Exception) -> dict[str, str]:
    """The headers that belong to an error's status."""
    match kind_of(error).status, error:
        case 401, _:
            return {"WWW-Authenticate": 'Bearer realm="AdScale"'}
        case 503, platforms.PlatformError() if error.retry_after is not None:
            return {"Retry-After": str(_whole_seconds(error.retry_after))}
        case 503, _:
            return {"Retry-After": "1"}
        case 405, HTTPException():
            return dict(error.headers or {})
    return {}


def _whole_seconds(delay: timedelta) -> int:
    return max(1, -(-delay // timedelta(seconds=1)))


def _detail(error: Exception, kind: Kind) -> str:
    if kind is UNEXPECTED:
        return "The request was not carried out. Tell the operators the X-Request-Id of this answer."
    if isinstance(error, HTTPException):
        return _ADVICE[kind.status]
    if isinstance(error, (psycopg.Error, sqlalchemy.SQLAlchemyError)):
        return "Nobody knows whether it was done. Try again, with the same Idempotency-Key if it was a write."
    return str(error)
