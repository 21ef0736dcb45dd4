from collections.abc import Iterator

import httpx
import pytest

from adapters.sandbox.pytest_plugin import AdsSandbox
from tests.adapters.sandbox.google_ads_rest.rest import Rest


@pytest.fixture
def rest(ads_sandbox: AdsSandbox) -> Iterator[Rest]:
    """The API as a program sees it that sends JSON and has signed in with its refresh token."""
    line = ads_sandbox.address.google_ads
    form = {name: line[name] for name in ("client_id", "client_secret", "refresh_token")}
    token = httpx.post(line["token_uri"], data=form | {"grant_type": "refresh_token"}).json()["access_token"]
    headers = {
        "Authorization": f"Bearer {token}",
        "developer-token": line["developer_token"],
        "login-customer-id": line["login_customer_id"],
    }
    base_url = ads_sandbox.address.meta["graph_url"]
    with httpx.Client(base_url=base_url, headers=headers, timeout=30) as client:
        yield Rest(client, line["customer_id"])
