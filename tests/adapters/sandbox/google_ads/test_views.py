"""Views and changes: rows that follow from what is kept."""

from datetime import timedelta

import pytest
from google.ads.googleads.errors import GoogleAdsException

from tests.adapters.sandbox.google_ads.bench import Bench, codes, gaql
from tests.adapters.sandbox.google_ads.builders import a_keyword, a_removal, a_tree, an_update, temporary
from tests.adapters.sandbox.google_ads.further_world import create
from tests.adapters.sandbox.google_ads.rule_world import a_place

_WEEK = "WHERE segments.date BETWEEN '2026-10-01' AND '2026-10-07'"


@pytest.fixture
def advertised(bench: Bench) -> Bench:
    tree = a_tree(status="ENABLED")
    places = (create("campaign_criterion", **a_place(temporary("campaigns", -2), code)) for code in (2840, 2276))
    bench.mutate(*tree, a_keyword(), a_keyword("hiking boots"), *places)
    bench.sandbox.clock.advance(timedelta(days=7))
    return bench


def _clicks(bench: Bench, resource: str) -> int:
    return sum(row.metrics.clicks for row in bench.query(gaql("metrics.clicks, segments.date", resource, _WEEK)))


@pytest.mark.parametrize(
    "view",
    [
        *("search_term_view", "geographic_view", "user_location_view", "location_view", "landing_page_view"),
        *("expanded_landing_page_view", "age_range_view", "gender_view", "income_range_view", "parental_status_view"),
    ],
)
def test_a_view_adds_up_to_its_campaigns(advertised: Bench, view: str) -> None:
    assert _clicks(advertised, view) == _clicks(advertised, "campaign") > 0


def test_a_range_that_is_left_out_has_no_figures(advertised: Bench) -> None:
    ad_group = advertised.query(gaql("ad_group.id", "ad_group"))[0].ad_group.resource_name
    advertised.mutate(create("ad_group_criterion", ad_group=ad_group, negative=True, gender={"type_": "MALE"}))

    rows = advertised.query(gaql("ad_group_criterion.gender.type, metrics.clicks, segments.date", "gender_view", _WEEK))

    assert {row.ad_group_criterion.gender.type_.name for row in rows} == {"FEMALE", "UNDETERMINED"}
    assert sum(row.metrics.clicks for row in rows) == _clicks(advertised, "campaign")


def test_every_click_is_a_row_with_its_id(advertised: Bench) -> None:
    day = "WHERE segments.date = '2026-10-05'"
    rows = advertised.query(gaql("click_view.gclid, click_view.keyword_info.text, metrics.clicks", "click_view", day))

    assert len({row.click_view.gclid for row in rows}) == len(rows)
    assert {row.click_view.keyword_info.text for row in rows} <= {"warm boots", "hiking boots"}
    whole = advertised.query(gaql("metrics.clicks", "customer", day))[0].metrics.clicks
    assert sum(row.metrics.clicks for row in rows) == whole > 0


@pytest.mark.parametrize("resource", ["customer", "campaign", "ad_group", "ad_group_ad", "search_term_view"])
def test_figures_are_told_by_the_keyword_that_brought_them(advertised: Bench, resource: str) -> None:
    fields = "segments.keyword.info.text, segments.keyword.info.match_type, metrics.clicks"

    rows = advertised.query(gaql(fields, resource, _WEEK))

    assert {row.segments.keyword.info.text for row in rows} == {"warm boots", "hiking boots"}
    assert {row.segments.keyword.info.match_type.name for row in rows} == {"PHRASE"}
    assert sum(row.metrics.clicks for row in rows) == _clicks(advertised, "campaign")


def test_an_audience_of_nobody_has_a_row_and_no_figures(advertised: Bench) -> None:
    ad_group = advertised.query(gaql("ad_group.id", "ad_group"))[0].ad_group.resource_name
    users = advertised.mutate(create("user_list", name="Buyers", crm_based_user_list={}))[0]
    advertised.mutate(create("ad_group_criterion", ad_group=ad_group, user_list={"user_list": users}))

    fields = "ad_group_criterion.user_list.user_list, metrics.impressions"
    (row,) = advertised.query(gaql(fields, "ad_group_audience_view", _WEEK))

    assert (row.ad_group_criterion.user_list.user_list, row.metrics.impressions) == (users, 0)


def test_people_search_for_the_keywords(advertised: Bench) -> None:
    rows = advertised.query(gaql("search_term_view.search_term, ad_group.name", "search_term_view"))
    assert sorted(row.search_term_view.search_term for row in rows) == ["hiking boots", "warm boots"]


def test_countries_are_told_by_their_numbers(advertised: Bench) -> None:
    rows = advertised.query(gaql("geographic_view.country_criterion_id", "geographic_view"))
    assert sorted(row.geographic_view.country_criterion_id for row in rows) == [2276, 2840]


def test_a_budget_s_figures_are_divided_by_its_campaigns(advertised: Bench) -> None:
    fields = "metrics.clicks, segments.budget_campaign_association_status.campaign, segments.date"
    rows = advertised.query(gaql(fields, "campaign_budget", _WEEK))
    spent_by = {row.segments.budget_campaign_association_status.campaign for row in rows}
    assert spent_by == {row.campaign.resource_name for row in advertised.query(gaql("campaign.id", "campaign"))}
    assert sum(row.metrics.clicks for row in rows) == _clicks(advertised, "campaign")


_MOMENT = "change_event.change_date_time"


@pytest.mark.parametrize(
    ("where", "code"),
    [
        (f"WHERE {_MOMENT} BETWEEN '2026-09-20' AND '2026-10-02'", "LIMIT_NOT_SPECIFIED"),
        (f"WHERE {_MOMENT} BETWEEN '2026-09-20' AND '2026-10-02' LIMIT 10001", "INVALID_LIMIT_CLAUSE"),
        (f"WHERE {_MOMENT} >= '2026-09-20' LIMIT 5", "CHANGE_DATE_RANGE_INFINITE"),
        (f"WHERE {_MOMENT} BETWEEN '2026-10-02' AND '2026-09-20' LIMIT 5", "CHANGE_DATE_RANGE_NEGATIVE"),
        (f"WHERE {_MOMENT} BETWEEN '2026-08-01' AND '2026-10-02' LIMIT 5", "START_DATE_TOO_OLD"),
    ],
)
def test_a_question_about_changes_needs_a_span_and_a_limit(bench: Bench, where: str, code: str) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        bench.query(gaql("change_event.user_email", "change_event", where))
    assert codes(refusal.value) == [f"change_event_error.{code}"]


def test_a_change_tells_what_was_and_what_is(bench: Bench) -> None:
    campaign = bench.mutate(*a_tree())[1]
    bench.mutate(an_update("campaign", campaign, name="Winter"))
    bench.mutate(a_removal("campaign", campaign))
    where = (
        f"WHERE {_MOMENT} BETWEEN '2026-09-20' AND '2026-10-05' AND change_event.change_resource_type = 'CAMPAIGN' "
        "ORDER BY change_event.change_date_time LIMIT 10"
    )
    fields = "change_event.old_resource, change_event.new_resource, change_event.resource_change_operation"

    created, changed, removed = (row.change_event for row in bench.query(gaql(fields, "change_event", where)))

    assert (changed.old_resource.campaign.name, changed.new_resource.campaign.name) == ("Autumn", "Winter")
    assert created.new_resource.campaign.name == "Autumn"
    assert removed.resource_change_operation.name == "REMOVE"
