"""Answers that are not Graph's, and secrets that must not come out."""

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from adapters.meta_ads.config import MetaAdsConfig
from adapters.meta_ads.gateway import MetaGateway
from application.platforms.errors import (
    AmbiguousOutcomeError,
    NeedsConsentError,
    PlatformError,
    TransientPlatformError,
)
from tests.fakes.http_server import answering, nobody_listening

TOKEN = "EAAthetoken"
BROKEN = [
    (502, b"<html><body><h1>502 Bad Gateway</h1> error</body></html>"),
    (502, b"<html><body>Bad Gateway</body></html>"),
    (200, b"<html>It works!</html>"),
    (200, b'{"data": [{"id"'),
    (200, b"{}"),
    (500, b""),
]


@contextmanager
def gateway_to(url: str) -> Iterator[MetaGateway]:
    with ThreadPoolExecutor(max_workers=1) as executor:
        gateway = MetaGateway(MetaAdsConfig(app_id="1", app_secret="app-secret", graph_url=url), executor)
        yield gateway
        gateway.close()


async def create(gateway: MetaGateway) -> str:
    return await gateway.run("create", TOKEN, lambda g: g.create_campaign("act_1", {"name": "Boots"}), writes=True)


@pytest.mark.parametrize(("status", "body"), BROKEN)
async def test_a_broken_answer_to_a_creation_leaves_its_outcome_open(status: int, body: bytes) -> None:
    with answering(status, body) as url, gateway_to(url) as gateway, pytest.raises(AmbiguousOutcomeError):
        await create(gateway)


@pytest.mark.parametrize(("status", "body"), [row for row in BROKEN if row[1] != b"{}"])
async def test_a_broken_answer_to_a_read_can_be_asked_again(status: int, body: bytes) -> None:
    with answering(status, body) as url, gateway_to(url) as gateway, pytest.raises(TransientPlatformError):
        await gateway.run("read", TOKEN, lambda g: g.campaign("7", ["id"]))


async def test_a_creation_that_never_went_out_can_be_repeated() -> None:
    with nobody_listening() as url, gateway_to(url) as gateway, pytest.raises(TransientPlatformError):
        await create(gateway)


async def test_a_token_in_metas_own_words_does_not_come_out() -> None:
    error = {"message": f"Malformed access token {TOKEN}", "code": 190, "fbtrace_id": "A1"}
    with (
        answering(400, json.dumps({"error": error}).encode()) as url,
        gateway_to(url) as gateway,
        pytest.raises(NeedsConsentError) as caught,
    ):
        await create(gateway)

    assert caught.value.message == "Malformed access token [secret]"
    assert caught.value.request_id == "A1"


async def test_the_field_that_meta_blames_is_kept() -> None:
    error = {"message": "No", "code": 100, "error_data": '{"blame_field_specs": [["targeting", "age_max"]]}'}
    with (
        answering(400, json.dumps({"error": error}).encode()) as url,
        gateway_to(url) as gateway,
        pytest.raises(PlatformError) as caught,
    ):
        await create(gateway)

    assert caught.value.field == "targeting.age_max"


async def test_the_http_librarys_log_shows_no_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="urllib3")
    with answering(200, b'{"id": "7"}') as url, gateway_to(url) as gateway:
        await gateway.run("read", TOKEN, lambda g: g.campaign("7", ["id"]))

    assert "access_token=[secret]" in caplog.text
    assert TOKEN not in caplog.text


def test_a_configuration_shows_no_secret() -> None:
    assert "app-secret" not in repr(MetaAdsConfig(app_id="1", app_secret="app-secret"))
