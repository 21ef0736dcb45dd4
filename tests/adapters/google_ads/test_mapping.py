from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from google.ads.googleads.v26.services.types.google_ads_service import MutateGoogleAdsRequest

from adapters.google_ads import mapping
from adapters.google_ads.operation import Operation
from application.platforms.errors import ValueRejectedError
from application.platforms.marker import marker, read_marker
from application.platforms.port import RemoteAd, RemoteAdGroup
from domain.campaigns.ad_group import Targeting
from domain.campaigns.budget import BudgetKind, Flight
from domain.campaigns.channel import Declarations
from domain.shared.platform import Delivery
from tests.adapters.google_ads.drafts import CUSTOMER, a_budget, a_channel, a_creative, an_ad_group

A_GROUP_THERE = RemoteAdGroup(external_id="55", ad_group_id=UUID(int=11), ads=())


def body_of(kind: str, operations: list[Operation]) -> Any:  # noqa: ANN401 - a mapping of any depth
    return next(operation.body for operation in operations if operation.kind == kind)


def test_a_campaign_is_created_paused_and_marked() -> None:
    desired = a_channel()

    campaign = body_of("campaign", mapping.create_campaign(CUSTOMER, desired))

    assert campaign["status"] == "PAUSED"
    assert read_marker(campaign["name"]) == (desired.campaign_id, None)


def test_the_networks_and_the_eu_declaration_are_always_sent() -> None:
    operations = mapping.create_campaign(CUSTOMER, a_channel())
    political = a_channel(declarations=Declarations(eu_political_advertising=True))

    campaign = body_of("campaign", operations)

    assert [name for name, on in campaign["network_settings"].items() if on] == ["target_google_search"]
    assert campaign["contains_eu_political_advertising"] == "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING"
    declared = body_of("campaign", mapping.create_campaign(CUSTOMER, political))["contains_eu_political_advertising"]
    assert declared == "CONTAINS_EU_POLITICAL_ADVERTISING"


def test_parents_come_before_children_and_kinds_stand_together() -> None:
    groups = (an_ad_group(1), an_ad_group(2, targeting=Targeting(countries=("US", "CA"), age_min=25)))

    kinds = [each.kind for each in mapping.create_campaign(CUSTOMER, a_channel(ad_groups=groups))]

    order = ["campaign_budget", "campaign", "campaign_criterion", "ad_group", "ad_group_criterion", "ad_group_ad"]
    assert list(dict.fromkeys(kinds)) == order
    assert kinds == sorted(kinds, key=order.index)


def test_each_temporary_id_stands_for_one_thing() -> None:
    operations = mapping.create_campaign(CUSTOMER, a_channel(ad_groups=(an_ad_group(1), an_ad_group(2))))

    names = [str(each.body["resource_name"]) for each in operations if "resource_name" in each.body]

    assert len({name.rpartition("/")[2] for name in names}) == len(names) == 4


def test_children_of_a_new_campaign_are_enabled() -> None:
    operations = mapping.create_campaign(CUSTOMER, a_channel())

    assert body_of("ad_group", operations)["status"] == "ENABLED"
    assert body_of("ad_group_ad", operations)["status"] == "ENABLED"


def test_a_daily_budget_is_for_one_campaign() -> None:
    budget = body_of("campaign_budget", mapping.create_campaign(CUSTOMER, a_channel(budget=a_budget("12.34"))))

    assert budget["explicitly_shared"] is False
    assert (budget["period"], budget["amount_micros"]) == ("DAILY", 12_340_000)
    assert "total_amount_micros" not in budget


def test_a_lifetime_budget_is_a_total_with_an_end() -> None:
    desired = a_channel(budget=a_budget("6500.50", kind=BudgetKind.LIFETIME))

    operations = mapping.create_campaign(CUSTOMER, desired)

    budget = body_of("campaign_budget", operations)
    assert (budget["period"], budget["total_amount_micros"]) == ("CUSTOM_PERIOD", 6_500_500_000)
    assert "amount_micros" not in budget
    assert body_of("campaign", operations)["end_date_time"] == "2026-12-24 23:59:59"


def test_a_flight_without_an_end_sends_none() -> None:
    desired = a_channel(flight=Flight(starts_on=a_channel().flight.starts_on))

    campaign = body_of("campaign", mapping.create_campaign(CUSTOMER, desired))

    assert campaign["start_date_time"] == "2026-11-21 00:00:00"
    assert "end_date_time" not in campaign


def test_a_flight_that_has_begun_starts_at_once() -> None:
    operations = mapping.create_campaign(CUSTOMER, a_channel(), starts_at_once=True)

    assert "start_date_time" not in body_of("campaign", operations)


