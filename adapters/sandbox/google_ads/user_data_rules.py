"""What is asked of jobs that bring customers' data, each rule a row with its own switch.

Source: Google Ads API, guide "Customer Match"; error reference of OfflineUserDataJobError.
"""

import re

from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.request_rules import RequestRule
from adapters.sandbox.google_ads.wire import Proto

_SOURCE = "D: guide Customer Match; error reference"
_SHA256 = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)
_MOST_IDENTIFIERS = 20
_HASHED = {
    "hashed_email": lambda identifier: identifier.hashed_email,
    "hashed_phone_number": lambda identifier: identifier.hashed_phone_number,
    "address_info": lambda identifier: identifier.address_info.hashed_first_name,
}


def _rule(method: str, field: str, value: str, message: str) -> RequestRule:
    return RequestRule(
        name=f"google_ads.{method}.{field}.{value.lower()}",
        code=f"offline_user_data_job_error.{value}",
        message=message,
        source=_SOURCE,
    )


_CREATE, _ADD, _RUN = (
    "create_offline_user_data_job",
    "add_offline_user_data_job_operations",
    "run_offline_user_data_job",
)
NO_TYPE = RequestRule(
    name=f"google_ads.{_CREATE}.job.type.required",
    code="field_error.REQUIRED",
    message="The required field was not present.",
    source=_SOURCE,
)
NO_OPERATIONS = RequestRule(
    name=f"google_ads.{_ADD}.operations.required_field_missing",
    code="request_error.REQUIRED_FIELD_MISSING",
    message="At least one operation is required.",
    source=_SOURCE,
)
NOT_ALLOWED = _rule(
    _CREATE, "job.type", "NOT_ON_ALLOWLIST_FOR_STORE_SALES_DIRECT", "Accounts of the sandbox have Customer Match only."
)
ODD_LIST = _rule(_CREATE, "job.user_list", "INVALID_USER_LIST_ID", "The account has no user list of this name.")
ODD_LIST_TYPE = _rule(
    _CREATE, "job.user_list", "INVALID_USER_LIST_TYPE", "Customers are uploaded to a crm_based_user_list."
)
JOB_STARTED = _rule(_ADD, "resource_name", "JOB_ALREADY_STARTED", "The job has run.")
NOBODY = _rule(_ADD, "operations", "MISSING_USER_IDENTIFIER", "Say who it is.")
TOO_MUCH = _rule(_ADD, "operations", "TOO_MANY_USER_IDENTIFIERS", f"At most {_MOST_IDENTIFIERS} identifiers a person.")
NO_HASH = _rule(_ADD, "operations", "INVALID_SHA256_FORMAT", "Not a SHA-256 digest: 64 hexadecimal digits.")
ODD_ORDER = _rule(_ADD, "operations", "INVALID_OPERATION_ORDER", "remove_all comes first.")
RUN_TWICE = _rule(_RUN, "resource_name", "JOB_ALREADY_STARTED", "The job has run.")

USER_DATA_RULES: tuple[RequestRule, ...] = (
    NO_TYPE,
    NO_OPERATIONS,
    NOT_ALLOWED,
    ODD_LIST,
    ODD_LIST_TYPE,
    JOB_STARTED,
    NOBODY,
    TOO_MUCH,
    NO_HASH,
    ODD_ORDER,
    RUN_TWICE,
)


def broken_by(operation: Proto, index: int) -> RequestRule | None:
    """Return the rule that an operation of a job breaks at its place, or None."""
    kind = operation.WhichOneof("operation")
    if kind in {None, "remove_all"}:
        return ODD_ORDER if kind and index else None if kind else NOBODY
    identifiers = getattr(operation, kind).user_identifiers
    if not identifiers:
        return NOBODY
    if len(identifiers) > _MOST_IDENTIFIERS:
        return TOO_MUCH
    return NO_HASH if any(_is_unhashed(each) for each in identifiers) else None


def _is_unhashed(identifier: Proto) -> bool:
    kind = identifier.WhichOneof("identifier")
    return kind in _HASHED and _SHA256.fullmatch(_HASHED[kind](identifier)) is None


def is_of_customers(user_list: Proto) -> bool:
    """Say whether a list is made of uploaded customers."""
    return enum_name(user_list, "type_") == "CRM_BASED"
