"""One call to TikTok: timed, logged without secrets, its failure in our words."""

import asyncio
import json
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import httpx
import structlog

from adapters.tiktok_ads.clock import PlatformClock
from adapters.tiktok_ads.config import TikTokAdsConfig
from adapters.tiktok_ads.errors import OK, Refusal, refused, unanswered, unreachable
from adapters.tiktok_ads.redaction import hide_secrets
from application.platforms.errors import PlatformBugError, PlatformError, RateLimitedError
from domain.shared.platform import Platform

Data = Mapping[str, Any]
Params = Mapping[str, Any]

_log = structlog.get_logger(__name__)
_PAGE = 1000
_TOO_MANY, _SERVER_ERRORS, _CLIENT_ERRORS = 429, 500, 400


class TikTokGateway:
    """Calls by path, which begins and ends with a slash. Connections are kept per event loop."""

    def __init__(self, config: TikTokAdsConfig) -> None:
        hide_secrets()
        self.config = config
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient] = WeakKeyDictionary()
        self._closing: set[asyncio.Future[None]] = set()
        self._clock = PlatformClock()

    async def get(self, path: str, access_token: str | None, params: Params) -> Data:
        """The `data` of a read. Lists and objects among the parameters travel as JSON."""
        query = {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}
        return await self._call("GET", path, access_token, query=query)

    async def post(self, path: str, access_token: str | None, body: Params, *, writes: bool = True) -> Data:
        """The `data` of a change. `writes` False: it may be repeated without harm."""
        return await self._call("POST", path, access_token, body=body, writes=writes)

    async def pages(
        self, path: str, access_token: str, params: Params, *, items: str = "list", size: int = _PAGE
    ) -> list[Data]:
        """Every row of a list, page by page."""
        return [row async for row in self._rows(path, access_token, params, items, size)]

    def platform_time(self) -> datetime:
        """What time it is for TikTok, which judges schedules by it."""
        return self._clock.now()

    async def close(self) -> None:
        """Release this event loop's connections."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    def close_soon(self) -> None:
        """Have every event loop that still runs release its connections; callable where nothing can be awaited."""
        for loop in [loop for loop in self._clients if loop.is_running()]:
            loop.call_soon_threadsafe(self._begin_closing)

    def _begin_closing(self) -> None:
        task = asyncio.ensure_future(self.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _rows(self, path: str, access_token: str, params: Params, items: str, size: int) -> AsyncIterator[Data]:
        page, last = 1, 1
        while page <= last:
            data = await self.get(path, access_token, {**params, "page": page, "page_size": size})
            for row in data.get(items) or ():
                yield row
            last = int((data.get("page_info") or {}).get("total_page") or 0)
            page += 1

    async def _call(
        self,
        method: str,
        path: str,
        access_token: str | None,
        *,
        query: Mapping[str, str] | None = None,
        body: Params | None = None,
        writes: bool = False,
    ) -> Data:
        started = time.monotonic()
        log = _log.bind(platform=Platform.TIKTOK_ADS.value, operation=f"{method} {path}")
        try:
            data = _opened(
                await self._sent(self._request(method, path, access_token, query, body), writes), writes=writes
            )
        except PlatformError as error:
            log.warning(
                "platform call failed",
                outcome=error.kind.value,
                code=error.code,
                request_id=error.request_id,
                seconds=round(time.monotonic() - started, 3),
            )
            raise
        log.debug("platform call", outcome="ok", seconds=round(time.monotonic() - started, 3))
        return data

    def _request(
        self, method: str, path: str, access_token: str | None, query: Mapping[str, str] | None, body: Params | None
    ) -> httpx.Request:
        headers = {} if access_token is None else {"Access-Token": access_token}
        url = self.config.base_url.rstrip("/") + path
        return self._client().build_request(method, url, params=query, json=body, headers=headers)

    async def _sent(self, request: httpx.Request, writes: bool) -> httpx.Response:
        try:
            response = await self._client().send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise unreachable(type(error).__name__) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise unanswered(f"TikTok did not answer ({type(error).__name__}).", writes=writes) from None
        self._clock.heard(response.headers.get("date", ""))
        return response

    def _client(self) -> httpx.AsyncClient:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = httpx.AsyncClient(timeout=self.config.timeout_seconds, verify=self._authorities)
        return self._clients[loop]

    @cached_property
    def _authorities(self) -> ssl.SSLContext:
        ca_file = self.config.ca_file
        return ssl.create_default_context(cafile=ca_file) if ca_file else httpx.create_ssl_context()


def _opened(response: httpx.Response, *, writes: bool) -> Data:
    """The `data` of TikTok's envelope; whatever is not its envelope is no answer."""
    trace = response.headers.get("x-tt-logid")
    status = str(response.status_code)
    if response.status_code == _TOO_MANY:
        raise RateLimitedError("Too many requests.", platform=Platform.TIKTOK_ADS, code=status, request_id=trace)
    if response.status_code >= _SERVER_ERRORS:
        raise unanswered(f"TikTok's servers answered HTTP {status}.", writes=writes, code=status, request_id=trace)
    envelope = _json(response)
    if envelope is None or "code" not in envelope:
        if response.status_code >= _CLIENT_ERRORS:
            raise PlatformBugError(f"HTTP {status}", platform=Platform.TIKTOK_ADS, code=status, request_id=trace)
        raise unanswered("TikTok did not give a proper answer.", writes=writes, code=status, request_id=trace)
    request_id = envelope.get("request_id") or trace
    if int(envelope["code"]) != OK:
        refusal = Refusal(
            code=int(envelope["code"]), message=str(envelope.get("message") or "no message"), request_id=request_id
        )
        raise refused(refusal, writes=writes)
    data = envelope.get("data")
    return data if isinstance(data, dict) else {}


def _json(response: httpx.Response) -> dict[str, Any] | None:
    """The body with its numbers exact; None for one that is no JSON object."""
    try:
        body = json.loads(response.content, parse_float=Decimal)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
