"""The walks of the official examples, each in the newest and in the oldest version served."""

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
