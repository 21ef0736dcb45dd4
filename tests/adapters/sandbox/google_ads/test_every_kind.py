"""Every kind of resource, with the client's own models: made, read back equal, changed, listed and removed."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from google.api_core import protobuf_helpers

from adapters.sandbox.google_ads.gaql.catalogue import find_field
from adapters.sandbox.google_ads.kinds import KINDS
from adapters.sandbox.google_ads.wire import VERSIONS, load_wire
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, Bench, gaql
from tests.adapters.sandbox.google_ads.further_samples import FURTHER_SAMPLES, Sample
from tests.adapters.sandbox.google_ads.rule_world import World, a_world

_ROW = load_wire(VERSIONS[0]).row_fields


def _labelled(root: str) -> Sample:
    return Sample(lambda w: {root: w.living[root], "label": w.living["label"]})


_SEARCH_AD = {
    "headlines": [{"text": text} for text in ("One", "Two", "Three")],
    "descriptions": [{"text": text} for text in ("Four", "Five")],
    "path1": "six",
}

SAMPLES: Mapping[str, Sample] = {
    "campaign_budget": Sample(
        lambda _: {"name": "Walk", "amount_micros": 10_000_000, "delivery_method": "STANDARD"},
        {"amount_micros": 20_000_000},
    ),
    "campaign": Sample(
        lambda w: {
            "name": "Walk",
            "status": "PAUSED",
            "advertising_channel_type": "SEARCH",
            "campaign_budget": w.shared_budget,
            "contains_eu_political_advertising": "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING",
            "maximize_conversion_value": {"target_roas": 3.5},
            "network_settings": {"target_google_search": True, "target_search_network": True},
            "start_date_time": "2026-12-01 00:00:00",
            "end_date_time": "2026-12-31 23:59:59",
        },
        {"name": "Changed", "status": "ENABLED"},
    ),
    "ad_group": Sample(
        lambda w: {"name": "Walk", "campaign": w.living["campaign"], "cpc_bid_micros": 1_000_000}, {"status": "PAUSED"}
    ),
    "ad_group_ad": Sample(
        lambda w: {
            "ad_group": w.spare_ad_group,
            "ad": {"final_urls": ["https://shop.example"], "responsive_search_ad": _SEARCH_AD},
        },
        {"status": "PAUSED"},
    ),
    "campaign_criterion": Sample(
        lambda w: {"campaign": w.living["campaign"], "language": {"language_constant": "languageConstants/1000"}}
    ),
    "ad_group_criterion": Sample(
        lambda w: {"ad_group": w.spare_ad_group, "keyword": {"text": "walk", "match_type": "EXACT"}},
        {"cpc_bid_micros": 3_000_000},
    ),
    "label": Sample(
        lambda _: {"name": "Walk", "text_label": {"background_color": "#FFF", "description": "A walk"}},
        {"name": "Changed"},
    ),
    "asset": Sample(
        lambda _: {"name": "Walk", "text_asset": {"text": f"A walk {uuid4()}"}}, {"name": "Changed"}, stays=True
    ),
    "conversion_action": Sample(
        lambda _: {
            "name": "Walk",
            "type_": "WEBPAGE",
            "category": "PURCHASE",
            "value_settings": {"default_value": 2.5},
        },
        {"name": "Changed", "status": "HIDDEN"},
    ),
    "bidding_strategy": Sample(lambda _: {"name": "Walk", "target_roas": {"target_roas": 3.5}}, {"name": "Changed"}),
    "shared_set": Sample(lambda _: {"name": "Walk", "type_": "NEGATIVE_KEYWORDS"}, {"name": "Changed"}),
    "shared_criterion": Sample(
        lambda w: {"shared_set": w.shared_set, "keyword": {"text": "walk", "match_type": "EXACT"}}
    ),
    "campaign_shared_set": Sample(lambda w: {"campaign": w.living["campaign"], "shared_set": w.spare_shared_set}),
    "customer_negative_criterion": Sample(lambda _: {"placement": {"url": "walk.example"}}),
    "customer_asset": Sample(lambda w: {"asset": w.living["asset"], "field_type": "CALLOUT"}, {"status": "PAUSED"}),
    "campaign_asset": Sample(
        lambda w: {"campaign": w.living["campaign"], "asset": w.living["asset"], "field_type": "CALLOUT"},
        {"status": "PAUSED"},
    ),
    "ad_group_asset": Sample(
        lambda w: {"ad_group": w.living["ad_group"], "asset": w.living["asset"], "field_type": "CALLOUT"},
        {"status": "PAUSED"},
    ),
    **{f"{root}_label": _labelled(root) for root in ("campaign", "ad_group", "ad_group_ad", "ad_group_criterion")},
    **FURTHER_SAMPLES,
}


@pytest.fixture(scope="module")
def place(tls_folder: Path) -> Iterator[tuple[Bench, World]]:
    bench = Bench(tls_folder)
    yield bench, a_world(bench)
    bench.close()


def test_every_kind_is_walked() -> None:
    assert set(SAMPLES) == set(KINDS)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("root", SAMPLES)
def test_a_resource_is_made_read_back_changed_listed_and_removed(
    place: tuple[Bench, World], root: str, version: str
) -> None:
    _walk(place, root, SAMPLES[root], version)


def _aimed(modifier: float | None = None, **criterion: Any) -> Sample:  # noqa: ANN401 - of any kind
    change = {} if modifier is None else {"bid_modifier": modifier}
    return Sample(lambda w: {"campaign": w.living["campaign"], **criterion}, change)


def _narrowed(**criterion: object) -> Sample:
    return Sample(lambda w: {"ad_group": w.spare_ad_group, **criterion}, {"status": "PAUSED"})


_ADDRESS = {"city_name": "New York", "country_code": "US"}
CRITERIA: Mapping[str, tuple[str, Sample]] = {
    "schedule": (
        "campaign_criterion",
        _aimed(
            1.5,
            ad_schedule={
                "day_of_week": "MONDAY",
                "start_hour": 8,
                "start_minute": "FIFTEEN",
                "end_hour": 20,
                "end_minute": "ZERO",
            },
        ),
    ),
    "device": ("campaign_criterion", _aimed(0.5, device={"type_": "MOBILE"}, bid_modifier=1.25)),
    "place": ("campaign_criterion", _aimed(2.0, location={"geo_target_constant": "geoTargetConstants/2276"})),
    "circle": (
        "campaign_criterion",
        _aimed(0.75, proximity={"radius": 10.0, "radius_units": "MILES", "address": _ADDRESS}),
    ),
    "excluded keyword": (
        "campaign_criterion",
        _aimed(negative=True, keyword={"text": "cheap", "match_type": "BROAD"}),
    ),
    "age": ("ad_group_criterion", _narrowed(age_range={"type_": "AGE_RANGE_25_34"})),
    "gender": ("ad_group_criterion", _narrowed(gender={"type_": "FEMALE"})),
    "income": ("ad_group_criterion", _narrowed(income_range={"type_": "INCOME_RANGE_90_UP"})),
    "parents": ("ad_group_criterion", _narrowed(parental_status={"type_": "PARENT"})),
    "page": (
        "ad_group_criterion",
        _narrowed(webpage={"criterion_name": "Boots", "conditions": [{"operand": "URL", "argument": "/boots"}]}),
    ),
    "listing group": ("ad_group_criterion", _narrowed(listing_group={"type_": "UNIT"}, cpc_bid_micros=10_000)),
    "users": (
        "ad_group_criterion",
        Sample(lambda w: {"ad_group": w.spare_ad_group, "user_list": {"user_list": w.further["user_list"]}}),
    ),
    "topic": ("ad_group_criterion", _narrowed(topic={"topic_constant": "topicConstants/3"})),
    "video": ("ad_group_criterion", _narrowed(youtube_video={"video_id": "dQw4w9WgXcQ"})),
    "interest": (
        "ad_group_criterion",
        _narrowed(user_interest={"user_interest_category": f"customers/{CUSTOMER}/userInterests/9"}),
    ),
    "excluded placement": ("campaign_criterion", _aimed(negative=True, placement={"url": "other.example"})),
    "excluded address": ("campaign_criterion", _aimed(negative=True, ip_block={"ip_address": "192.0.2.1"})),
    "excluded content": ("campaign_criterion", _aimed(negative=True, content_label={"type_": "TRAGEDY"})),
    "listing scope": (
        "campaign_criterion",
        _aimed(listing_scope={"dimensions": [{"product_brand": {"value": "Walk"}}]}),
    ),
    "users of a campaign": (
        "campaign_criterion",
        Sample(
            lambda w: {
                "campaign": w.living["campaign"],
                "user_list": {"user_list": w.further["user_list"]},
                "bid_modifier": 1.5,
            },
            {"bid_modifier": 2.0},
        ),
    ),
}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("criterion", CRITERIA)
def test_a_criterion_is_made_read_back_changed_listed_and_removed(
    place: tuple[Bench, World], criterion: str, version: str
) -> None:
    _walk(place, *CRITERIA[criterion], version)


ASSETS: Mapping[str, dict[str, Any]] = {
    "page_feed_asset": {"page_url": "https://shop.example/walk", "labels": ["walk"]},
    "dynamic_education_asset": {"program_id": "1", "program_name": "Walking", "location_id": "2"},
    "dynamic_custom_asset": {"id": "1", "item_title": "Boots", "price": "10.00 EUR"},
    "mobile_app_asset": {"app_id": "com.walk", "app_store": "GOOGLE_APP_STORE", "link_text": "Walk"},
    "hotel_property_asset": {"place_id": "ChIJwalk", "hotel_name": "The Walk"},
    "demand_gen_carousel_card_asset": {"headline": "Walk", "call_to_action_text": "Shop now"},
}


@pytest.mark.parametrize("kind", ASSETS)
def test_an_asset_of_every_kind_reads_back_as_it_was_made(place: tuple[Bench, World], kind: str) -> None:
    _walk(place, "asset", Sample(lambda _: {kind: ASSETS[kind]}, {"name": f"Of {kind}"}, stays=True), VERSIONS[0])


def _walk(place: tuple[Bench, World], root: str, sample: Sample, version: str) -> None:
    bench, world = place
    made, name = _made(bench, root, sample.fields(world), version)
    try:
        _assert_reads_back(bench, root, name, made)
        if sample.change:
            _change(bench, root, name, sample.change, version)
        assert name in _listed(bench, root)
    finally:
        _free(bench, root, name, stays=sample.stays)

    assert sample.stays or name not in _listed(bench, root)


def _made(bench: Bench, root: str, fields: dict[str, Any], version: str) -> tuple[Any, str]:
    """By the service of the kind; those of GoogleAdsService.Mutate are what `Bench.mutate` sends."""
    name = "".join(part.title() for part in root.split("_"))
    operation = type(bench.client(version).get_type(f"{name}Operation"))({"create": fields})
    return operation.create, bench.mutate_own(KINDS[root], [operation], version=version)[0]


def _assert_reads_back(bench: Bench, root: str, name: str, made: Any) -> None:  # noqa: ANN401 - the client is untyped
    raw = type(made).pb(made)
    paths = protobuf_helpers.field_mask(None, raw).paths  # type: ignore[no-untyped-call]  # as shipped
    fields = [find_field(_ROW, f"{root}.{path}") for path in paths]
    row = _one(bench, root, name, ", ".join(found.name for found in fields))

    for found in fields:
        assert str(found.value(row)) == str(found.value(raw)), found.name


def _change(bench: Bench, root: str, name: str, change: dict[str, Any], version: str) -> None:
    update = {"update": {"resource_name": name, **change}, "update_mask": {"paths": list(change)}}
    bench.mutate_own(KINDS[root], [update], version=version)
    row = _one(bench, root, name, ", ".join(f"{root}.{path}" for path in change))
    told = {path: find_field(_ROW, f"{root}.{path}").value(row) for path in change}
    assert told == change


def _one(bench: Bench, root: str, name: str, select: str) -> Any:  # noqa: ANN401 - the client is untyped
    row = bench.query(gaql(select, root, f"WHERE {root}.resource_name = '{name}'"))[0]
    resource = getattr(row, root)
    return type(resource).pb(resource)


def _listed(bench: Bench, root: str) -> list[str]:
    has_status = "status" in _ROW.fields_by_name[root].message_type.fields_by_name
    living = f"WHERE {root}.status != 'REMOVED'" if has_status else ""
    return [getattr(row, root).resource_name for row in bench.query(gaql(f"{root}.resource_name", root, living))]


def _free(bench: Bench, root: str, name: str, *, stays: bool) -> None:
    operation = (
        {"update": {"resource_name": name, "name": f"Kept {name}"}, "update_mask": {"paths": ["name"]}}
        if stays
        else {"remove": name}
    )
    bench.mutate({f"{root}_operation": operation})
