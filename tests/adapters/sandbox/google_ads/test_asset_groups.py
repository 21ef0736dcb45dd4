"""Asset groups come whole: with all the assets that Performance Max cannot do without, in one request."""

import struct
from collections import Counter
from typing import Any

import pytest
from google.ads.googleads.errors import GoogleAdsException

from adapters.sandbox.google_ads.rules.asset_minimums import MINIMUMS, Minimum
from tests.adapters.sandbox.google_ads.bench import Bench, codes, gaql
from tests.adapters.sandbox.google_ads.builders import Operation, a_budget, a_campaign, a_removal, temporary
from tests.adapters.sandbox.google_ads.further_world import create

_GROUP = temporary("assetGroups", -4)
_EACH = pytest.mark.parametrize("minimum", MINIMUMS, ids=[minimum.rule.name for minimum in MINIMUMS])


def _png(number: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 1200, 628 + number) + bytes(9)


def _assets(*, without: str = "") -> list[Operation]:
    found: list[Operation] = []
    wanted = [use for minimum in MINIMUMS for use in sorted(minimum.uses) * minimum.least]
    if without:
        wanted.remove(without)
    for number, use in enumerate(wanted):
        name = temporary("assets", -10 - number)
        is_image = use.endswith(("IMAGE", "LOGO"))
        data: dict[str, Any] = {"image_asset": {"data": _png(number)}} if is_image else {"text_asset": {"text": name}}
        found.append(create("asset", resource_name=name, name=name, **data))
        found.append(create("asset_group_asset", asset_group=_GROUP, asset=name, field_type=use))
    return found


def _a_whole_group(*, without: str = "", **campaign: object) -> list[Operation]:
    kind = {"advertising_channel_type": "PERFORMANCE_MAX", "network_settings": None}
    group = {"campaign": temporary("campaigns", -2), "name": "Boots", "final_urls": ["https://shop.example"]}
    return [
        a_budget(),
        a_campaign(**(kind | campaign)),
        create("asset_group", resource_name=_GROUP, **group),
        *_assets(without=without),
    ]


def test_a_group_with_all_its_assets_is_made_in_one_request(bench: Bench) -> None:
    bench.mutate(*_a_whole_group())

    rows = bench.query(gaql("asset_group_asset.field_type, asset_group.name", "asset_group_asset"))

    used = Counter(row.asset_group_asset.field_type.name for row in rows)
    assert used == {use: minimum.least for minimum in MINIMUMS for use in minimum.uses}


@_EACH
def test_a_group_with_an_asset_too_few_is_refused(bench: Bench, minimum: Minimum) -> None:
    (use,) = minimum.uses

    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(*_a_whole_group(without=use))

    assert codes(refusal.value) == [minimum.rule.code]
    assert bench.query(gaql("asset_group.name", "asset_group")) == []


@_EACH
def test_a_relaxed_minimum_lets_the_group_pass(bench: Bench, minimum: Minimum) -> None:
    (use,) = minimum.uses
    bench.sandbox.rules.relax([minimum.rule.name])

    assert bench.mutate(*_a_whole_group(without=use))


def test_the_last_asset_of_its_use_cannot_be_taken_away(bench: Bench) -> None:
    *_, logo = bench.mutate(*_a_whole_group())

    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(a_removal("asset_group_asset", logo))

    assert codes(refusal.value) == ["asset_group_error.NOT_ENOUGH_LOGO_ASSET"]


@pytest.mark.parametrize(
    ("without", "campaign"),
    [("LOGO", {"brand_guidelines_enabled": True}), ("HEADLINE", {"shopping_setting": {"merchant_id": 5}})],
)
def test_a_brand_has_its_logo_and_a_shop_its_products_elsewhere(
    bench: Bench, without: str, campaign: dict[str, Any]
) -> None:
    assert bench.mutate(*_a_whole_group(without=without, **campaign))
