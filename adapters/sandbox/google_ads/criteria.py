"""Criteria, what a campaign or an ad group aims at or leaves out: how each gets its id."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from adapters.sandbox.google_ads.wire import Proto

CRITERIA = frozenset({"campaign_criterion", "ad_group_criterion", "ad_group_bid_modifier"})

CRITERION_IDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "age_range": {
            "AGE_RANGE_18_24": "503001",
            "AGE_RANGE_25_34": "503002",
            "AGE_RANGE_35_44": "503003",
            "AGE_RANGE_45_54": "503004",
            "AGE_RANGE_55_64": "503005",
            "AGE_RANGE_65_UP": "503006",
            "AGE_RANGE_UNDETERMINED": "503999",
        },
        "gender": {"MALE": "10", "FEMALE": "11", "UNDETERMINED": "20"},
        "income_range": {
            "INCOME_RANGE_UNDETERMINED": "510000",
            "INCOME_RANGE_0_50": "510001",
            "INCOME_RANGE_50_60": "510002",
            "INCOME_RANGE_60_70": "510003",
            "INCOME_RANGE_70_80": "510004",
            "INCOME_RANGE_80_90": "510005",
            "INCOME_RANGE_90_UP": "510006",
        },
        "parental_status": {"PARENT": "300", "NOT_A_PARENT": "301", "UNDETERMINED": "302"},
        "device": {"DESKTOP": "30000", "MOBILE": "30001", "TABLET": "30002", "CONNECTED_TV": "30004"},
    }
)
"""Source: Google Ads API data reference, "Codes and formats"."""

_CONSTANTS = {
    "location": ("geo_target_constant", "geoTargetConstants"),
    "language": ("language_constant", "languageConstants"),
}


def criterion_id(criterion: Proto) -> str | None:
    """Return the id that the criterion has everywhere, as a place or an age range does; None for a keyword.

    A malformed constant and an unset range have none either: their rules refuse them.
    """
    kind = criterion.WhichOneof("criterion")
    if kind in _CONSTANTS:
        field, collection = _CONSTANTS[kind]
        found = re.fullmatch(rf"{collection}/(\d+)", getattr(getattr(criterion, kind), field))
        return found[1] if found else None
    if kind in CRITERION_IDS:
        return CRITERION_IDS[kind].get(enum_name(getattr(criterion, kind), "type_"))
    return None


def enum_name(message: Proto, field: str) -> str:
    """Return the name of an enumerated field's value."""
    values = message.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number
    number = getattr(message, field)
    return str(values[number].name) if number in values else "UNKNOWN"
