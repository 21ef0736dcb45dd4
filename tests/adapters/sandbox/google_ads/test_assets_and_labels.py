import struct
from typing import Any

import pytest
from google.ads.googleads.errors import GoogleAdsException

from adapters.sandbox.google_ads.images import image_of
from tests.adapters.sandbox.google_ads.bench import CUSTOMER, Bench, codes, gaql
from tests.adapters.sandbox.google_ads.builders import Operation, a_removal, a_tree, an_update, temporary

_PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 1200, 628) + bytes(9)
_GIF = b"GIF89a" + struct.pack("<HH", 320, 50)
_JPEG = b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 480, 640) + bytes(6)


def an_asset(**data: object) -> Operation:
    return {"asset_operation": {"create": {"resource_name": temporary("assets", -7), **data}}}


def a_use(field_type: str, **changes: object) -> Operation:
    fields = {"campaign": temporary("campaigns", -2), "asset": temporary("assets", -7), "field_type": field_type}
    return {"campaign_asset_operation": {"create": fields | changes}}


def a_label(name: str = "Autumn") -> Operation:
    return {"label_operation": {"create": {"resource_name": temporary("labels", -8), "name": name}}}


def labelled(root: str, **ends: str) -> Operation:
    return {f"{root}_label_operation": {"create": {"label": temporary("labels", -8), **ends}}}


_TEXT = an_asset(text_asset={"text": "Free returns"})
_CALLOUT = an_asset(callout_asset={"callout_text": "Free returns"})
_LABELLED_CAMPAIGN = labelled("campaign", campaign=temporary("campaigns", -2))


@pytest.mark.parametrize(
    ("data", "kind", "size"),
    [(_PNG, "IMAGE_PNG", (1200, 628)), (_GIF, "IMAGE_GIF", (320, 50)), (_JPEG, "IMAGE_JPEG", (640, 480))],
)
def test_an_image_tells_its_kind_and_size(data: bytes, kind: str, size: tuple[int, int]) -> None:
    image = image_of(data)

    assert image is not None
    assert (image.mime_type, (image.width, image.height)) == (kind, size)


def test_an_image_asset_comes_back_without_its_bytes(bench: Bench) -> None:
    bench.mutate(an_asset(name="Banner", image_asset={"data": _PNG}))

    image = "asset.image_asset.full_size.width_pixels, asset.image_asset.file_size"
    asset = bench.query(gaql(f"asset.name, asset.type, {image}", "asset"))[0].asset

    assert (asset.name, asset.type_.name, asset.image_asset.full_size.width_pixels) == ("Banner", "IMAGE", 1200)
    assert asset.image_asset.file_size == len(_PNG)


def test_an_image_asset_can_be_renamed(bench: Bench) -> None:
    asset = bench.mutate(an_asset(name="Banner", image_asset={"data": _PNG}))[0]

    bench.mutate(an_update("asset", asset, name="Autumn banner"))

    assert bench.query("SELECT asset.name FROM asset")[0].asset.name == "Autumn banner"


def test_a_campaign_uses_an_asset(bench: Bench) -> None:
    *_, use = bench.mutate(*a_tree(), _CALLOUT, a_use("CALLOUT"))

    query = "SELECT campaign.name, asset.callout_asset.callout_text, campaign_asset.status FROM campaign_asset"
    row = bench.query(query)[0]

    assert use.endswith("~CALLOUT")
    assert (row.campaign.name, row.asset.callout_asset.callout_text) == ("Autumn", "Free returns")
    assert row.campaign_asset.status.name == "ENABLED"


def test_an_ad_group_pauses_drops_and_takes_back_an_asset(bench: Bench) -> None:
    fields = {"ad_group": temporary("adGroups", -3), "asset": temporary("assets", -7), "field_type": "CALLOUT"}
    *_, ad_group, _, asset, use = bench.mutate(*a_tree(), _CALLOUT, {"ad_group_asset_operation": {"create": fields}})
    again = {"ad_group_asset_operation": {"create": fields | {"ad_group": ad_group, "asset": asset}}}

    bench.mutate(an_update("ad_group_asset", use, status="PAUSED"))
    bench.mutate(a_removal("ad_group_asset", use))

    assert bench.query("SELECT ad_group_asset.status FROM ad_group_asset")[0].ad_group_asset.status.name == "REMOVED"
    assert bench.mutate(again) == [use]


