"""What Google fills in when one of the further kinds is created."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from adapters.sandbox.google_ads.enums import default_enum, set_enum
from adapters.sandbox.google_ads.further_kinds import FURTHER_KINDS
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Held, Workspace

_KINDS = {kind.root: kind for kind in FURTHER_KINDS}
_LIFE_SPAN_DAYS = 30


def fill_in_further(held: Held, _: Workspace) -> None:
    """Set its number, its status, its type and what is particular to its kind."""
    kind, message = _KINDS[held.root], held.message
    fields = message.DESCRIPTOR.fields_by_name
    if kind.own_id in fields:
        setattr(message, kind.own_id, int(held.id.rpartition("~")[2]))
    if "status" in fields:
        default_enum(message, "status", "ENABLED")
    if held.root in _PARTICULAR:
        _PARTICULAR[held.root](message)


USER_LIST_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "crm_based_user_list": "CRM_BASED",
        "rule_based_user_list": "RULE_BASED",
        "logical_user_list": "LOGICAL",
        "basic_user_list": "REMARKETING",
        "lookalike_user_list": "LOOKALIKE",
    }
)
"""By what a list is made of."""


def _user_list(message: Proto) -> None:
    if kind := message.WhichOneof("user_list"):
        set_enum(message, "type_", USER_LIST_TYPES.get(kind, "UNKNOWN"))
    default_enum(message, "membership_status", "OPEN")
    set_enum(message, "access_reason", "OWNED")
    default_enum(message, "account_user_list_status", "ENABLED")
    if not message.HasField("membership_life_span"):
        message.membership_life_span = _LIFE_SPAN_DAYS
    message.size_for_display = message.size_for_search = 0
    message.eligible_for_display = True
    message.read_only = False


def _asset_group(message: Proto) -> None:
    set_enum(message, "primary_status", "PAUSED" if _is(message, "PAUSED") else "ELIGIBLE")
    set_enum(message, "ad_strength", "PENDING")


def _is(message: Proto, status: str) -> bool:
    values = message.DESCRIPTOR.fields_by_name["status"].enum_type.values_by_name
    return bool(message.status == values[status].number)


def _asset_group_asset(message: Proto) -> None:
    set_enum(message, "source", "ADVERTISER")
    set_enum(message, "primary_status", "ELIGIBLE")
    set_enum(message.policy_summary, "approval_status", "APPROVED")
    set_enum(message.policy_summary, "review_status", "REVIEWED")


def _signal(message: Proto) -> None:
    set_enum(message, "approval_status", "APPROVED")


_PARTICULAR: Mapping[str, Callable[[Proto], None]] = MappingProxyType(
    {
        "user_list": _user_list,
        "asset_group": _asset_group,
        "asset_group_asset": _asset_group_asset,
        "asset_group_signal": _signal,
    }
)
