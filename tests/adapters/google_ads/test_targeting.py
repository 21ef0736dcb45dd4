import pytest

from adapters.google_ads.countries import GEO_TARGETS
from adapters.google_ads.targeting import excluded_ages, geo_targets
from application.platforms.errors import ValueRejectedError
from domain.campaigns.ad_group import Targeting
from tests.adapters.google_ads.drafts import a_channel, an_ad_group

ALL = Targeting(countries=("US",))


def ages(low: int, high: int) -> tuple[str, ...]:
    return excluded_ages(Targeting(countries=("US",), age_min=low, age_max=high), "targeting")


@pytest.mark.parametrize(
    ("country", "criterion"),
    [("US", 2840), ("GB", 2826), ("DE", 2276), ("JP", 2392), ("AU", 2036), ("BR", 2076), ("AF", 2004), ("ZM", 2894)],
)
def test_a_country_is_its_iso_number_and_two_thousand(country: str, criterion: int) -> None:
    assert GEO_TARGETS[country] == f"geoTargetConstants/{criterion}"


def test_no_two_countries_share_a_target() -> None:
    assert len(set(GEO_TARGETS.values())) == len(GEO_TARGETS) == 249


def test_all_ad_groups_share_the_campaigns_countries() -> None:
    groups = (an_ad_group(1), an_ad_group(2, targeting=Targeting(countries=("CA", "US"))))

    assert geo_targets(a_channel(ad_groups=groups)) == ("geoTargetConstants/2840", "geoTargetConstants/2124")


def test_ad_groups_in_different_countries_are_refused() -> None:
    groups = (an_ad_group(1), an_ad_group(2, targeting=ALL))

    with pytest.raises(ValueRejectedError) as refused:
        geo_targets(a_channel(ad_groups=groups))

    assert refused.value.field == "ad_groups[1].targeting.countries"


def test_a_country_that_is_none_is_refused() -> None:
    groups = (an_ad_group(1, targeting=Targeting(countries=("US", "XX"))),)

    with pytest.raises(ValueRejectedError) as refused:
        geo_targets(a_channel(ad_groups=groups))

    assert refused.value.field == "ad_groups[0].targeting.countries[1]"


@pytest.mark.parametrize("low", [13, 18])
def test_everybody_is_addressed_without_a_criterion(low: int) -> None:
    assert ages(low, 65) == ()


def test_whoever_is_outside_the_ages_or_of_unknown_age_is_excluded() -> None:
    assert ages(25, 54) == ("AGE_RANGE_18_24", "AGE_RANGE_55_64", "AGE_RANGE_65_UP", "AGE_RANGE_UNDETERMINED")


def test_a_range_that_lies_partly_outside_is_left_out() -> None:
    assert "AGE_RANGE_18_24" in ages(21, 65)
    assert "AGE_RANGE_25_34" not in ages(21, 65)


def test_ages_that_hold_no_range_of_googles_are_refused() -> None:
    with pytest.raises(ValueRejectedError, match="none lies wholly in 26 to 33"):
        ages(26, 33)
