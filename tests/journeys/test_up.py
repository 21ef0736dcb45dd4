"""`adscale up` and `adscale sandbox`, from the outside."""

import json
import re
import signal
import socket
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.journeys.standing import a_port, adscale, are_gone, processes_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is left behind is looked for in /proc")

ENOUGH = 120.0
SANDBOX_LINE = {
    "google_ads": {
        *("endpoint", "ca_file", "token_uri", "service_account_file", "login_customer_id", "customer_id"),
    },
    "meta": {"graph_url", "app_id", "app_secret", "access_token", "ad_account_id", "page_id", "pixel_id"},
    "tiktok": {"base_url", "app_id", "secret", "access_token", "advertiser_id", "identity_id", "video_id"},
}


def health(port: str) -> httpx.Response | None:
    """What the API says of its health, None while it says nothing."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/v1/health", timeout=10, trust_env=False)
    except httpx.TransportError:
        return None


def is_healthy(port: str) -> bool:
    """Whether the API gets healthy in time."""
    deadline = time.monotonic() + ENOUGH
    while (answer := health(port)) is None or not answer.is_success:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_up_serves_stops_without_a_trace_and_starts_again_on_the_same_data(tmp_path: Path) -> None:
    port = a_port()
    with adscale(tmp_path, "up", ADSCALE_PORT=port) as first:
        assert is_healthy(port), first.said
        shop = ("--slug", "shop", "--name", "Shop", "--email", "owner@shop.example.com")
        with adscale(tmp_path, "organizations", "create", *shop) as provisioning:
            assert provisioning.ends(within=ENOUGH) == 0, provisioning.said
        first.tell(signal.SIGTERM)
        assert first.ends(within=ENOUGH) == 0, first.said
    assert are_gone(tmp_path)
    key = re.search(r"ask_\S+", provisioning.said)
    assert key is not None
    with adscale(tmp_path, "up", ADSCALE_PORT=port) as second:
        assert is_healthy(port), second.said
        headers = {"Authorization": f"Bearer {key[0]}"}
        campaigns = httpx.get(f"http://127.0.0.1:{port}/v1/campaigns", headers=headers, timeout=30, trust_env=False)
        assert (campaigns.status_code, campaigns.json()["items"]) == (200, [])
        second.tell(signal.SIGTERM)
        assert second.ends(within=ENOUGH) == 0, second.said


def test_up_says_which_port_is_taken_and_begins_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = str(somebody.getsockname()[1])
        with adscale(tmp_path, "up", ADSCALE_PORT=port) as refused:
            assert refused.ends(within=ENOUGH) == 1
    assert f"Port {port} is taken." in refused.said
    assert not (tmp_path / "postgres").exists()


def test_the_sandbox_prints_one_line_with_all_that_a_client_needs_and_serves_until_it_is_stopped(
    tmp_path: Path,
) -> None:
    with adscale(tmp_path, "sandbox") as sandbox:
        assert sandbox.says("\n", within=ENOUGH)
        address = json.loads(sandbox.said)
        for platform, keys in SANDBOX_LINE.items():
            assert keys <= address[platform].keys()
        state = httpx.get(f"{address['control_url']}/state", timeout=30, trust_env=False)
        assert state.json()["mutations"] == 0
        sandbox.tell(signal.SIGTERM)
        assert sandbox.ends(within=ENOUGH) == 0
        assert sandbox.said.count("\n") == 1
    assert processes_of(tmp_path) == []
