"""Places and languages: what the API calls constants, the same for every account.

Source: Google Ads API, "Geo targets" (a country's id is 2000 plus its ISO 3166-1 number) and "Codes and formats".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.sandbox.google_ads.wire import Proto, Wire

_COUNTRY = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """`number` and `code` after ISO 3166-1."""

    number: int
    code: str
    name: str

    @property
    def id(self) -> int:
        """Return its id as a place to aim at."""
        return _COUNTRY + self.number


COUNTRIES = tuple(
    Country(number=number, code=code, name=name)
    for number, code, name in (
        (32, "AR", "Argentina"),
        (36, "AU", "Australia"),
        (40, "AT", "Austria"),
        (56, "BE", "Belgium"),
        (76, "BR", "Brazil"),
        (124, "CA", "Canada"),
        (152, "CL", "Chile"),
        (170, "CO", "Colombia"),
        (203, "CZ", "Czechia"),
        (208, "DK", "Denmark"),
        (246, "FI", "Finland"),
        (250, "FR", "France"),
        (276, "DE", "Germany"),
        (300, "GR", "Greece"),
        (344, "HK", "Hong Kong"),
        (348, "HU", "Hungary"),
        (356, "IN", "India"),
        (360, "ID", "Indonesia"),
        (372, "IE", "Ireland"),
        (376, "IL", "Israel"),
        (380, "IT", "Italy"),
        (392, "JP", "Japan"),
        (410, "KR", "South Korea"),
        (458, "MY", "Malaysia"),
        (484, "MX", "Mexico"),
        (528, "NL", "Netherlands"),
        (554, "NZ", "New Zealand"),
        (578, "NO", "Norway"),
        (608, "PH", "Philippines"),
        (616, "PL", "Poland"),
        (620, "PT", "Portugal"),
        (642, "RO", "Romania"),
        (682, "SA", "Saudi Arabia"),
        (702, "SG", "Singapore"),
        (704, "VN", "Vietnam"),
        (710, "ZA", "South Africa"),
        (724, "ES", "Spain"),
        (752, "SE", "Sweden"),
        (756, "CH", "Switzerland"),
        (158, "TW", "Taiwan"),
        (764, "TH", "Thailand"),
        (784, "AE", "United Arab Emirates"),
        (792, "TR", "Turkiye"),
        (804, "UA", "Ukraine"),
        (826, "GB", "United Kingdom"),
        (840, "US", "United States"),
    )
)

LANGUAGES = (
    (1000, "en", "English"),
    (1001, "de", "German"),
    (1002, "fr", "French"),
    (1003, "es", "Spanish"),
    (1004, "it", "Italian"),
    (1005, "ja", "Japanese"),
    (1010, "nl", "Dutch"),
    (1012, "ko", "Korean"),
    (1014, "pt", "Portuguese"),
    (1015, "sv", "Swedish"),
    (1030, "pl", "Polish"),
)


def constants(wire: Wire, root: str) -> Iterator[Proto]:
    """Yield every `geo_target_constant` (countries only) or every `language_constant`."""
    if root == "geo_target_constant":
        for country in COUNTRIES:
            yield _country(wire, country)
        return
    for number, code, name in LANGUAGES:
        yield wire.resource_type(root)(
            resource_name=f"languageConstants/{number}", id=number, code=code, name=name, targetable=True
        )


def _country(wire: Wire, country: Country) -> Proto:
    return wire.resource_type("geo_target_constant")(
        resource_name=f"geoTargetConstants/{country.id}",
        id=country.id,
        name=country.name,
        canonical_name=country.name,
        country_code=country.code,
        target_type="Country",
        status="ENABLED",
    )
