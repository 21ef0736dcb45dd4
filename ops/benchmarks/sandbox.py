"""How quickly the sandbox starts, how many requests a second a core of it serves, and how long a day in it takes.

The server runs as its own process; its processor time, less that of a start without any call, gives requests a second
a core, whatever else the machine is doing.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import grpc
from google.ads.googleads.v26.services.services.google_ads_service import GoogleAdsServiceClient
from google.auth.transport.requests import Request
from google.oauth2.service_account import Credentials

from benchmarks.figures import Figure

WANTED_START_SECONDS = 3.0
WANTED_RATE = 500
WANTED_DAY_SECONDS = 1.0
CAMPAIGNS = 1000
PROGRAM = "from adapters.sandbox.server import SandboxOptions, serve; serve(SandboxOptions())"
_ADWORDS = "https://www.googleapis.com/auth/adwords"
_CAMPAIGNS = "SELECT campaign.id, campaign.name, campaign.status FROM campaign ORDER BY campaign.id LIMIT 20"
_BUDGETS = "SELECT campaign_budget.id, campaign_budget.amount_micros FROM campaign_budget LIMIT 20"
_CUSTOMER = "SELECT customer.id, customer.descriptive_name, customer.currency_code, customer.time_zone FROM customer"

Address = dict[str, Any]
Client = Callable[[Address, int, int], None]
Prepare = Callable[[Address], None]


def measure(requests: int = 4000, clients: int = 4) -> list[Figure]:
    """Seconds to a start, requests a second of processor time on each wire, and seconds of a day."""
    before, starts = processor_seconds(), []
    for _ in range(3):
        with sandbox() as (_, start):
            starts.append(start)
    idle = (processor_seconds() - before) / len(starts)
    with sandbox() as (address, _):
        day = seconds_of_a_day(address, clients)
    http, google = (_rate(client, requests, clients, idle) for client in (ask_over_http, ask_google))
    large = _rate(find_campaigns, requests, clients, _seconds(advertise_on_google), advertise_on_google)
    return [
        Figure(
            name="sandbox, start",
            measured=min(starts),
            unit="s",
            goal=WANTED_START_SECONDS,
            at_most=True,
        ),
        Figure(name="sandbox, Meta and TikTok over HTTP", measured=http, unit="/s a core", goal=WANTED_RATE),
        Figure(name="sandbox, Google Ads over gRPC and TLS", measured=google, unit="/s a core", goal=WANTED_RATE),
        Figure(
            name=f"sandbox, Google Ads queries that find some of {CAMPAIGNS:,} campaigns",
            measured=large,
            unit="/s a core",
            goal=WANTED_RATE,
        ),
        Figure(
            name=f"sandbox, a day of {CAMPAIGNS:,} campaigns",
            measured=day,
            unit="s",
            goal=WANTED_DAY_SECONDS,
            at_most=True,
        ),
    ]


@contextmanager
def sandbox() -> Iterator[tuple[Address, float]]:
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


def _rate(client: Client, requests: int, clients: int, idle: float, *prepare: Prepare) -> float:
    """Requests a second of processor time, less what a sandbox takes that is only prepared (`idle`)."""
    busy = _seconds(*prepare, lambda address: _at_once(client, address, requests, clients))
    return requests / (busy - idle)


def _seconds(*acts: Prepare) -> float:
    """The processor time of a sandbox of which this is asked."""
    before = processor_seconds()
    with sandbox() as (address, _):
        for act in acts:
            act(address)
    return processor_seconds() - before


def _at_once(client: Client, address: Address, requests: int, clients: int) -> None:
    with ThreadPoolExecutor(clients) as pool:
        asking = [pool.submit(client, address, number, requests // clients) for number in range(clients)]
    for one in asking:
        one.result()


def ask_over_http(address: Address, client: int, count: int) -> None:
    """Create a campaign, list campaigns of both platforms, read an account, and so on, over one connection."""
    with http(address) as send:
        for call, _ in zip(_http_calls(address, client), range(count), strict=False):
            send(*call)


@contextmanager
def http(address: Address) -> Iterator[Callable[..., Any]]:
    """A function that sends method, path, body and headers over a kept connection; it returns the answer's JSON."""
    where = urlsplit(address["control_url"])
    connection = HTTPConnection(where.hostname or "", where.port)

    def send(method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Any:  # noqa: ANN401 - JSON
        content = json.dumps(body).encode() if body is not None else None
        connection.request(method, path, content, {"Content-Type": "application/json", **(headers or {})})
        answer = connection.getresponse()
        told = json.loads(answer.read())
        if answer.status >= 400 or told.get("code", 0) != 0:  # noqa: PLR2004 - the first status of an error
            raise RuntimeError(f"{method} {path} answers {answer.status}: {told}")
        return told

    yield send
    connection.close()


def _http_calls(address: Address, client: int) -> Iterator[tuple[Any, ...]]:
    tiktok, meta = address["tiktok"], address["meta"]
    headers = {"Access-Token": tiktok["access_token"]}
    advertiser = urlencode({"advertiser_id": tiktok["advertiser_id"], "page_size": 20})
    fields = urlencode({"access_token": meta["access_token"], "fields": "id,name,status,objective", "limit": 20})
    account = urlencode({"access_token": meta["access_token"], "fields": "id,name,currency,account_status"})
    number = 0
    while True:
        number += 1
        campaign = {
            "advertiser_id": tiktok["advertiser_id"],
            "campaign_name": f"Campaign {client} {number}",
            "objective_type": "TRAFFIC",
        }
        yield "POST", "/open_api/v1.3/campaign/create/", campaign, headers
        yield "GET", f"/open_api/v1.3/campaign/get/?{advertiser}", None, headers
        yield "GET", f"/v26.0/{meta['ad_account_id']}/campaigns?{fields}"
        yield "GET", f"/v26.0/{meta['ad_account_id']}?{account}"


def ask_google(address: Address, client: int, count: int) -> None:
    """Change a budget, then three searches, and so on, by the official client over one channel.

    Each client works on ten budgets of its own.
    """
    google = address["google_ads"]
    service, customer, metadata = _google_ads_service(google), google["customer_id"], _metadata(google)

    def mutate(operation: dict[str, Any]) -> str:
        sent = {"customer_id": customer, "mutate_operations": [{"campaign_budget_operation": operation}]}
        (done,) = service.mutate(request=sent, metadata=metadata).mutate_operation_responses
        return str(done.campaign_budget_result.resource_name)

    names = [f"Budget {client} {number}" for number in range(10)]
    budgets = [mutate({"create": {"name": name, "amount_micros": 10_000_000}}) for name in names]
    for number in range(count // 4):
        changed = {"resource_name": budgets[number % 10], "amount_micros": 10_000_000 + number * 10_000}
        mutate({"update": changed, "update_mask": {"paths": ["amount_micros"]}})
        for query in (_CAMPAIGNS, _BUDGETS, _CUSTOMER):
            service.search(request={"customer_id": customer, "query": query}, metadata=metadata)


def advertise_on_google(address: Address) -> None:
    """Give the account its thousand campaigns, all under one budget, in one request."""
    google = address["google_ads"]
    customer, budget = google["customer_id"], f"customers/{google['customer_id']}/campaignBudgets/-1"
    campaign = {
        "campaign_budget": budget,
        "status": "ENABLED",
        "advertising_channel_type": "SEARCH",
        "contains_eu_political_advertising": "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING",
        "maximize_conversions": {},
    }
    shared = {"resource_name": budget, "name": "Shared", "amount_micros": 50_000_000, "explicitly_shared": True}
    campaigns = [campaign | {"name": f"Campaign {number}"} for number in range(CAMPAIGNS)]
    operations: list[dict[str, Any]] = [{"campaign_budget_operation": {"create": shared}}]
    operations += [{"campaign_operation": {"create": each}} for each in campaigns]
    sent = {"customer_id": customer, "mutate_operations": operations}
    _google_ads_service(google).mutate(request=sent, metadata=_metadata(google))


def find_campaigns(address: Address, client: int, count: int) -> None:
    """Ask for one campaign by its id, its resource name, its name, for its week, for some in order, and so on."""
    google = address["google_ads"]
    service, customer = _google_ads_service(google), google["customer_id"]

    def search(query: str) -> list[Any]:
        return list(service.search(request={"customer_id": customer, "query": query}, metadata=_metadata(google)))

    (known,) = search(f"SELECT campaign.id FROM campaign WHERE campaign.name = 'Campaign {client}'")  # noqa: S608 - GAQL is no SQL
    places = (
        f"WHERE campaign.id = {known.campaign.id}",
        f"WHERE campaign.resource_name = '{known.campaign.resource_name}'",
        f"WHERE campaign.name = 'Campaign {client}'",
        f"WHERE campaign.id = {known.campaign.id} AND segments.date DURING LAST_7_DAYS",
        "LIMIT 20",
        "ORDER BY campaign.name LIMIT 20",
    )
    for number in range(count):
        place = places[number % len(places)]
        figures = ", metrics.clicks" if "DURING" in place else ""
        if not search(f"SELECT campaign.id, campaign.name, campaign.status{figures} FROM campaign {place}"):  # noqa: S608 - GAQL is no SQL
            raise RuntimeError(f"no campaign {place}")


def _metadata(google: dict[str, str]) -> list[tuple[str, str]]:
    return [("login-customer-id", google["login_customer_id"])]


def _google_ads_service(google: dict[str, str]) -> GoogleAdsServiceClient:
    consent = Credentials.from_service_account_file(google["service_account_file"], scopes=[_ADWORDS])
    consent.refresh(Request())
    trusted = grpc.ssl_channel_credentials(Path(google["ca_file"]).read_bytes())
    credentials = grpc.composite_channel_credentials(trusted, grpc.access_token_call_credentials(consent.token))
    channel = grpc.secure_channel(google["endpoint"], credentials)
    return GoogleAdsServiceClient(transport=GoogleAdsServiceClient.get_transport_class("grpc")(channel=channel))


def seconds_of_a_day(address: Address, clients: int) -> float:
    """How long the sandbox takes to let a day pass over a thousand running campaigns; the best of three days."""
    _at_once(_advertise, address, CAMPAIGNS, clients)
    with http(address) as send:
        send("POST", "/control/clock", {"freeze": True})
        took = []
        for _ in range(3):
            began = time.perf_counter()
            send("POST", "/control/clock", {"advance_days": 1})
            took.append(time.perf_counter() - began)
    return min(took)


def _advertise(address: Address, client: int, count: int) -> None:
    tiktok = address["tiktok"]
    headers = {"Access-Token": tiktok["access_token"]}
    with http(address) as send:
        now = send("GET", "/control/clock")["now"][:19].replace("T", " ")

        def create(level: str, body: dict[str, Any]) -> dict[str, str]:
            sent = {"advertiser_id": tiktok["advertiser_id"], **body}
            made: dict[str, str] = send("POST", f"/open_api/v1.3/{level}/create/", sent, headers)["data"]
            return made

        for number in range(count):
            name = f"Campaign {client} {number}"
            campaign = create("campaign", {"campaign_name": name, "objective_type": "TRAFFIC"})
            group = create("adgroup", _ad_group(campaign["campaign_id"], now))
            create("ad", {"adgroup_id": group["adgroup_id"], "creatives": [_creative(tiktok)]})


def _ad_group(campaign_id: str, now: str) -> dict[str, Any]:
    return {
        "campaign_id": campaign_id,
        "adgroup_name": "Everyone",
        "promotion_type": "WEBSITE",
        "optimization_goal": "CLICK",
        "billing_event": "CPC",
        "pacing": "PACING_MODE_SMOOTH",
        "schedule_type": "SCHEDULE_FROM_NOW",
        "schedule_start_time": now,
        "budget_mode": "BUDGET_MODE_DAY",
        "budget": 50,
        "location_ids": ["6252001"],
    }


def _creative(tiktok: dict[str, str]) -> dict[str, str]:
    return {
        "ad_name": "Ad",
        "ad_format": "SINGLE_VIDEO",
        "ad_text": "Spring is here",
        "video_id": tiktok["video_id"],
        "identity_type": "TT_USER",
        "identity_id": tiktok["identity_id"],
        "landing_page_url": "https://shop.example/spring",
    }
