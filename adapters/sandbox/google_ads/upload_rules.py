"""What is asked of conversions that are uploaded, and of their adjustments, each rule a row with its own switch.

Source: Google Ads API, guides "Manage offline conversions" and "Upload conversion adjustments"; error references.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from adapters.sandbox.google_ads.clicks import click_of
from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.refusals import Refusal
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Workspace
from adapters.sandbox.seed import GOOGLE_ADS
from adapters.sandbox.store import Entity

CONVERSION = "uploaded_conversion"
_LOOKBACK = timedelta(days=90)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d")
_CLICK_ID = re.compile(r"[\w-]{20,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One conversion or adjustment under judgement; `earlier` are those of its request that came before it.

    `known` are the conversions that were uploaded before this request.
    """

    message: Proto
    workspace: Workspace
    known: Sequence[Entity]
    earlier: Sequence[Proto]

    def action(self) -> Proto | None:
        """Return the conversion action it names, or None."""
        held = self.workspace.by_name("conversion_action", self.message.conversion_action)
        return held.message if held is not None and not held.removed else None

    def adjusted(self) -> Entity | None:
        """Return the conversion that an adjustment is about, or None."""
        return next((each for each in uploaded_to(self.workspace) if _is_about(self.message, each.fields)), None)


def uploaded_to(workspace: Workspace) -> list[Entity]:
    """Return the conversions that were uploaded to an account so far."""
    return workspace.sandbox.store.select(GOOGLE_ADS, workspace.account.id, CONVERSION)


def _is_about(adjustment: Proto, conversion: dict[str, object]) -> bool:
    if adjustment.conversion_action != conversion["conversion_action"]:
        return False
    if adjustment.order_id:
        return bool(adjustment.order_id == conversion.get("order_id"))
    pair = adjustment.gclid_date_time_pair
    return (pair.gclid, pair.conversion_date_time) == (conversion.get("gclid"), conversion["conversion_date_time"])


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRule:
    """One row; `path` is the field that the refusal points at."""

    name: str
    path: str
    broken_by: Callable[[Upload], bool]
    code: str
    message: str
    source: str = "D: guide Manage offline conversions; error reference"


def first_refusal(rules: Iterable[UploadRule], upload: Upload) -> Refusal | None:
    """Return what the first broken rule in force says, as Google does, or None."""
    switches = upload.workspace.sandbox.rules
    broken = next((rule for rule in rules if switches.holds(rule.name) and rule.broken_by(upload)), None)
    return Refusal(code=broken.code, message=broken.message, path=((broken.path, None),)) if broken else None


def moment_with_offset(text: str) -> datetime | None:
    """Return the moment that `2026-11-20 12:32:45-08:00` writes, or None."""
    if _MOMENT.fullmatch(text) is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _names_no_click(upload: Upload) -> bool:
    return not any(
        (upload.message.gclid, upload.message.gbraid, upload.message.wbraid, upload.message.user_identifiers)
    )


def _is_of_other_type(upload: Upload) -> bool:
    action = upload.action()
    return action is not None and enum_name(action, "type_") != "UPLOAD_CLICKS"


def _is_too_old(upload: Upload) -> bool:
    moment = moment_with_offset(upload.message.conversion_date_time)
    return moment is not None and moment < upload.workspace.now - _LOOKBACK


def _is_ahead(upload: Upload) -> bool:
    moment = moment_with_offset(upload.message.conversion_date_time)
    return moment is not None and moment > upload.workspace.now


def _precedes_its_click(upload: Upload) -> bool:
    click = click_of(upload.message.gclid)
    moment = moment_with_offset(upload.message.conversion_date_time)
    if click is None or moment is None:
        return False
    return moment.astimezone(ZoneInfo(upload.workspace.account.time_zone)).date() < click.day


def identity_of(conversion: Proto) -> tuple[str, ...]:
    """Return what no two conversions may have in common."""
    click = conversion.gclid or conversion.gbraid or conversion.wbraid
    return (click, conversion.conversion_action, conversion.conversion_date_time)


