"""Google's codes as our closed set of errors: one table of codes, one of kinds of codes, one of bare gRPC statuses.

A code that stands nowhere here is a `PlatformBugError`, with the code kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapters.google_ads.failures import Complaint, Failure
from adapters.google_ads.operation import Operation
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
from domain.shared.currencies import DECIMALS
from domain.shared.money import Currency, Money
from domain.shared.platform import Platform


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means for us; `advice` where ours is better than the error's own.

    `error` None: the answer is lost, and what that means depends on whether anything was to be changed.
    """

    error: type[PlatformError] | None
    advice: str | None = None


_LOST = Meaning(None)
_UNDECLARED = Meaning(
    ValueRejectedError,
    "Declare in Google Ads, for every campaign of the account, whether it contains EU political advertising: "
    "one that is undeclared blocks them all.",
)

BY_CODE: Mapping[str, Meaning] = {
    "authentication_error.CUSTOMER_NOT_FOUND": Meaning(RemoteNotFoundError, "The account is no longer there."),
    "authentication_error.NOT_ADS_USER": Meaning(
        NeedsConsentError, "Connect again as a Google user who has access to an ad account."
    ),
    "authentication_error.TWO_STEP_VERIFICATION_NOT_ENROLLED": Meaning(
        NeedsConsentError, "Switch two-step verification on for the Google user, then connect the account again."
    ),
    "authorization_error.CUSTOMER_NOT_ENABLED": Meaning(
        PermissionMissingError, "The account is not open, or was closed. Open it in Google Ads, then try again."
    ),
    "authorization_error.ACTION_NOT_PERMITTED_FOR_SUSPENDED_ACCOUNT": Meaning(
        PermissionMissingError, "Google suspended the account. Contact Google's support."
    ),
    "authorization_error.CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION": Meaning(
        PermissionMissingError, "Our Google Cloud project may use test accounts only. Apply for production access."
    ),
    "authorization_error.INVALID_LOGIN_CUSTOMER_ID_SERVING_CUSTOMER_ID_COMBINATION": Meaning(
        PermissionMissingError, "The manager account no longer manages this one. Connect the account again."
    ),
    "quota_error.RESOURCE_EXHAUSTED": Meaning(DailyQuotaError),
    "quota_error.RESOURCE_TEMPORARILY_EXHAUSTED": Meaning(RateLimitedError),
    "quota_error.EXCESSIVE_SHORT_TERM_QUERY_RESOURCE_CONSUMPTION": Meaning(RateLimitedError),
    "quota_error.EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION": Meaning(DailyQuotaError),
    "quota_error.ACCESS_PROHIBITED": Meaning(PermissionMissingError, "Our Google Cloud project has no access left."),
    "internal_error.INTERNAL_ERROR": _LOST,
    "internal_error.TRANSIENT_ERROR": _LOST,
    "internal_error.DEADLINE_EXCEEDED": _LOST,
    "database_error.CONCURRENT_MODIFICATION": Meaning(RemoteConflictError),
    "database_error.DATA_CONSTRAINT_VIOLATION": Meaning(RemoteConflictError),
    "campaign_error.DUPLICATE_CAMPAIGN_NAME": Meaning(RemoteConflictError),
    "ad_group_error.DUPLICATE_ADGROUP_NAME": Meaning(RemoteConflictError),
    "mutate_error.RESOURCE_NOT_FOUND": Meaning(RemoteNotFoundError),
    "mutate_error.RESOURCE_ALREADY_EXISTS": Meaning(RemoteConflictError),
    "mutate_error.EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED": _UNDECLARED,
    "request_error.RPC_DEADLINE_TOO_SHORT": Meaning(TransientPlatformError),
    "operation_access_denied_error.OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE": Meaning(RemoteNotFoundError),
    "campaign_budget_error.CAMPAIGN_BUDGET_REMOVED": Meaning(RemoteNotFoundError),
    "resource_count_limit_exceeded_error.AD_GROUP_AD_LIMIT": Meaning(
        ValueRejectedError, "Google shows at most 3 responsive search ads an ad group. Move creatives to another one."
    ),
    "criterion_error.KEYWORD_HAS_INVALID_CHARS": Meaning(
        ValueRejectedError, "Write the keyword in letters, digits and plain punctuation."
    ),
    "criterion_error.CANNOT_TARGET_CRITERION": Meaning(
        ValueRejectedError, "Google does not offer this country or these ages. Choose others."
    ),
}
"""What single codes mean. Source: the error enumerations of Google Ads API v26 and its "Common errors" guide."""

