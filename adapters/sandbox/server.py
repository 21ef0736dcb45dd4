"""The listeners: HTTP for OAuth, Graph, TikTok and control, gRPC over TLS for Google Ads, both on 127.0.0.1 only."""

import json
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from adapters.sandbox import control
from adapters.sandbox.meta import world as meta_world
from adapters.sandbox.meta.api import GraphApi
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.state_file import StateFile
from adapters.sandbox.tiktok import world as tiktok_world
from adapters.sandbox.tiktok.api import TikTokApi
from adapters.sandbox.wire import SandboxDate, endpoint

_HOST = "127.0.0.1"
_VERBS = ["GET", "POST", "DELETE"]
_START_SECONDS = 10
ADDRESS_FILE = "address.json"


class PortTakenError(OSError):
    """Something else listens on the port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """Port 0 takes a free one; without `state` nothing outlives the process; `start` is aware.

    `fresh` forgets the world that the state folder holds.
    `relaxed` names rules that are not to hold, `enforced` limits that are off unless asked for; GET /control/rules
    lists both.
    """

    port: int = 0
    grpc_port: int = 0
    state: Path | None = None
    fresh: bool = False
    start: datetime | None = None
    seed: int = 0
    relaxed: frozenset[str] = frozenset()
    enforced: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxAddress:
    """Where the sandbox listens and what is ready to use there: the one line it prints."""

    google_ads: dict[str, str]
    meta: dict[str, str]
    tiktok: dict[str, str]
    control_url: str

    def as_json(self) -> str:
        """Return one line of JSON."""
        return json.dumps(asdict(self))


def serve(options: SandboxOptions) -> None:
    """Print the address line, then serve until SIGTERM or SIGINT.

    With a state folder the line also stands in its `address.json` while the sandbox listens.
    """
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    with _published(options.state) as publish, running_sandbox(options) as address:
        publish(address)
        sys.stdout.write(address.as_json() + "\n")
        sys.stdout.flush()
        stopped.wait()


@contextmanager
def _published(folder: Path | None) -> Iterator[Callable[[SandboxAddress], None]]:
    """Keep the address line in the state folder, for supervisors, exactly while the sandbox listens."""
    if folder is None:
        yield lambda _address: None
        return
    target = folder / ADDRESS_FILE
    target.unlink(missing_ok=True)

    def publish(address: SandboxAddress) -> None:
        fresh = target.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(address.as_json() + "\n", encoding="utf-8")
        fresh.replace(target)

    try:
        yield publish
    finally:
        target.unlink(missing_ok=True)


@contextmanager
def running_sandbox(options: SandboxOptions) -> Iterator[SandboxAddress]:
    """Run a sandbox in threads of this process for as long as the context lasts."""
    with ExitStack() as stack:
        folder = options.state or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="adscale-sandbox-")))
        sandbox = Sandbox(start=options.start, seed=options.seed)
        state = StateFile(folder, fresh=options.fresh) if options.state else None
        ports = state.load(sandbox) if state else None
        if ports is None:
            _plant(sandbox)
        listener = _listen(options.port or (ports or {}).get("http", 0))
        stack.callback(listener.close)
        http_port = listener.getsockname()[1]
        google, grpc_port = _start_google_ads(
            stack, sandbox, options.grpc_port or (ports or {}).get("grpc", 0), folder, f"http://{_HOST}:{http_port}"
        )
        stack.enter_context(_http(sandbox, listener))
        sandbox.rules.relax(options.relaxed)
        sandbox.rules.enforce(options.enforced)
        if state:
            state.watch(sandbox, {"http": http_port, "grpc": grpc_port})
            stack.callback(state.close, sandbox)
        yield _address(sandbox, f"http://{_HOST}:{http_port}", google)


def _plant(sandbox: Sandbox) -> None:
    from adapters.sandbox.google_ads import world as google_world  # noqa: PLC0415 - google-ads is heavy to import

    google_world.plant(sandbox)
    meta_world.plant(sandbox)
    tiktok_world.plant(sandbox)


def _start_google_ads(
    stack: ExitStack, sandbox: Sandbox, port: int, folder: Path, base_url: str
) -> tuple[dict[str, str], int]:
    from adapters.sandbox.google_ads import oauth  # noqa: PLC0415 - google-ads is heavy to import
    from adapters.sandbox.google_ads.server import start_google_ads  # noqa: PLC0415 - the same

    token_uri = f"{base_url}/google/oauth2/token"
    handle = start_google_ads(sandbox, port, folder)
    stack.callback(handle.stop)
    address = {
        "endpoint": f"localhost:{handle.port}",
        "ca_file": str(handle.ca_file),
        "token_uri": token_uri,
        "service_account_file": str(oauth.write_service_account(sandbox, folder, token_uri)),
        "login_customer_id": sandbox.seed.google_login_customer_id,
        "customer_id": sandbox.seed.google_customer_id,
        "auth_uri": f"{base_url}/google/oauth2/auth",
        "client_id": sandbox.seed.google_client_id,
        "client_secret": sandbox.seed.google_client_secret,
    }
    return address, handle.port


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError as error:
        listener.close()
        raise PortTakenError(
            error.errno, f"port {port} on {_HOST} is taken: stop what listens there or choose another"
        ) from error
    return listener


@contextmanager
def _http(sandbox: Sandbox, listener: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(
        application(sandbox), http="h11", ws="none", log_level="warning", lifespan="off", date_header=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sandbox-http", daemon=True)
    thread.start()
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the sandbox's HTTP listener did not start")
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def application(sandbox: Sandbox) -> Starlette:
    """Return the HTTP side as an ASGI application."""
    from adapters.sandbox.google_ads import oauth  # noqa: PLC0415 - google-ads is heavy to import

    tiktok = endpoint(sandbox, TikTokApi(sandbox))
    graph = endpoint(sandbox, GraphApi(sandbox))
    routes: list[BaseRoute] = [
        *control.routes(sandbox),
        *oauth.routes(sandbox),
        Route("/open_api/{path:path}", tiktok, methods=_VERBS),
        Route("/portal/auth", tiktok, methods=_VERBS),
        Route("/{path:path}", graph, methods=_VERBS),
    ]
    return Starlette(routes=routes, middleware=[Middleware(SandboxDate, clock=sandbox.clock)])


def _address(sandbox: Sandbox, base_url: str, google: dict[str, str]) -> SandboxAddress:
    seed = sandbox.seed
    return SandboxAddress(
        google_ads=google,
        meta={
            "graph_url": base_url,
            "dialog_url": f"{base_url}/v26.0/dialog/oauth",
            "app_id": seed.meta_app_id,
            "app_secret": seed.meta_app_secret,
            "access_token": seed.meta_access_token,
            "ad_account_id": f"act_{seed.meta_account_id}",
            "page_id": seed.meta_page_id,
            "pixel_id": seed.meta_pixel_id,
            "image_hash": seed.meta_image_hash,
        },
        tiktok={
            "base_url": f"{base_url}/open_api/v1.3",
            "auth_url": f"{base_url}/portal/auth",
            "app_id": seed.tiktok_app_id,
            "secret": seed.tiktok_secret,
            "access_token": seed.tiktok_access_token,
            "advertiser_id": seed.tiktok_advertiser_id,
            "identity_id": seed.tiktok_identity_id,
            "video_id": seed.tiktok_video_id,
            "pixel_id": seed.tiktok_pixel_id,
            "call_to_action_id": seed.tiktok_call_to_action_id,
        },
        control_url=f"{base_url}/control",
    )