def _was_uploaded(upload: Upload) -> bool:
    return any(tuple(each.fields["_identity"]) == identity_of(upload.message) for each in upload.known)


def _order_was_uploaded(upload: Upload) -> bool:
    order = upload.message.order_id
    return bool(order) and any(each.fields.get("order_id") == order for each in upload.known)


def _order_comes_twice(upload: Upload) -> bool:
    order = upload.message.order_id
    return bool(order) and any(each.order_id == order for each in upload.earlier)


def _comes_twice(upload: Upload) -> bool:
    return any(identity_of(each) == identity_of(upload.message) for each in upload.earlier)


CLICK_RULES: tuple[UploadRule, ...] = (
    UploadRule(
        name="google_ads.click_conversion.gclid.required",
        path="gclid",
        broken_by=_names_no_click,
        code="field_error.REQUIRED",
        message="Say which click: gclid, gbraid, wbraid or user_identifiers.",
    ),
    UploadRule(
        name="google_ads.click_conversion.gclid.gbraid_wbraid_both_set",
        path="gbraid",
        broken_by=lambda upload: bool(upload.message.gbraid and upload.message.wbraid),
        code="conversion_upload_error.GBRAID_WBRAID_BOTH_SET",
        message="Set gbraid or wbraid, not both.",
    ),
    UploadRule(
        name="google_ads.click_conversion.gclid.unparseable_gclid",
        path="gclid",
        broken_by=lambda upload: bool(upload.message.gclid) and _CLICK_ID.fullmatch(upload.message.gclid) is None,
        code="conversion_upload_error.UNPARSEABLE_GCLID",
        message="The gclid could not be decoded: it is 20 letters or more of URL-safe Base64.",
    ),
    UploadRule(
        name="google_ads.click_conversion.conversion_action.no_conversion_action_found",
        path="conversion_action",
        broken_by=lambda upload: upload.action() is None,
        code="conversion_upload_error.NO_CONVERSION_ACTION_FOUND",
        message="The account has no conversion action of this name.",
    ),
    UploadRule(
        name="google_ads.click_conversion.conversion_action.invalid_conversion_action_type",
        path="conversion_action",
        broken_by=_is_of_other_type,
        code="conversion_upload_error.INVALID_CONVERSION_ACTION_TYPE",
        message="Conversions are uploaded to an action of type UPLOAD_CLICKS.",
    ),
    UploadRule(
        name="google_ads.click_conversion.conversion_date_time.invalid_string_date_time_seconds_with_offset",
        path="conversion_date_time",
        broken_by=lambda upload: moment_with_offset(upload.message.conversion_date_time) is None,
        code="date_error.INVALID_STRING_DATE_TIME_SECONDS_WITH_OFFSET",
        message="Must be 'yyyy-MM-dd HH:mm:ss+|-HH:mm'.",
    ),
    UploadRule(
        name="google_ads.click_conversion.conversion_date_time.too_recent_event",
        path="conversion_date_time",
        broken_by=_is_ahead,
        code="conversion_upload_error.TOO_RECENT_EVENT",
        message="The conversion lies in the future.",
    ),
    UploadRule(
        name="google_ads.click_conversion.conversion_date_time.conversion_precedes_event",
        path="conversion_date_time",
        broken_by=_precedes_its_click,
        code="conversion_upload_error.CONVERSION_PRECEDES_EVENT",
        message="The conversion lies before its click.",
    ),
    UploadRule(
        name="google_ads.click_conversion.conversion_date_time.expired_event",
        path="conversion_date_time",
        broken_by=_is_too_old,
        code="conversion_upload_error.EXPIRED_EVENT",
        message="The conversion lies more than 90 days back.",
    ),
    UploadRule(
        name="google_ads.click_conversion.gclid.duplicate_click_conversion_in_request",
        path="gclid",
        broken_by=_comes_twice,
        code="conversion_upload_error.DUPLICATE_CLICK_CONVERSION_IN_REQUEST",
        message="The request has this conversion twice.",
    ),
    UploadRule(
        name="google_ads.click_conversion.gclid.click_conversion_already_exists",
        path="gclid",
        broken_by=_was_uploaded,
        code="conversion_upload_error.CLICK_CONVERSION_ALREADY_EXISTS",
        message="This conversion was uploaded before.",
    ),
    UploadRule(
        name="google_ads.click_conversion.order_id.duplicate_order_id",
        path="order_id",
        broken_by=_order_comes_twice,
        code="conversion_upload_error.DUPLICATE_ORDER_ID",
        message="The request has this order twice.",
    ),
    UploadRule(
        name="google_ads.click_conversion.order_id.order_id_already_in_use",
        path="order_id",
        broken_by=_order_was_uploaded,
        code="conversion_upload_error.ORDER_ID_ALREADY_IN_USE",
        message="A conversion of this order was uploaded before.",
    ),
)


