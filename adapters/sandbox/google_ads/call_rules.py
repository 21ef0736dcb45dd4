"""What is asked of conversions of phone calls that are uploaded, each rule a row with its own switch.

Nobody phones anybody in the sandbox: with all rules in force, no call is found. Source: Google Ads API, guide
"Upload call conversions"; error reference.
"""

import re

from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.upload_rules import Upload, UploadRule, moment_with_offset
from adapters.sandbox.google_ads.wire import Proto

CALL = "uploaded_call_conversion"
_NUMBER = re.compile(r"\+?[\d\s().-]{7,24}")
_SOURCE = "D: guide Upload call conversions; error reference"


def _is_of_other_type(upload: Upload) -> bool:
    action = upload.action()
    return action is not None and enum_name(action, "type_") != "UPLOAD_CALLS"


def _precedes_call(upload: Upload) -> bool:
    began = moment_with_offset(upload.message.call_start_date_time)
    happened = moment_with_offset(upload.message.conversion_date_time)
    return began is not None and happened is not None and happened < began


def _is_ahead(upload: Upload) -> bool:
    began = moment_with_offset(upload.message.call_start_date_time)
    return began is not None and began > upload.workspace.now


def call_identity(call: Proto) -> tuple[str, ...]:
    """Return what no two conversions of calls may have in common."""
    return (call.caller_id, call.call_start_date_time, call.conversion_action, call.conversion_date_time)


def _comes_twice(upload: Upload) -> bool:
    return any(call_identity(each) == call_identity(upload.message) for each in upload.earlier)


_OFFSET = "Must be 'yyyy-MM-dd HH:mm:ss+|-HH:mm'."
CALL_RULES: tuple[UploadRule, ...] = (
    UploadRule(
        name="google_ads.call_conversion.caller_id.required",
        path="caller_id",
        broken_by=lambda upload: not upload.message.caller_id,
        code="field_error.REQUIRED",
        message="Say who called.",
        source=_SOURCE,
    ),
    UploadRule(
        name="google_ads.call_conversion.caller_id.unparseable_callers_phone_number",
        path="caller_id",
        broken_by=lambda upload: bool(upload.message.caller_id) and _NUMBER.fullmatch(upload.message.caller_id) is None,
        code="conversion_upload_error.UNPARSEABLE_CALLERS_PHONE_NUMBER",
        message="Not a phone number, as +16502531234.",
        source=_SOURCE,
    ),
    UploadRule(
        name="google_ads.call_conversion.conversion_action.no_conversion_action_found",
        path="conversion_action",
        broken_by=lambda upload: upload.action() is None,
        code="conversion_upload_error.NO_CONVERSION_ACTION_FOUND",
        message="The account has no conversion action of this name.",
        source=_SOURCE,
    ),
    UploadRule(
        name="google_ads.call_conversion.conversion_action.invalid_conversion_action_type",
        path="conversion_action",
        broken_by=_is_of_other_type,
        code="conversion_upload_error.INVALID_CONVERSION_ACTION_TYPE",
        message="Conversions of calls are uploaded to an action of type UPLOAD_CALLS.",
        source=_SOURCE,
    ),
    *(
        UploadRule(
            name=f"google_ads.call_conversion.{field}.invalid_string_date_time_seconds_with_offset",
            path=field,
            broken_by=lambda upload, field=field: moment_with_offset(getattr(upload.message, field)) is None,  # type: ignore[misc]  # a default binds the loop's field
            code="date_error.INVALID_STRING_DATE_TIME_SECONDS_WITH_OFFSET",
            message=_OFFSET,
            source=_SOURCE,
        )
        for field in ("call_start_date_time", "conversion_date_time")
    ),
    UploadRule(
        name="google_ads.call_conversion.conversion_date_time.conversion_precedes_call",
        path="conversion_date_time",
        broken_by=_precedes_call,
        code="conversion_upload_error.CONVERSION_PRECEDES_CALL",
        message="The conversion lies before the call.",
        source=_SOURCE,
    ),
    UploadRule(
        name="google_ads.call_conversion.call_start_date_time.too_recent_call",
        path="call_start_date_time",
        broken_by=_is_ahead,
        code="conversion_upload_error.TOO_RECENT_CALL",
        message="The call lies in the future.",
        source=_SOURCE,
    ),
    UploadRule(
        name="google_ads.call_conversion.caller_id.duplicate_call_conversion_in_request",
        path="caller_id",
        broken_by=_comes_twice,
        code="conversion_upload_error.DUPLICATE_CALL_CONVERSION_IN_REQUEST",
        message="The request has this conversion twice.",
        source=_SOURCE,
    ),
    UploadRule(
        name="google_ads.call_conversion.caller_id.call_not_found",
        path="caller_id",
        broken_by=lambda _: True,
        code="conversion_upload_error.CALL_NOT_FOUND",
        message="No such call was made: nobody phones in the sandbox.",
        source=_SOURCE,
    ),
)
