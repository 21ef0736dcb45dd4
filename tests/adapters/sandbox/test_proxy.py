"""The proxy itself: whom it leads where, and how its tunnels live and end."""

import socket
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import requests

from adapters.sandbox.hosts import HOSTS
from adapters.sandbox.listeners import listen, port_of
from adapters.sandbox.proxy import Behind, serving_proxy
from adapters.sandbox.server import SandboxAddress, SandboxOptions, running_sandbox
from adapters.sandbox.tls import server_context, tls_files

GRAPH = "https://graph.facebook.com/v26.0"
# Far longer than it takes: whoever waits for the tunnels waits for ever.
PATIENCE = 30


@pytest.fixture
def built_in(address: SandboxAddress, monkeypatch: pytest.MonkeyPatch) -> SandboxAddress:
    """The sandbox, and nothing but the environment that leads there."""
    for name, value in address.environment.items():
        monkeypatch.setenv(name, value)
    return address


def me(address: SandboxAddress) -> dict[str, str]:
    return {"access_token": address.meta["access_token"]}


def connected(proxy_url: str, target: str = "graph.facebook.com:443", method: str = "CONNECT") -> socket.socket:
    proxy = urlsplit(proxy_url)
    client = socket.create_connection((proxy.hostname, proxy.port), timeout=10)
    client.sendall(f"{method} {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
    return client


def status_line(client: socket.socket) -> str:
    return client.recv(65536).partition(b"\r\n")[0].decode()


@pytest.mark.parametrize("get", [httpx.get, requests.get], ids=["httpx", "requests"])
def test_a_client_that_knows_the_platform_s_host_alone_is_answered(built_in: SandboxAddress, get: type) -> None:
    assert get(f"{GRAPH}/me", params=me(built_in)).json()["name"] == "Sandbox User"


def test_tiktok_is_answered_at_its_own_host(built_in: SandboxAddress) -> None:
    answer = httpx.get(
        "https://business-api.tiktok.com/open_api/v1.3/campaign/get/",
        params={"advertiser_id": built_in.tiktok["advertiser_id"]},
        headers={"Access-Token": built_in.tiktok["access_token"]},
    )
    assert answer.json()["code"] == 0


def test_a_user_consents_where_each_platform_asks_for_it(built_in: SandboxAddress) -> None:
    back = {"redirect_uri": "https://tool.example/back", "state": "s1"}
    google = {"client_id": built_in.google_ads["client_id"], "response_type": "code", "scope": "x"}
    asked = {
        "https://accounts.google.com/o/oauth2/v2/auth": google,
        "https://www.facebook.com/v26.0/dialog/oauth": {"client_id": built_in.meta["app_id"]},
        "https://business-api.tiktok.com/portal/auth": {"app_id": built_in.tiktok["app_id"]},
    }
    for address, query in asked.items():
        assert "code=" in httpx.get(address, params=back | query).headers["location"]


def test_google_s_tokens_are_told_of_and_revoked_at_its_own_hosts(built_in: SandboxAddress) -> None:
    line = built_in.google_ads
    form = {name: line[name] for name in ("client_id", "client_secret", "refresh_token")}
    for address in ("https://www.googleapis.com/oauth2/v3/token", "https://accounts.google.com/o/oauth2/token"):
        token = httpx.post(address, data=form | {"grant_type": "refresh_token"}).json()["access_token"]
        told = httpx.get("https://oauth2.googleapis.com/tokeninfo", params={"access_token": token}).json()
        assert told["aud"] == line["client_id"]
    unknown = httpx.get("https://oauth2.googleapis.com/tokeninfo", params={"access_token": "x"})
    assert (unknown.status_code, unknown.json()["error"]) == (400, "invalid_token")
    assert httpx.get("https://oauth2.googleapis.com/v26.0/me").status_code == 404


def test_a_link_leads_back_to_the_host_that_gave_it(built_in: SandboxAddress) -> None:
    first = httpx.get(f"{GRAPH}/me/adaccounts", params=me(built_in) | {"limit": 1}).json()
    assert first["paging"]["next"].startswith(GRAPH)
    assert len(httpx.get(first["paging"]["next"]).json()["data"]) == 1


@pytest.mark.parametrize(
    "target", ["example.com:443", "graph.facebook.com:80", "127.0.0.1:443", "localhost:443", "graph.facebook.com"]
)
def test_any_other_place_is_refused_by_name(address: SandboxAddress, target: str) -> None:
    with connected(address.proxy_url, target) as client:
        said = status_line(client)
    assert said.startswith(f"HTTP/1.1 403 The proxy of the sandbox does not lead to {target}.")
    assert all(f"{host}:443" in said for host in HOSTS)


def test_a_client_shows_the_refusal(built_in: SandboxAddress) -> None:
    with pytest.raises(httpx.ProxyError, match=r"does not lead to example\.com:443"):
        httpx.get("https://example.com/")
    with pytest.raises(requests.exceptions.ProxyError, match=r"does not lead to example\.com:443"):
        requests.get("https://example.com/", timeout=10)
    assert built_in.proxy_url


def test_what_is_no_connect_is_refused(address: SandboxAddress) -> None:
    answer = httpx.get(f"{address.proxy_url}/v26.0/me")
    assert answer.status_code == 403
    assert answer.text.startswith("The proxy of the sandbox takes CONNECT alone, no GET.")


def test_one_tunnel_serves_many_calls(built_in: SandboxAddress) -> None:
    with httpx.Client() as client:
        streams = [client.get(f"{GRAPH}/me", params=me(built_in)).extensions["network_stream"] for _ in range(3)]
        assert len({stream.get_extra_info("client_addr") for stream in streams}) == 1


def test_many_clients_are_served_at_once(built_in: SandboxAddress) -> None:
    def calls(_: int) -> set[int]:
        with httpx.Client() as client:
            return {client.get(f"{GRAPH}/me", params=me(built_in)).status_code for _ in range(5)}

    with ThreadPoolExecutor(4) as clients:
        assert set.union(*clients.map(calls, range(4))) == {200}


@contextmanager
def somebody_listening() -> Iterator[socket.socket]:
    with listen(0) as listener:
        listener.listen()
        listener.settimeout(10)
        yield listener


@contextmanager
def leading_to(listener: socket.socket, folder: Path) -> Iterator[str]:
    port = port_of(listener)
    greeting = server_context(tls_files(folder))
    with listen(0) as own, serving_proxy(own, Behind(https_port=port, grpc_port=port, greeting=greeting)):
        yield f"http://127.0.0.1:{port_of(own)}"


def test_a_client_that_has_said_all_is_still_answered(tmp_path: Path) -> None:
    with somebody_listening() as listener, leading_to(listener, tmp_path) as proxy, connected(proxy) as client:
        assert "200" in status_line(client)
        client.sendall(b"all of it")
        client.shutdown(socket.SHUT_WR)
        inner, _ = listener.accept()
        with inner:
            assert inner.makefile("rb").read() == b"all of it"
            inner.sendall(b"an answer")
        assert client.recv(100) == b"an answer"
        assert client.recv(100) == b""


def test_a_connection_broken_behind_ends_in_front(tmp_path: Path) -> None:
    with somebody_listening() as listener, leading_to(listener, tmp_path) as proxy, connected(proxy) as client:
        assert "200" in status_line(client)
        inner, _ = listener.accept()
        inner.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        inner.close()
        assert client.recv(100) == b""


def test_a_megabyte_comes_through_whole(tmp_path: Path) -> None:
    sent = bytes(range(256)) * 4096
    with somebody_listening() as listener, leading_to(listener, tmp_path) as proxy, connected(proxy) as client:
        assert "200" in status_line(client)
        inner, _ = listener.accept()
        with inner, ThreadPoolExecutor(1) as sender:
            sender.submit(client.sendall, sent)
            assert inner.makefile("rb").read(len(sent)) == sent


def test_a_greeting_in_pieces_is_understood(built_in: SandboxAddress) -> None:
    context = ssl.create_default_context(cafile=built_in.ca_file)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_hostname="googleads.googleapis.com")
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    hello = outgoing.read()
    with connected(built_in.proxy_url, "googleads.googleapis.com:443") as client:
        assert "200" in status_line(client)
        for piece in (hello[:1], hello[1:100], hello[100:]):
            client.sendall(piece)
            time.sleep(0.02)
        incoming.write(client.recv(65536))
        tls.do_handshake()


