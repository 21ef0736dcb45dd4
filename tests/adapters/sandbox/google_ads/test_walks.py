"""The walks of the official examples, each in the newest and in the oldest version served."""

from datetime import timedelta

import pytest

from adapters.sandbox.google_ads.wire import VERSIONS
from tests.adapters.sandbox.google_ads import walks
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, Bench, gaql

_BOTH = pytest.mark.parametrize("version", VERSIONS)


@_BOTH
def test_campaigns_are_made_and_got(bench: Bench, version: str) -> None:
    client = bench.client(version)
    made = [walks.add_campaign(client, name) for name in ("One", "Two")]

    found = walks.rows(client, "SELECT campaign.id, campaign.name FROM campaign ORDER BY campaign.id")

    assert [row.campaign.resource_name for row in found] == made
    assert [row.campaign.name for row in found] == ["One", "Two"]


@_BOTH
def test_a_search_ad_is_read_back_as_it_was_made(bench: Bench, version: str) -> None:
    client = bench.client(version)
    walks.add_search_ad(client, walks.add_ad_group(client, walks.add_campaign(client)))

    row = walks.rows(
        client,
        "SELECT ad_group.id, ad_group_ad.ad.id, ad_group_ad.ad.responsive_search_ad.headlines, "
        "ad_group_ad.ad.responsive_search_ad.path1, ad_group_ad.status FROM ad_group_ad "
        "WHERE ad_group_ad.ad.type = RESPONSIVE_SEARCH_AD AND ad_group_ad.status != 'REMOVED'",
    )[0]

    headlines = row.ad_group_ad.ad.responsive_search_ad.headlines
    assert [(text.text, text.pinned_field.name) for text in headlines] == [
        ("Pinned first", "HEADLINE_1"),
        ("A second one", "UNSPECIFIED"),
        ("And a third", "UNSPECIFIED"),
    ]


@_BOTH
def test_an_ad_is_paused_and_then_removed(bench: Bench, version: str) -> None:
    client = bench.client(version)
    name = walks.add_search_ad(client, walks.add_ad_group(client, walks.add_campaign(client)))
    service = client.get_service("AdGroupAdService")
    pause, remove = client.get_type("AdGroupAdOperation"), client.get_type("AdGroupAdOperation")
    _, _, _, ids = name.split("/")
    pause.update.resource_name = service.ad_group_ad_path(CUSTOMER, *ids.split("~"))
    pause.update.status = client.enums.AdGroupAdStatusEnum.PAUSED
    walks.mask(client, pause)
    remove.remove = name

    assert walks.first_name(service.mutate_ad_group_ads(customer_id=CUSTOMER, operations=[pause])) == name
    assert walks.first_name(service.mutate_ad_group_ads(customer_id=CUSTOMER, operations=[remove])) == name
    assert walks.rows(client, "SELECT ad_group_ad.ad.id FROM ad_group_ad WHERE ad_group_ad.status != 'REMOVED'") == []


def test_the_texts_of_an_ad_change_through_its_own_service(bench: Bench) -> None:
    client = bench.client()
    name = walks.add_search_ad(client, walks.add_ad_group(client, walks.add_campaign(client)))
    operation = client.get_type("AdOperation")
    ad_id = name.rpartition("~")[2]
    operation.update.resource_name = client.get_service("AdService").ad_path(CUSTOMER, ad_id)
    operation.update.final_urls.append("https://shop.example/other")
    walks.mask(client, operation)

    answer = client.get_service("AdService").mutate_ads(customer_id=CUSTOMER, operations=[operation])

    assert walks.first_name(answer) == operation.update.resource_name
    row = walks.rows(client, "SELECT ad_group_ad.ad.final_urls FROM ad_group_ad")[0]
    assert list(row.ad_group_ad.ad.final_urls) == ["https://shop.example/other"]