def _is_no_kind(upload: Upload) -> bool:
    return enum_name(upload.message, "adjustment_type") in {"UNSPECIFIED", "UNKNOWN"}


def _restates_nothing(upload: Upload) -> bool:
    value = upload.message.restatement_value
    return enum_name(upload.message, "adjustment_type") == "RESTATEMENT" and not value.HasField("adjusted_value")


def _was_retracted(upload: Upload) -> bool:
    conversion = upload.adjusted()
    return conversion is not None and bool(conversion.fields.get("_retracted"))


ADJUSTMENT_RULES: tuple[UploadRule, ...] = (
    UploadRule(
        name="google_ads.conversion_adjustment.adjustment_type.required",
        path="adjustment_type",
        broken_by=_is_no_kind,
        code="field_error.REQUIRED",
        message="RETRACTION, RESTATEMENT or ENHANCEMENT.",
    ),
    UploadRule(
        name="google_ads.conversion_adjustment.conversion_action.no_conversion_action_found",
        path="conversion_action",
        broken_by=lambda upload: upload.action() is None,
        code="conversion_adjustment_upload_error.NO_CONVERSION_ACTION_FOUND",
        message="The account has no conversion action of this name.",
    ),
    UploadRule(
        name="google_ads.conversion_adjustment.adjustment_date_time.invalid_string_date_time_seconds_with_offset",
        path="adjustment_date_time",
        broken_by=lambda upload: moment_with_offset(upload.message.adjustment_date_time) is None,
        code="date_error.INVALID_STRING_DATE_TIME_SECONDS_WITH_OFFSET",
        message="Must be 'yyyy-MM-dd HH:mm:ss+|-HH:mm'.",
    ),
    UploadRule(
        name="google_ads.conversion_adjustment.order_id.gclid_date_time_pair_and_order_id_both_set",
        path="order_id",
        broken_by=lambda upload: bool(upload.message.order_id and upload.message.gclid_date_time_pair.gclid),
        code="conversion_adjustment_upload_error.GCLID_DATE_TIME_PAIR_AND_ORDER_ID_BOTH_SET",
        message="Name the conversion by its order or by its click, not by both.",
    ),
    UploadRule(
        name="google_ads.conversion_adjustment.restatement_value.required",
        path="restatement_value",
        broken_by=_restates_nothing,
        code="field_error.REQUIRED",
        message="A restatement needs its adjusted_value.",
    ),
    UploadRule(
        name="google_ads.conversion_adjustment.order_id.conversion_not_found",
        path="order_id",
        broken_by=lambda upload: upload.adjusted() is None,
        code="conversion_adjustment_upload_error.CONVERSION_NOT_FOUND",
        message="No such conversion was uploaded.",
    ),
    UploadRule(
        name="google_ads.conversion_adjustment.order_id.conversion_already_retracted",
        path="order_id",
        broken_by=_was_retracted,
        code="conversion_adjustment_upload_error.CONVERSION_ALREADY_RETRACTED",
        message="The conversion was retracted before.",
    ),
)
