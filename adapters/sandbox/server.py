"""The sandbox as a whole, on 127.0.0.1 only.

HTTP for OAuth, Graph, TikTok and control, in the clear and over TLS; gRPC over TLS for Google Ads; and the proxy that
leads the platforms' own hosts to them.
"""

import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from adapters.sandbox import control
from adapters.sandbox.address import SandboxAddress, environment, meta_address, published, tiktok_address
from adapters.sandbox.hosts import GOOGLE_ADS_HOST, TIKTOK_HOSTS, ByHost
from adapters.sandbox.listeners import LOCALHOST, PortTakenError, listen, port_of, serving_http
from adapters.sandbox.meta import world as meta_world
from adapters.sandbox.meta.api import GraphApi
from adapters.sandbox.proxy import Behind, serving_proxy
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.state_file import StateFile
from adapters.sandbox.tiktok import world as tiktok_world
from adapters.sandbox.tiktok.api import TikTokApi
from adapters.sandbox.tls import server_context, tls_files
from adapters.sandbox.wire import SandboxDate, endpoint

__all__ = ["PortTakenError", "SandboxAddress", "SandboxOptions", "application", "running_sandbox", "serve"]

_VERBS = ["GET", "POST", "DELETE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """Port 0 takes a free one; without `state` nothing outlives the process; `start` is aware.

    `fresh` forgets the world that the state folder holds.
    `relaxed` names rules that are not to hold, `enforced` limits that are off unless asked for; GET /control/rules
    lists both.
    """

    port: int = 0
    grpc_port: int = 0
    https_port: int = 0
    proxy_port: int = 0
    state: Path | None = None
    fresh: bool = False
    start: datetime | None = None
    seed: int = 0
    relaxed: frozenset[str] = frozenset()
    enforced: frozenset[str] = frozenset()


def serve(options: SandboxOptions) -> None:
    """Print the address line, then serve until SIGTERM or SIGINT.

    With a state folder the line also stands in its `address.json` while the sandbox listens.
    """
    stopped = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopped.set())
    with published(options.state) as publish, running_sandbox(options) as address:
        publish(address)
        sys.stdout.write(address.as_json() + "\n")
        sys.stdout.flush()
        stopped.wait()


@contextmanager
def running_sandbox(options: SandboxOptions) -> Iterator[SandboxAddress]:
    """Run a sandbox in threads of this process for as long as the context lasts."""
    with ExitStack() as stack:
        folder = options.state or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="adscale-sandbox-")))
        sandbox = Sandbox(start=options.start, seed=options.seed)
        state = StateFile(folder, fresh=options.fresh) if options.state else None
        saved = state.load(sandbox) if state else None
        if saved is None:
            _plant(sandbox)
        wanted = _wanted_ports(options, saved or {})
        sockets = {name: stack.enter_context(listen(wanted[name])) for name in ("http", "https", "proxy")}
        ports = {name: port_of(listener) for name, listener in sockets.items()}
        base_url, files = f"http://{LOCALHOST}:{ports['http']}", tls_files(folder)
        google, ports["grpc"] = _start_google_ads(stack, sandbox, wanted["grpc"], folder, base_url)
        served = application(sandbox)
        stack.enter_context(serving_http(served, sockets["http"]))
        stack.enter_context(serving_http(served, sockets["https"], files))
        behind = Behind(https_port=ports["https"], grpc_port=ports["grpc"], greeting=server_context(files))
        stack.enter_context(serving_proxy(sockets["proxy"], behind))
        sandbox.rules.relax(options.relaxed)
        sandbox.rules.enforce(options.enforced)
        if state:
            state.watch(sandbox, ports)
            stack.callback(state.close, sandbox)
        proxy_url = f"http://{LOCALHOST}:{ports['proxy']}"
        yield SandboxAddress(
            google_ads=google,
            meta=meta_address(sandbox, base_url),
            tiktok=tiktok_address(sandbox, base_url),
            control_url=f"{base_url}/control",
            https_url=f"https://localhost:{ports['https']}",
            proxy_url=proxy_url,
            ca_file=str(files.ca_file),
            environment=environment(proxy_url, str(files.ca_file)),
        )


def _wanted_ports(options: SandboxOptions, saved: dict[str, int]) -> dict[str, int]:
    asked = {
        "http": options.port,
        "grpc": options.grpc_port,
        "https": options.https_port,
        "proxy": options.proxy_port,
    }
    return {name: port or saved.get(name, 0) for name, port in asked.items()}


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
        "refresh_token": oauth.offer_refresh_token(sandbox),
        "developer_token": "sandbox-developer-token",
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


def application(sandbox: Sandbox) -> ASGIApp:
    """Return the HTTP side: a platform's own hosts have its paths alone, any other host has those of all."""
    from adapters.sandbox.google_ads import oauth  # noqa: PLC0415 - google-ads is heavy to import
    from adapters.sandbox.google_ads_rest import api as google_rest  # noqa: PLC0415 - google-ads is heavy to import

    tiktok = endpoint(sandbox, TikTokApi(sandbox))
    graph = endpoint(sandbox, GraphApi(sandbox))
    here = [
        *control.routes(sandbox),
        *oauth.routes(sandbox),
        *google_rest.routes(sandbox),
        Route("/open_api/{path:path}", tiktok, methods=_VERBS),
        Route("/portal/auth", tiktok, methods=_VERBS),
        Route("/tiktok/{path:path}", tiktok, methods=_VERBS),
        Route("/{path:path}", graph, methods=_VERBS),
    ]
    of_tiktok = [Route("/{path:path}", tiktok, methods=_VERBS)]
    by_host = {
        GOOGLE_ADS_HOST: google_rest.host_routes(sandbox),
        **oauth.host_routes(sandbox),
        **dict.fromkeys(TIKTOK_HOSTS, of_tiktok),
    }
    return ByHost({host: _dated(sandbox, routes) for host, routes in by_host.items()}, _dated(sandbox, here))


def _dated(sandbox: Sandbox, routes: Sequence[BaseRoute]) -> Starlette:
    return Starlette(routes=routes, middleware=[Middleware(SandboxDate, clock=sandbox.clock)])