@_BOTH
def test_keywords_are_added_changed_and_removed(bench: Bench, version: str) -> None:
    client = bench.client(version)
    name = walks.add_keyword(client, walks.add_ad_group(client, walks.add_campaign(client)))
    service = client.get_service("AdGroupCriterionService")
    change, remove = client.get_type("AdGroupCriterionOperation"), client.get_type("AdGroupCriterionOperation")
    change.update.resource_name, change.update.cpc_bid_micros = name, 2_000_000
    change.update.final_urls.append("https://shop.example/keyword")
    walks.mask(client, change)
    remove.remove = name
    query = "SELECT ad_group_criterion.keyword.text, ad_group_criterion.cpc_bid_micros FROM keyword_view"

    service.mutate_ad_group_criteria(customer_id=CUSTOMER, operations=[change])
    assert [row.ad_group_criterion.cpc_bid_micros for row in walks.rows(client, query)] == [2_000_000]
    service.mutate_ad_group_criteria(customer_id=CUSTOMER, operations=[remove])
    assert walks.rows(client, f"{query} WHERE ad_group_criterion.status IN ('ENABLED', 'PAUSED')") == []


@_BOTH
def test_a_label_finds_its_campaigns(bench: Bench, version: str) -> None:
    client = bench.client(version)
    label, campaign = walks.add_label(client), walks.add_campaign(client)
    walks.add_campaign(client, "Unlabelled")

    walks.put_label_on(client, campaign, label)

    query = gaql("campaign.labels", "campaign", f"WHERE campaign.labels CONTAINS ANY ('{label}')")
    found = walks.rows(client, query)
    assert [(row.campaign.resource_name, list(row.campaign.labels)) for row in found] == [(campaign, [label])]
    joined = walks.rows(client, "SELECT campaign.name, label.name FROM campaign_label WHERE label.name = 'Walk'")
    assert [(row.campaign.name, row.label.name) for row in joined] == [("Walk", "Walk")]


@_BOTH
def test_a_conversion_action_is_added_changed_and_removed(bench: Bench, version: str) -> None:
    client = bench.client(version)
    service = client.get_service("ConversionActionService")
    add, change, remove = (client.get_type("ConversionActionOperation") for _ in range(3))
    add.create.name = "Visits to the shop"
    add.create.type_ = client.enums.ConversionActionTypeEnum.UPLOAD_CLICKS
    add.create.category = client.enums.ConversionActionCategoryEnum.DEFAULT
    add.create.status = client.enums.ConversionActionStatusEnum.ENABLED
    add.create.view_through_lookback_window_days = 15
    add.create.value_settings.default_value, add.create.value_settings.always_use_default_value = 23.41, True
    name = walks.first_name(service.mutate_conversion_actions(customer_id=CUSTOMER, operations=[add]))
    change.update.resource_name, change.update.name = name, "Visits"
    walks.mask(client, change)
    remove.remove = name

    service.mutate_conversion_actions(customer_id=CUSTOMER, operations=[change])
    service.mutate_conversion_actions(customer_id=CUSTOMER, operations=[remove])

    row = walks.rows(
        client,
        "SELECT conversion_action.name, conversion_action.status, conversion_action.value_settings.default_value "
        "FROM conversion_action WHERE conversion_action.type = 'UPLOAD_CLICKS'",
    )[0]
    assert (row.conversion_action.name, row.conversion_action.status.name) == ("Visits", "REMOVED")
    assert row.conversion_action.value_settings.default_value == pytest.approx(23.41)


@_BOTH
def test_places_are_suggested_and_aimed_at(bench: Bench, version: str) -> None:
    client = bench.client(version)
    request = client.get_type("SuggestGeoTargetConstantsRequest")
    request.locale, request.country_code = "es", "AR"
    request.location_names.names.extend(["Argentina", "Mar del Plata"])
    suggested = client.get_service("GeoTargetConstantService").suggest_geo_target_constants(request)
    places = [each.geo_target_constant for each in suggested.geo_target_constant_suggestions]
    operation = client.get_type("CampaignCriterionOperation")
    operation.create.campaign = walks.add_campaign(client)
    operation.create.location.geo_target_constant = places[1].resource_name

    answer = client.get_service("CampaignCriterionService").mutate_campaign_criteria(
        customer_id=CUSTOMER, operations=[operation]
    )

    assert (places[0].id, places[0].target_type) == (2032, "Country")
    assert walks.first_name(answer).endswith(f"~{places[1].id}")


