"""Who saw an ad group's ads, by age, gender, income and parenthood: rows of all ranges, and their shares.

An ad group reaches all ranges that it does not leave out, whether it names them or not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from adapters.sandbox.google_ads.criteria import CRITERION_IDS
from adapters.sandbox.google_ads.enums import set_enum
from adapters.sandbox.google_ads.wire import Proto
from adapters.sandbox.google_ads.workspace import Held, Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Demography:
    """`kind` is the criterion's field and `collection` that of the view's names; `shares` are in percent."""

    kind: str
    collection: str
    shares: Mapping[str, int]


DEMOGRAPHY: Mapping[str, Demography] = MappingProxyType(
    {
        "age_range_view": Demography(
            kind="age_range",
            collection="ageRangeViews",
            shares={
                "AGE_RANGE_18_24": 11,
                "AGE_RANGE_25_34": 22,
                "AGE_RANGE_35_44": 20,
                "AGE_RANGE_45_54": 15,
                "AGE_RANGE_55_64": 12,
                "AGE_RANGE_65_UP": 11,
                "AGE_RANGE_UNDETERMINED": 9,
            },
        ),
        "gender_view": Demography(
            kind="gender", collection="genderViews", shares={"FEMALE": 44, "MALE": 47, "UNDETERMINED": 9}
        ),
        "income_range_view": Demography(
            kind="income_range",
            collection="incomeRangeViews",
            shares={
                "INCOME_RANGE_0_50": 24,
                "INCOME_RANGE_50_60": 9,
                "INCOME_RANGE_60_70": 9,
                "INCOME_RANGE_70_80": 9,
                "INCOME_RANGE_80_90": 9,
                "INCOME_RANGE_90_UP": 9,
                "INCOME_RANGE_UNDETERMINED": 31,
            },
        ),
        "parental_status_view": Demography(
            kind="parental_status",
            collection="parentalStatusViews",
            shares={"PARENT": 31, "NOT_A_PARENT": 42, "UNDETERMINED": 27},
        ),
    }
)
"""By view; the shares are made up, after what search campaigns commonly show."""


def reached(workspace: Workspace, view: str, ad_group_id: str) -> Mapping[str, int]:
    """Return the shares of the ranges that an ad group reaches, by the ids of its criteria; of all if of none."""
    table = DEMOGRAPHY[view]
    ids = {name: f"{ad_group_id}~{CRITERION_IDS[table.kind][name]}" for name in table.shares}
    left_out = {name for name, criterion in ids.items() if _is_left_out(workspace, criterion)}
    kept = {ids[name]: share for name, share in table.shares.items() if name not in left_out}
    return kept or {ids[name]: share for name, share in table.shares.items()}


def _is_left_out(workspace: Workspace, criterion_id: str) -> bool:
    held = workspace.find("ad_group_criterion", criterion_id)
    return held is not None and not held.removed and bool(held.message.negative)


def criterion_of(workspace: Workspace, view: str, name: str, ad_group: Held) -> Proto:
    """Return the criterion of one range as the ad group has it, or as Google tells one that it never named."""
    table = DEMOGRAPHY[view]
    criterion_id = CRITERION_IDS[table.kind][name]
    held = workspace.find("ad_group_criterion", f"{ad_group.id}~{criterion_id}")
    if held is not None and not held.removed:
        return held.message
    message = workspace.wire.resource_type("ad_group_criterion")()
    message.resource_name = f"customers/{workspace.account.id}/adGroupCriteria/{ad_group.id}~{criterion_id}"
    message.ad_group, message.criterion_id, message.negative = ad_group.name, int(criterion_id), False
    set_enum(message, "status", "ENABLED")
    set_enum(message, "type_", table.kind.upper())
    set_enum(getattr(message, table.kind), "type_", name)
    return message
