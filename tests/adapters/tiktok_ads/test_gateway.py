"""Answers that are not TikTok's, and secrets that must not come out."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest

from adapters.tiktok_ads.config import TikTokAdsConfig
from adapters.tiktok_ads.gateway import TikTokGateway
from application.platforms.errors import (
    AmbiguousOutcomeError,
    PlatformBugError,
    RateLimitedError,
    TransientPlatformError,
    ValueRejectedError,
)
from tests.fakes.http_server import answering, nobody_listening

BROKEN = [(502, b"<html>502 Bad Gateway</html>"), (200, b"<html>It works!</html>"), (200, b'{"code"'), (500, b"")]


@asynccontextmanager
async def gateway_to(url: str) -> AsyncIterator[TikTokGateway]:
    gateway = TikTokGateway(TikTokAdsConfig(app_id="1", secret="app-secret", base_url=url))
    yield gateway
    await gateway.close()


@pytest.mark.parametrize(("status", "body"), BROKEN)
async def test_a_broken_answer_to_a_creation_leaves_its_outcome_open(status: int, body: bytes) -> None:
    with answering(status, body) as url:
        async with gateway_to(url) as gateway:
            with pytest.raises(AmbiguousOutcomeError):
                await gateway.post("/campaign/create/", "token", {})


@pytest.mark.parametrize(("status", "body"), BROKEN)
async def test_a_broken_answer_to_a_read_can_be_asked_again(status: int, body: bytes) -> None:
    with answering(status, body) as url:
        async with gateway_to(url) as gateway:
            with pytest.raises(TransientPlatformError):
                await gateway.get("/campaign/get/", "token", {})


async def test_a_creation_that_never_went_out_can_be_repeated() -> None:
    with nobody_listening() as url:
        async with gateway_to(url) as gateway:
            with pytest.raises(TransientPlatformError):
                await gateway.post("/campaign/create/", "token", {})


@pytest.mark.parametrize(("status", "error"), [(404, PlatformBugError), (429, RateLimitedError)])
async def test_a_status_without_an_envelope_has_its_meaning(status: int, error: type[Exception]) -> None:
    with answering(status, b"404 page not found") as url:
        async with gateway_to(url) as gateway:
            with pytest.raises(error):
                await gateway.get("/campaign/get", "token", {})


async def test_a_refusal_comes_with_http_200() -> None:
    body = b'{"code": 40002, "message": "budget: is below the minimum", "request_id": "R1", "data": {}}'
    with answering(200, body) as url:
        async with gateway_to(url) as gateway:
            with pytest.raises(ValueRejectedError) as caught:
                await gateway.post("/campaign/create/", "token", {})

    assert (caught.value.field, caught.value.request_id) == ("budget", "R1")


async def test_numbers_arrive_exact() -> None:
    with answering(200, b'{"code": 0, "message": "OK", "data": {"budget": 0.1}}') as url:
        async with gateway_to(url) as gateway:
            assert (await gateway.get("/campaign/get/", "token", {}))["budget"] == Decimal("0.1")


async def test_the_http_librarys_log_shows_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with answering(200, b'{"code": 0, "data": {}}') as url:
        async with gateway_to(url) as gateway:
            await gateway.get("/oauth2/advertiser/get/", "token", {"app_id": "1", "secret": "app-secret"})

    assert "secret=[secret]" in caplog.text
    assert "app-secret" not in caplog.text


def test_a_configuration_shows_no_secret() -> None:
    assert "app-secret" not in repr(TikTokAdsConfig(app_id="1", secret="app-secret"))
