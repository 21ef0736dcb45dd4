"""How many assets of each use an asset group cannot do without. Source: guide "Performance Max", asset requirements."""

from dataclasses import dataclass

from adapters.sandbox.google_ads.request_rules import RequestRule

_SOURCE = "D: guide Performance Max, asset requirements"


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """`least` assets used as one of `uses`; of the `brand` are those that a campaign may have for all its groups."""

    uses: frozenset[str]
    least: int
    rule: RequestRule
    brand: bool = False


def _minimum(name: str, least: int, *uses: str, brand: bool = False) -> Minimum:
    rule = RequestRule(
        name=f"google_ads.asset_group.assets.not_enough_{name}_asset",
        code=f"asset_group_error.NOT_ENOUGH_{name.upper()}_ASSET",
        message=f"At least {least} of {name.replace('_', ' ')}.",
        source=_SOURCE,
    )
    return Minimum(uses=frozenset(uses), least=least, rule=rule, brand=brand)


MINIMUMS: tuple[Minimum, ...] = (
    _minimum("headline", 3, "HEADLINE"),
    _minimum("long_headline", 1, "LONG_HEADLINE"),
    _minimum("description", 2, "DESCRIPTION"),
    _minimum("business_name", 1, "BUSINESS_NAME", brand=True),
    _minimum("marketing_image", 1, "MARKETING_IMAGE"),
    _minimum("square_marketing_image", 1, "SQUARE_MARKETING_IMAGE"),
    _minimum("logo", 1, "LOGO", brand=True),
)
MINIMUM_RULES = tuple(minimum.rule for minimum in MINIMUMS)
