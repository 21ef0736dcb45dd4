"""Whether a resource serves, and why not: what Google derives from statuses and dates."""

from datetime import datetime

from adapters.sandbox.google_ads.criteria import enum_name
from adapters.sandbox.google_ads.times import moment
from adapters.sandbox.google_ads.wire import Proto

SERVED_BY_STATUS = frozenset({"campaign", "ad_group", "ad_group_ad"})
_SERVING = {"ENABLED": "SERVING", "PAUSED": "SERVING", "REMOVED": "NONE"}
_PRIMARY = {"ENABLED": "ELIGIBLE", "PAUSED": "PAUSED", "REMOVED": "REMOVED"}


def tell_serving(root: str, message: Proto, now: datetime) -> None:
    """Set serving and primary status for the moment `now` (local to the account, without a zone)."""
    status = enum_name(message, "status")
    phase = _phase(message, now) if root == "campaign" and status != "REMOVED" else None
    if root == "campaign":
        _set(message, "serving_status", phase or _SERVING.get(status, "UNKNOWN"))
    _set(message, "primary_status", phase if phase and status == "ENABLED" else _PRIMARY.get(status, "UNKNOWN"))


def tell_disapproval(ad_group_ad: Proto, reason: str) -> None:
    """Show an ad as its reviewers left it; `reason` stands as the topic of its policy."""
    summary = ad_group_ad.policy_summary
    _set(summary, "approval_status", "DISAPPROVED")
    if not summary.policy_topic_entries:
        _set(summary.policy_topic_entries.add(topic=reason), "type_", "PROHIBITED")
    if enum_name(ad_group_ad, "status") == "ENABLED":
        _set(ad_group_ad, "primary_status", "NOT_ELIGIBLE")


def _phase(campaign: Proto, now: datetime) -> str | None:
    start, end = moment(campaign.start_date_time), moment(campaign.end_date_time)
    if start is not None and now < start:
        return "PENDING"
    return "ENDED" if end is not None and now > end else None


def _set(message: Proto, field: str, name: str) -> None:
    setattr(message, field, message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_name[name].number)
