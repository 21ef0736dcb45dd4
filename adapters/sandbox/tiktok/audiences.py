"""TikTok's words for whom an ad reaches: targeting fields, and the dimensions of the audience report."""

from collections.abc import Mapping
from typing import Any

from adapters.sandbox.delivery import Audience, Dimension
from adapters.sandbox.seed import ReadyAccount

AGES = {
    "AGE_13_17": "13-17",
    "AGE_18_24": "18-24",
    "AGE_25_34": "25-34",
    "AGE_35_44": "35-44",
    "AGE_45_54": "45-54",
    "AGE_55_100": "55+",
}
GENDERS = {"FEMALE": "female", "MALE": "male", "NONE": "unknown"}
# GeoNames ids, as /tool/region/ gives them.
COUNTRIES = {
    "6252001": "US",
    "6251999": "CA",
    "2635167": "GB",
    "2921044": "DE",
    "3017382": "FR",
    "1861060": "JP",
    "1668284": "TW",
    "2077456": "AU",
    "3469034": "BR",
    "3996063": "MX",
}
DIMENSIONS: Mapping[str, Dimension] = {
    "gender": "gender",
    "age": "age",
    "country_code": "country",
    "platform": "device",
    "placement": "placement",
    # Divided further by `provinces`.
    "province_id": "country",
}
_WORDS = {"age": {neutral: word for word, neutral in AGES.items()}, "gender": {v: k for k, v in GENDERS.items()}}


def word(dimension: str, neutral: str) -> str:
    """Return TikTok's word for a segment of the delivery model."""
    return _WORDS.get(dimension, {}).get(neutral, neutral)


def audience_of(adgroup: Mapping[str, Any], account: ReadyAccount) -> Audience:
    """Return whom an ad group aims at, be it manual or Smart+."""
    aims: Mapping[str, Any] = adgroup.get("targeting_spec") or adgroup
    gender = str(aims.get("gender") or "").removeprefix("GENDER_")
    home = "JP" if account.currency == "JPY" else "US"
    countries = tuple(dict.fromkeys(COUNTRIES.get(one, home) for one in aims.get("location_ids") or ()))
    return Audience(
        ages=tuple(AGES[one] for one in aims.get("age_groups") or () if one in AGES),
        genders=(GENDERS[gender],) if gender in ("FEMALE", "MALE") else (),
        countries=countries or (home,),
    )
