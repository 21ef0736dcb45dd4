"""How quickly the sandbox starts, and how many requests a second a core of it serves.

The server runs as its own process; its processor time, less that of a start without any call, gives requests a second
a core, whatever else the machine is doing.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

from benchmarks.figures import Figure

WANTED_START_SECONDS = 3.0
WANTED_RATE = 500
PROGRAM = "from adapters.sandbox.server import SandboxOptions, serve; serve(SandboxOptions())"


@contextmanager
def sandbox() -> Iterator[tuple[dict[str, Any], float]]:
    """Run a sandbox; yields its address line and how long it took to print it."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own program
        line = process.stdout.readline() if process.stdout else ""
        try:
            yield json.loads(line), time.perf_counter() - began
        finally:
            process.terminate()


def processor_seconds() -> float:
    """The processor time of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def calls(address: dict[str, Any], client: int) -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
    """What a client asks in turn: method, path, body, headers."""
    tiktok, meta = address["tiktok"], address["meta"]
    headers = {"Access-Token": tiktok["access_token"], "Content-Type": "application/json"}
    advertiser = urlencode({"advertiser_id": tiktok["advertiser_id"], "page_size": 20})
    fields = urlencode({"access_token": meta["access_token"], "fields": "id,name,status,objective", "limit": 20})
    number = 0
    while True:
        number += 1
        campaign = {
            "advertiser_id": tiktok["advertiser_id"],
            "campaign_name": f"Campaign {client} {number}",
            "objective_type": "TRAFFIC",
        }
        yield "POST", "/open_api/v1.3/campaign/create/", json.dumps(campaign).encode(), headers
        yield "GET", f"/open_api/v1.3/campaign/get/?{advertiser}", b"", headers
        yield "GET", f"/v26.0/{meta['ad_account_id']}/campaigns?{fields}", b"", {}
        yield "GET", f"/v26.0/{meta['ad_account_id']}?{fields.replace('objective', 'currency')}", b"", {}


def ask(address: dict[str, Any], client: int, count: int) -> None:
    """Send `count` requests over one connection."""
    where = urlsplit(address["control_url"])
    connection = HTTPConnection(where.hostname or "", where.port)
    for (method, path, body, headers), _ in zip(calls(address, client), range(count), strict=False):
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status >= 500:  # noqa: PLR2004 - the first status of a server's own errors
            raise RuntimeError(f"{method} {path} answers {answer.status}")
    connection.close()


def measure(requests: int = 4000, clients: int = 4) -> list[Figure]:
    """Seconds to a start, and requests a second of processor time."""
    before = processor_seconds()
    with sandbox() as (_, first_start):
        pass
    idle = processor_seconds() - before
    with sandbox() as (address, second_start):
        asking = [Thread(target=ask, args=(address, number, requests // clients)) for number in range(clients)]
        for client in asking:
            client.start()
        for client in asking:
            client.join()
    busy = processor_seconds() - before - 2 * idle
    return [
        Figure(
            name="sandbox, start",
            measured=min(first_start, second_start),
            unit="s",
            goal=WANTED_START_SECONDS,
            at_most=True,
        ),
        Figure(name="sandbox, Meta and TikTok over HTTP", measured=requests / busy, unit="/s a core", goal=WANTED_RATE),
    ]