def test_a_campaign_aims_around_an_address_and_keeps_off_a_word(bench: Bench) -> None:
    client = bench.client()
    campaign = walks.add_campaign(client)
    around, without = (client.get_type("CampaignCriterionOperation") for _ in range(2))
    around.create.campaign = without.create.campaign = campaign
    around.create.proximity.address.street_address = "38 avenue de l'Opera"
    around.create.proximity.address.city_name = "Paris"
    around.create.proximity.address.country_code = "FR"
    around.create.proximity.radius = 10
    around.create.proximity.radius_units = client.enums.ProximityRadiusUnitsEnum.MILES
    without.create.negative = True
    without.create.keyword.text = "jupiter cruise"
    without.create.keyword.match_type = client.enums.KeywordMatchTypeEnum.BROAD
    service = client.get_service("CampaignCriterionService")

    service.mutate_campaign_criteria(customer_id=CUSTOMER, operations=[around, without])

    kinds = walks.rows(client, "SELECT campaign_criterion.type, campaign_criterion.negative FROM campaign_criterion")
    assert [(row.campaign_criterion.type_.name, row.campaign_criterion.negative) for row in kinds] == [
        ("PROXIMITY", False),
        ("KEYWORD", True),
    ]


_KEYWORD_STATS = """
    SELECT
      campaign.id, campaign.name, ad_group.id, ad_group.name,
      ad_group_criterion.criterion_id, ad_group_criterion.keyword.text, ad_group_criterion.keyword.match_type,
      metrics.impressions, metrics.clicks, metrics.cost_micros
    FROM keyword_view
    WHERE segments.date DURING LAST_7_DAYS
      AND campaign.advertising_channel_type = 'SEARCH'
      AND ad_group.status = 'ENABLED'
      AND ad_group_criterion.status IN ('ENABLED', 'PAUSED')
    ORDER BY metrics.impressions DESC
    LIMIT 50"""


@_BOTH
def test_the_keyword_report_ranks_keywords_by_impressions(bench: Bench, version: str) -> None:
    client = bench.client(version)
    ad_group = walks.add_ad_group(client, walks.add_campaign(client, status="ENABLED"))
    walks.add_search_ad(client, ad_group)
    for text in ("walking boots", "hiking boots", "winter boots"):
        walks.add_keyword(client, ad_group, text)
    bench.sandbox.clock.advance(timedelta(days=7))

    found = walks.rows(client, _KEYWORD_STATS)

    shown = [row.metrics.impressions for row in found]
    assert len(shown) == 3
    assert shown == sorted(shown, reverse=True)
    assert shown[-1] > 0


@_BOTH
def test_a_campaign_report_by_day_and_device_is_paged_with_a_summary(bench: Bench, version: str) -> None:
    client = bench.client(version)
    ad_group = walks.add_ad_group(client, walks.add_campaign(client, status="ENABLED"))
    walks.add_search_ad(client, ad_group)
    walks.add_keyword(client, ad_group)
    bench.sandbox.clock.advance(timedelta(days=3))
    request = client.get_type("SearchGoogleAdsRequest")
    request.customer_id = CUSTOMER
    request.query = (
        "SELECT campaign.name, segments.date, segments.device, metrics.clicks FROM campaign "
        "WHERE segments.date BETWEEN '2026-10-01' AND '2026-10-03' ORDER BY segments.date, segments.device"
    )
    request.search_settings.return_summary_row = True

    pager = client.get_service("GoogleAdsService").search(request=request)

    found = list(pager)
    assert sum(row.metrics.clicks for row in found) == pager.summary_row.metrics.clicks > 0
    assert [row.segments.date for row in found] == sorted(row.segments.date for row in found)


@_BOTH
def test_partial_failure_tells_which_operation_failed(bench: Bench, version: str) -> None:
    client = bench.client(version)
    request = client.get_type("MutateLabelsRequest")
    request.customer_id, request.partial_failure = CUSTOMER, True
    for name in ("One", "", "Two"):
        operation = client.get_type("LabelOperation")
        operation.create.name = name
        request.operations.append(operation)

    answer = client.get_service("LabelService").mutate_labels(request=request)

    failure = client.get_type("GoogleAdsFailure")
    error = type(failure).deserialize(answer.partial_failure_error.details[0].value).errors[0]
    assert [bool(result.resource_name) for result in answer.results] == [True, False, True]
    assert (error.location.field_path_elements[0].field_name, error.location.field_path_elements[0].index) == (
        "operations",
        1,
    )