BY_KIND: Mapping[str, Meaning] = {
    "authentication_error": Meaning(NeedsConsentError),
    "authorization_error": Meaning(PermissionMissingError),
    "operation_access_denied_error": Meaning(PermissionMissingError),
    "customer_error": Meaning(PermissionMissingError),
    "identity_verification_error": Meaning(
        PermissionMissingError, "Verify the advertiser in Google Ads; until then Google takes no changes."
    ),
    "policy_finding_error": Meaning(
        ValueRejectedError, "Google's advertising policies forbid this. Change the text or the address."
    ),
    "policy_violation_error": Meaning(
        ValueRejectedError, "Google's advertising policies forbid this. Change the text or the address."
    ),
    **dict.fromkeys(
        "ad_error ad_group_ad_error ad_group_criterion_error ad_group_error asset_error bidding_error "
        "campaign_budget_error campaign_criterion_error campaign_error collection_size_error criterion_error "
        "currency_error date_error date_range_error field_error range_error region_code_error "
        "resource_count_limit_exceeded_error setting_error size_limit_error string_format_error "
        "string_length_error url_field_error".split(),
        Meaning(ValueRejectedError),
    ),
}
"""What a kind of codes means where the code itself stands nowhere."""

BY_STATUS: Mapping[str, Meaning] = {
    "UNAUTHENTICATED": Meaning(NeedsConsentError),
    "PERMISSION_DENIED": Meaning(PermissionMissingError),
    "RESOURCE_EXHAUSTED": Meaning(RateLimitedError),
    "ABORTED": Meaning(RemoteConflictError),
    **dict.fromkeys("CANCELLED DATA_LOSS DEADLINE_EXCEEDED INTERNAL UNAVAILABLE UNKNOWN".split(), _LOST),
}
"""What a gRPC status means where Google said nothing of its own."""

DATE_IS_PAST = frozenset({"date_range_error.CANNOT_SET_DATE_TO_PAST", "date_error.EARLIER_THAN_MINIMUM_DATE"})
"""How Google refuses a first or last day that is over by the account's own clock."""

_BUG = Meaning(PlatformBugError)
_NEVER_CONNECTED = ("failed to connect to all addresses", "connections to all backends failing", "DNS resolution")


def translate(failure: Failure, operations: Sequence[Operation] = ()) -> PlatformError:
    """Our error for a failed call; `operations` are what it would have changed, none for a read."""
    for complaint in failure.complaints[:1]:
        return _from_complaint(complaint, failure, operations)
    nothing_sent = failure.status == "UNAVAILABLE" and any(said in failure.details for said in _NEVER_CONNECTED)
    meaning = Meaning(TransientPlatformError) if nothing_sent else BY_STATUS.get(failure.status, _BUG)
    return _class(meaning, operations)(
        f"Google Ads: {failure.details}",
        platform=Platform.GOOGLE_ADS,
        code=failure.status,
        request_id=failure.request_id,
        advice=meaning.advice,
    )


def _from_complaint(complaint: Complaint, failure: Failure, operations: Sequence[Operation]) -> PlatformError:
    meaning = BY_CODE.get(complaint.code) or BY_KIND.get(complaint.code.partition(".")[0], _BUG)
    return _class(meaning, operations)(
        " ".join(_said(failure.complaints)),
        platform=Platform.GOOGLE_ADS,
        code=complaint.code,
        request_id=failure.request_id,
        field=_our_field(complaint.path, operations),
        advice=meaning.advice,
        retry_after=complaint.retry_after,
    )


def _class(meaning: Meaning, operations: Sequence[Operation]) -> type[PlatformError]:
    if meaning.error is not None:
        return meaning.error
    return AmbiguousOutcomeError if operations else TransientPlatformError


def _said(complaints: Sequence[Complaint]) -> Iterator[str]:
    yield from dict.fromkeys(complaint.message for complaint in complaints)
    for complaint in complaints:
        if complaint.minimum_micros is not None and complaint.currency in DECIMALS:
            yield f"The least is {Money(currency=Currency(complaint.currency), micros=complaint.minimum_micros)} a day."


def _our_field(path: Sequence[tuple[str, int | None]], operations: Sequence[Operation]) -> str | None:
    """The field as a person knows it, by the operation's own map; Google's path where it has none."""
    at = next((index for name, index in path if name == "mutate_operations"), None)
    if at is not None and at < len(operations):
        about = operations[at].about
        for name, index in path:
            if name in about:
                return about[name] if index is None else f"{about[name]}[{index}]"
    return ".".join(name if index is None else f"{name}[{index}]" for name, index in path) or None
