"""TikTok's own client walks every campaign, ad group and ad by its own models."""

import pytest

from adapters.sandbox.server import SandboxAddress
from tests.adapters.sandbox.tiktok.official_client import WALKS, Client, sdk

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def client(address: SandboxAddress) -> Client:
    return Client(address)


@pytest.mark.parametrize("kind", WALKS)
def test_an_object_reads_back_as_it_was_created(client: Client, kind: str) -> None:
    walk, parent_id = WALKS[kind], client.parent_of(kind)
    body = getattr(client, kind)(parent_id)
    object_id = str(client.post(walk, "create", walk.create, **body)[walk.id_field])
    (row,) = client.found(kind, object_id)
    sent = client.client.sanitize_for_serialization(getattr(sdk, walk.create)(**client.advertiser, **body))
    sent.pop("request_id", None)
    assert {name: row.get(name) for name in sent} == sent


@pytest.mark.parametrize("kind", WALKS)
def test_an_object_is_renamed_disabled_and_deleted(client: Client, kind: str) -> None:
    walk = WALKS[kind]
    object_id = client.create(kind, client.parent_of(kind))
    name = f"{kind.removeprefix('smart_plus_')}_name"
    client.post(walk, "update", walk.update, **{walk.id_field: object_id, name: "Renamed"})
    ids = {f"{walk.id_field}s": [object_id]}
    for status in ("DISABLE", "ENABLE", "DISABLE"):
        client.post(walk, "status_update", walk.status, operation_status=status, **ids)
    (row,) = client.found(kind, object_id)
    assert (row[name], row["operation_status"]) == ("Renamed", "DISABLE")
    client.post(walk, "status_update", walk.status, operation_status="DELETE", **ids)
    assert client.found(kind, object_id) == []


@pytest.fixture
def manual_ad(client: Client) -> dict[str, str]:
    """A manual ad as it was sent; its id and its ad group's are among it."""
    adgroup_id = client.create("adgroup", client.parent_of("adgroup"))
    sent = client.manual_creative()
    (ad_id,) = client.send(
        "AdApi", "ad_create", "AdCreateBody", adgroup_id=adgroup_id, creatives=[sdk.AdcreateCreatives(**sent)]
    )["ad_ids"]
    return {**sent, "ad_id": ad_id, "adgroup_id": adgroup_id}


def manual_ads(client: Client, ad: dict[str, str]) -> list[dict[str, str]]:
    filtering = sdk.FilteringAdGet(ad_ids=[ad["ad_id"]])
    rows: list[dict[str, str]] = client.ask("AdApi", "ad_get", filtering=filtering)["list"]
    return rows


def test_a_manual_ad_reads_back_as_it_was_created(client: Client, manual_ad: dict[str, str]) -> None:
    (row,) = manual_ads(client, manual_ad)
    assert {name: row.get(name) for name in manual_ad} == manual_ad


def test_a_manual_ad_is_rewritten_disabled_and_deleted(client: Client, manual_ad: dict[str, str]) -> None:
    ad_id = manual_ad["ad_id"]
    creative = sdk.AdupdateCreatives(**client.manual_creative(), ad_id=ad_id)
    creative.ad_text = "Summer is here"
    body = {"adgroup_id": manual_ad["adgroup_id"], "patch_update": True, "creatives": [creative]}
    client.send("AdApi", "ad_update", "AdUpdateBody", **body)
    client.send("AdApi", "ad_status_update", "AdStatusUpdateBody", ad_ids=[ad_id], operation_status="DISABLE")
    (row,) = manual_ads(client, manual_ad)
    assert (row["ad_text"], row["operation_status"]) == ("Summer is here", "DISABLE")
    client.send("AdApi", "ad_status_update", "AdStatusUpdateBody", ad_ids=[ad_id], operation_status="DELETE")
    assert manual_ads(client, manual_ad) == []