def test_the_sandbox_stops_with_open_tunnels() -> None:
    with running_sandbox(SandboxOptions()) as running:
        client = connected(running.proxy_url)
        assert "200" in status_line(client)
        silent = socket.create_connection(("127.0.0.1", urlsplit(running.proxy_url).port or 0), timeout=10)
        began = time.monotonic()
    with client, silent:
        assert time.monotonic() - began < PATIENCE
        assert (client.recv(1), silent.recv(1)) == (b"", b"")


def test_a_restart_has_the_same_proxy_and_authority(tmp_path: Path) -> None:
    with running_sandbox(SandboxOptions(state=tmp_path)) as first:
        authority = Path(first.ca_file).read_bytes()
    with running_sandbox(SandboxOptions(state=tmp_path)) as second:
        assert (second.proxy_url, second.https_url) == (first.proxy_url, first.https_url)
        assert Path(second.ca_file).read_bytes() == authority


def test_the_own_address_is_served_over_tls_too(address: SandboxAddress) -> None:
    context = ssl.create_default_context(cafile=address.ca_file)
    answer = httpx.get(f"{address.https_url}/v26.0/me/adaccounts", params=me(address) | {"limit": 1}, verify=context)
    assert answer.json()["paging"]["next"].startswith(address.https_url)