@pytest.mark.parametrize(
    ("operations", "code"),
    [
        ([an_asset()], "asset_error.ASSET_DATA_IS_MISSING"),
        ([an_asset(text_asset={"text": " "})], "field_error.REQUIRED"),
        ([an_asset(image_asset={})], "field_error.REQUIRED"),
        ([an_asset(image_asset={"data": b"no image"})], "image_error.INVALID_IMAGE"),
        ([an_asset(call_to_action_asset={})], "asset_error.INVALID_CALL_TO_ACTION_TEXT"),
        ([an_asset(book_on_google_asset={})], "asset_error.CUSTOMER_NOT_ON_ALLOWLIST_FOR_ASSET_TYPE"),
        ([an_asset(callout_asset={"callout_text": "x" * 26})], "string_length_error.TOO_LONG"),
        ([_TEXT, a_use("SITELINK")], "asset_link_error.FIELD_TYPE_INCOMPATIBLE_WITH_ASSET_TYPE"),
        ([_CALLOUT, a_use("CALLOUT"), a_use("CALLOUT")], "mutate_error.RESOURCE_ALREADY_EXISTS"),
        ([a_use("CALLOUT", asset=temporary("assets", 1))], "mutate_error.RESOURCE_NOT_FOUND"),
        ([a_label(" ")], "field_error.REQUIRED"),
        ([a_label("x" * 81)], "string_length_error.TOO_LONG"),
        ([a_label(), _LABELLED_CAMPAIGN, _LABELLED_CAMPAIGN], "mutate_error.RESOURCE_ALREADY_EXISTS"),
    ],
)
def test_an_asset_or_a_label_is_refused(bench: Bench, operations: list[Operation], code: str) -> None:
    with pytest.raises(GoogleAdsException) as refusal:
        bench.mutate(*a_tree(), *operations)

    assert codes(refusal.value) == [code]


def test_every_part_of_the_tree_takes_a_label(bench: Bench) -> None:
    tree = bench.mutate(*a_tree())
    label = bench.mutate(a_label())[0]
    ends = {"campaign": tree[1], "ad_group": tree[2], "ad_group_ad": tree[3]}

    bench.mutate(*(labelled(root, **{root: name, "label": label}) for root, name in ends.items()))

    for root in ends:
        found: Any = getattr(bench.query(gaql(f"{root}.labels", root))[0], root)
        assert list(found.labels) == [label]


def test_a_label_taken_off_is_gone_from_its_campaign(bench: Bench) -> None:
    *_, link = bench.mutate(*a_tree(), a_label(), _LABELLED_CAMPAIGN)

    bench.mutate(a_removal("campaign_label", link))

    assert list(bench.query("SELECT campaign.labels FROM campaign")[0].campaign.labels) == []
    assert bench.query("SELECT campaign_label.resource_name FROM campaign_label") == []


def test_an_asset_is_never_removed(bench: Bench) -> None:
    operation = bench.client().get_type("AssetOperation")

    assert "remove" not in type(operation).pb(operation).DESCRIPTOR.fields_by_name
    assert CUSTOMER in bench.mutate(_TEXT)[0]


def test_an_asset_of_the_same_content_is_the_one_there_is(bench: Bench) -> None:
    first = bench.mutate(an_asset(name="One", text_asset={"text": "Boots"}))
    again = bench.mutate(an_asset(name="Two", text_asset={"text": "Boots"}))
    other = bench.mutate(an_asset(name="Two", text_asset={"text": "Shoes"}))

    assert again == first != other
    assert [row.asset.name for row in bench.query("SELECT asset.name FROM asset")] == ["One", "Two"]
