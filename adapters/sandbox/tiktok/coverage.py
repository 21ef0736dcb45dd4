"""What of TikTok's API is here."""

from collections.abc import Iterator

from adapters.sandbox.coverage import Covered
from adapters.sandbox.sandbox import Sandbox
from adapters.sandbox.seed import TIKTOK
from adapters.sandbox.tiktok.endpoints import endpoints
from adapters.sandbox.tiktok.objects import Objects
from adapters.sandbox.tiktok.paths import KNOWN_PATHS
from adapters.sandbox.tiktok.reports import Reports

_OF_THE_TOKEN = frozenset(
    {
        ("POST", "/oauth2/access_token/"),
        ("POST", "/oauth2/revoke_token/"),
        ("GET", "/oauth2/advertiser/get/"),
        ("GET", "/user/info/"),
        ("GET", "/advertiser/info/"),
        ("GET", "/report/integrated/get/"),
    }
)


def coverage() -> Iterator[Covered]:
    """Yield every path that the official client knows or the sandbox serves."""
    sandbox = Sandbox()
    objects = Objects(sandbox)
    served = _OF_THE_TOKEN | endpoints(sandbox, objects, Reports(sandbox, objects)).keys()
    for method, path in sorted(KNOWN_PATHS | served, key=lambda row: (row[1], row[0])):
        there = (method, path) in served
        yield Covered(
            platform=TIKTOK,
            method=method,
            path=path,
            state="implemented" if there else "not implemented",
            note="" if there else "code 40008",
        )
