"""HTTP as the platforms' modules see it, and the faults that are the same on every wire."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any, Protocol
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.sandbox.clock import Clock
from adapters.sandbox.faults import FaultKind, FaultRule
from adapters.sandbox.sandbox import Sandbox

_BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: `path` as sent, `base_url` without a trailing slash."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    base_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A JSON body, the `text` or `content` of a file where there is one, or a redirect where `location` is set."""

    body: Any = None
    text: str | None = None
    content: bytes | None = None
    media_type: str = "text/csv"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    location: str | None = None


def with_query(address: str, extra: Mapping[str, str]) -> str:
    """Return `address` with `extra` added to its query."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(extra)}"


class PlatformWire(Protocol):
    """One platform's side of the HTTP listener."""

    platform: str

    def routes(self, call: Call) -> tuple[str, ...]:
        """Return the names under which a fault can strike this call."""
        ...

    def handle(self, call: Call) -> Answer:
        """Answer the call; runs in a thread."""
        ...

    def faulty(self, rule: FaultRule, call: Call) -> Answer:
        """Answer in the platform's own form of this fault."""
        ...


class HangUp(Response):
    """Closes the connection without a byte of an answer."""

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        """Abort the connection under uvicorn's request cycle; ASGI itself has no word for it."""
        receive.__self__.transport.abort()  # type: ignore[attr-defined]  # uvicorn's bound method
        while (await receive())["type"] != "http.disconnect":
            pass


class SandboxDate:
    """Dates every answer by the sandbox clock: a client that asks a platform for the time must get its time."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the header as the answer starts."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = format_datetime(self._clock.now(), usegmt=True)
                message["headers"] = [*message.get("headers", ()), (b"date", date.encode())]
            await send(message)

        await self._app(scope, receive, dated)


def endpoint(sandbox: Sandbox, wire: PlatformWire) -> Callable[[Request], Awaitable[Response]]:
    """Return a Starlette endpoint that lets faults strike before the platform answers."""

    async def serve(request: Request) -> Response:
        call = Call(
            method=request.method,
            path=request.url.path,
            query=dict(request.query_params),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.body(),
            base_url=str(request.base_url).rstrip("/"),
        )
        rule = sandbox.faults.take(wire.platform, *wire.routes(call))
        if rule is None:
            return _response(await run_in_threadpool(wire.handle, call))
        return await _struck(sandbox, wire, call, rule)

    return serve


async def _struck(sandbox: Sandbox, wire: PlatformWire, call: Call, rule: FaultRule) -> Response:
    match rule.kind:
        case FaultKind.SLOW:
            await asyncio.sleep(rule.delay_seconds)
            return _response(await run_in_threadpool(wire.handle, call))
        case FaultKind.DROPPED:
            return HangUp()
        case FaultKind.APPLIED_UNANSWERED:
            await run_in_threadpool(_handle_in_silence, sandbox, wire, call)
            return HangUp()
        case FaultKind.HTML_502:
            return HTMLResponse(_BAD_GATEWAY, 502)
        case _:
            return _response(wire.faulty(rule, call))


def _handle_in_silence(sandbox: Sandbox, wire: PlatformWire, call: Call) -> None:
    with sandbox.mutations.unanswered():
        wire.handle(call)


def _response(answer: Answer) -> Response:
    if answer.location is not None:
        return RedirectResponse(answer.location, 302)
    if answer.text is not None:
        return PlainTextResponse(answer.text, answer.status, dict(answer.headers), answer.media_type)
    if answer.content is not None:
        return Response(answer.content, answer.status, dict(answer.headers), answer.media_type)
    return JSONResponse(answer.body, answer.status, dict(answer.headers))