def test_keywords_match_broadly_and_come_after_the_ages() -> None:
    group = an_ad_group(targeting=Targeting(countries=("US", "CA"), age_min=55))

    operations = mapping.create_campaign(CUSTOMER, a_channel(ad_groups=(group,)))

    criteria = [each.body for each in operations if each.kind == "ad_group_criterion"]
    assert ["age_range" in each for each in criteria] == [True] * 5 + [False] * 2
    assert [each["keyword"] for each in criteria[-2:]] == [
        {"text": "winter boots", "match_type": "BROAD"},
        {"text": "snow boots", "match_type": "BROAD"},
    ]


def test_keywords_belong_to_the_ad_group_of_the_same_request() -> None:
    group = an_ad_group(keywords=("winter boots",))

    operations = mapping.add_ad_group(CUSTOMER, "77", a_channel(), group, frozenset())

    assert body_of("ad_group_criterion", operations)["ad_group"] == body_of("ad_group", operations)["resource_name"]
    assert body_of("ad_group_criterion", operations)["status"] == "ENABLED"


def test_an_ad_carries_its_marker_where_google_takes_one() -> None:
    creative = a_creative(version=7)

    ad = body_of("ad_group_ad", mapping.add_ad(CUSTOMER, A_GROUP_THERE, creative))["ad"]

    assert "name" not in ad  # the API takes no name for a responsive search ad
    assert ad["url_custom_parameters"] == [{"key": "adscale", "value": marker(creative.creative_id, 7)}]


def test_a_new_version_takes_the_place_of_the_old_in_one_request() -> None:
    creative = a_creative(version=2)
    old = RemoteAd(external_id="55~9", creative_id=creative.creative_id, version=1, delivery=Delivery.ENABLED)
    other = RemoteAd(external_id="55~8", creative_id=UUID(int=3), version=1, delivery=Delivery.ENABLED)

    paused, created = mapping.add_ad(CUSTOMER, replace(A_GROUP_THERE, ads=(old, other)), creative)

    assert paused == mapping.retire_ad(CUSTOMER, "55~9")
    assert created.body["ad_group"] == f"customers/{CUSTOMER}/adGroups/55"


def test_an_added_ad_group_brings_only_the_places_that_are_missing() -> None:
    group = an_ad_group()
    there = frozenset({"geoTargetConstants/2840"})

    operations = mapping.add_ad_group(CUSTOMER, "77", a_channel(), group, there)

    places = [each.body["location"] for each in operations if each.kind == "campaign_criterion"]
    assert places == [{"geo_target_constant": "geoTargetConstants/2124"}]
    assert body_of("ad_group", operations)["campaign"] == f"customers/{CUSTOMER}/campaigns/77"


@pytest.mark.parametrize("delivery", list(Delivery))
def test_delivery_is_one_masked_field(delivery: Delivery) -> None:
    operation = mapping.set_delivery(CUSTOMER, "77", delivery)

    assert operation.mask == ("status",)
    assert operation.body == {
        "resource_name": f"customers/{CUSTOMER}/campaigns/77",
        "status": delivery.value.upper(),
    }


def test_an_ad_is_retired_by_its_pair_of_ids() -> None:
    operation = mapping.retire_ad(CUSTOMER, "12~34")

    assert operation.body == {"resource_name": f"customers/{CUSTOMER}/adGroupAds/12~34", "status": "PAUSED"}


def test_the_kind_of_a_budget_cannot_change() -> None:
    lifetime = a_budget(kind=BudgetKind.LIFETIME)

    with pytest.raises(ValueRejectedError) as refused:
        mapping.change_budget(CUSTOMER, "5", a_budget(), lifetime)

    assert refused.value.field == "budget.kind"


def test_the_official_client_takes_every_operation_without_losing_a_field() -> None:
    group = an_ad_group(targeting=Targeting(countries=("US", "DE"), age_min=25, age_max=54))
    operations = [
        *mapping.create_campaign(CUSTOMER, a_channel(ad_groups=(group,))),
        mapping.change_budget(CUSTOMER, "5", a_budget(), a_budget("7")),
        mapping.set_delivery(CUSTOMER, "77", Delivery.ENABLED),
    ]

    request = MutateGoogleAdsRequest({"mutate_operations": [each.as_wire() for each in operations]})

    sent = [each.campaign_operation.create for each in request.mutate_operations if each.campaign_operation.create.name]
    assert sent[0].network_settings.target_search_network is False
    assert (
        MutateGoogleAdsRequest.pb(request)
        .mutate_operations[0]
        .campaign_budget_operation.create.HasField("explicitly_shared")
    )
    keywords = [each.ad_group_criterion_operation.create.keyword for each in request.mutate_operations]
    assert [(each.text, each.match_type.name) for each in keywords if each.text] == [
        ("winter boots", "BROAD"),
        ("snow boots", "BROAD"),
    ]
    assert list(request.mutate_operations[-1].campaign_operation.update_mask.paths) == ["status"]
