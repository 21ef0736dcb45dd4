from datetime import timedelta

import pytest
from google.ads.googleads.errors import GoogleAdsException

from tests.adapters.sandbox.google_ads.bench import Bench, codes
from tests.adapters.sandbox.google_ads.builders import Operation, a_keyword, a_removal, a_tree, temporary


def a_place(number: int = 2840, **changes: object) -> Operation:
    location = {"geo_target_constant": f"geoTargetConstants/{number}"}
    fields = {"campaign": temporary("campaigns", -2), "location": location} | changes
    return {"campaign_criterion_operation": {"create": fields}}


def an_excluded_age(age: str = "AGE_RANGE_18_24") -> Operation:
    fields = {"ad_group": temporary("adGroups", -3), "negative": True, "age_range": {"type_": age}}
    return {"ad_group_criterion_operation": {"create": fields}}


def test_places_and_ages_join_the_tree_under_their_known_ids(bench: Bench) -> None:
    *_, place, age = bench.mutate(*a_tree(), a_place(), an_excluded_age())

    row = bench.query("SELECT campaign_criterion.location.geo_target_constant, campaign.name FROM campaign_criterion")[
        0
    ]

    assert place.endswith("~2840")
    assert age.endswith("~503001")
    assert (row.campaign_criterion.location.geo_target_constant, row.campaign.name) == (
        "geoTargetConstants/2840",
        "Autumn",
    )


def test_an_ad_group_tells_whom_it_leaves_out(bench: Bench) -> None:
    bench.mutate(*a_tree(), an_excluded_age(), a_keyword())

    rows = bench.query("SELECT ad_group_criterion.type, ad_group_criterion.negative FROM ad_group_criterion")

    assert [(row.ad_group_criterion.type_.name, row.ad_group_criterion.negative) for row in rows] == [
        ("AGE_RANGE", True),
        ("KEYWORD", False),
    ]


@pytest.mark.parametrize(
    ("operations", "code"),
    [
        ([a_place(), a_place()], "mutate_error.RESOURCE_ALREADY_EXISTS"),
        ([a_place(), a_place(negative=True)], "campaign_criterion_error.CANNOT_TARGET_AND_EXCLUDE"),
        ([a_place(location={"geo_target_constant": "US"})], "criterion_error.INVALID_CRITERION_ID"),
        ([a_place(location=None)], "campaign_criterion_error.CONCRETE_TYPE_REQUIRED"),
        ([an_excluded_age("UNSPECIFIED")], "field_error.REQUIRED"),
        (
            [a_keyword("one two three four five six seven eight nine ten eleven")],
            "criterion_error.KEYWORD_HAS_TOO_MANY_WORDS",
        ),
        ([a_keyword("x" * 81)], "criterion_error.KEYWORD_TEXT_TOO_LONG"),
        ([a_keyword("boots!")], "criterion_error.KEYWORD_HAS_INVALID_CHARS"),
        ([a_keyword(match_type=0)], "field_error.REQUIRED"),
    ],
)
def test_a_criterion_is_refused(bench: Bench, operations: list[Operation], code: str) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(*a_tree(), *operations)

    assert codes(refusal.value) == [code]


def test_a_removed_place_can_come_back(bench: Bench) -> None:
    _, campaign, _, _, place = bench.mutate(*a_tree(), a_place())
    bench.mutate(a_removal("campaign_criterion", place))

    assert bench.mutate(a_place(campaign=campaign)) == [place]
    status = bench.query("SELECT campaign_criterion.status FROM campaign_criterion")[0].campaign_criterion.status
    assert status.name == "ENABLED"


def _days_shown(bench: Bench) -> int:
    bench.sandbox.clock.advance(timedelta(days=3))
    return len(bench.query("SELECT segments.date, metrics.clicks FROM campaign WHERE segments.date DURING LAST_7_DAYS"))


def test_an_ad_group_with_a_keyword_is_found_by_searches(bench: Bench) -> None:
    bench.mutate(*a_tree(status="ENABLED"), a_keyword())

    assert _days_shown(bench) > 0


@pytest.mark.parametrize(
    "criterion", [a_place(), an_excluded_age(), a_keyword(status="PAUSED"), a_keyword(negative=True)]
)
def test_an_ad_group_without_an_enabled_keyword_shows_nothing(bench: Bench, criterion: Operation) -> None:
    bench.mutate(*a_tree(status="ENABLED"), criterion)

    assert _days_shown(bench) == 0


def test_a_removed_keyword_finds_nobody(bench: Bench) -> None:
    *_, keyword = bench.mutate(*a_tree(status="ENABLED"), a_keyword())
    bench.mutate(a_removal("ad_group_criterion", keyword))

    assert _days_shown(bench) == 0
