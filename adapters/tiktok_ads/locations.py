"""Countries as TikTok numbers them: its `location_ids` are the ids of GeoNames (geonames.org, country list)."""

from collections.abc import Iterable, Mapping

from application.platforms.errors import ValueRejectedError
from domain.shared.platform import Platform

LOCATION_IDS: Mapping[str, str] = {
    "AE": "290557",
    "AR": "3865483",
    "AT": "2782113",
    "AU": "2077456",
    "BD": "1210997",
    "BE": "2802361",
    "BH": "290291",
    "BR": "3469034",
    "CA": "6251999",
    "CH": "2658434",
    "CL": "3895114",
    "CO": "3686110",
    "CR": "3624060",
    "CZ": "3077311",
    "DE": "2921044",
    "DK": "2623032",
    "EG": "357994",
    "ES": "2510769",
    "FI": "660013",
    "FR": "3017382",
    "GB": "2635167",
    "GR": "390903",
    "HK": "1819730",
    "HU": "719819",
    "ID": "1643084",
    "IE": "2963597",
    "IL": "294640",
    "IT": "3175395",
    "JO": "248816",
    "JP": "1861060",
    "KE": "192950",
    "KR": "1835841",
    "KW": "285570",
    "KZ": "1522867",
    "MA": "2542007",
    "MX": "3996063",
    "MY": "1733045",
    "NG": "2328926",
    "NL": "2750405",
    "NO": "3144096",
    "NZ": "2186224",
    "OM": "286963",
    "PE": "3932488",
    "PH": "1694008",
    "PK": "1168579",
    "PL": "798544",
    "PT": "2264397",
    "QA": "289688",
    "RO": "798549",
    "SA": "102358",
    "SE": "2661886",
    "SG": "1880251",
    "TH": "1605651",
    "TR": "298795",
    "TW": "1668284",
    "UA": "690791",
    "US": "6252001",
    "VN": "1562822",
    "ZA": "953987",
}


def location_ids(countries: Iterable[str]) -> list[str]:
    """TikTok's ids of countries; refuses one in which it shows no ads."""
    return [_location_id(country) for country in countries]


def _location_id(country: str) -> str:
    if country not in LOCATION_IDS:
        raise ValueRejectedError(
            f"TikTok cannot be asked to show ads in {country}.",
            platform=Platform.TIKTOK_ADS,
            field="targeting.countries",
            advice=f"Leave it out for TikTok, or choose among {', '.join(LOCATION_IDS)}.",
        )
    return LOCATION_IDS[country]
