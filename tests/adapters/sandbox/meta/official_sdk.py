"""The official client, changed in nothing but its address."""

from collections.abc import Iterator
from contextlib import contextmanager

from facebook_business.api import FacebookAdsApi
from facebook_business.session import FacebookSession

from adapters.sandbox.server import SandboxAddress


@contextmanager
def official_sdk(address: SandboxAddress, access_token: str | None = None) -> Iterator[FacebookAdsApi]:
    class Session(FacebookSession):  # type: ignore[misc]  # the SDK ships no types
        GRAPH = address.meta["graph_url"]

    token = access_token or address.meta["access_token"]
    session = Session(address.meta["app_id"], address.meta["app_secret"], token, timeout=20)
    try:
        yield FacebookAdsApi(session, api_version="v26.0")
    finally:
        session.requests.close()
