"""Where a sandbox listens and what is ready to use there, by platform: the one line of JSON that it prints."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from adapters.sandbox.sandbox import Sandbox

ADDRESS_FILE = "address.json"
_OWN_HOSTS = "localhost,127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxAddress:
    """What a client needs, each platform's under its name.

    `proxy_url` leads the platforms' own hosts here; `environment` holds the variables by which clients that have those
    hosts built in find it, and the `ca_file` that vouches for all of this sandbox's certificates.
    """

    google_ads: dict[str, str]
    meta: dict[str, str]
    tiktok: dict[str, str]
    control_url: str
    https_url: str
    proxy_url: str
    ca_file: str
    environment: dict[str, str]

    def as_json(self) -> str:
        """Return one line of JSON."""
        return json.dumps(asdict(self))


@contextmanager
def published(folder: Path | None) -> Iterator[Callable[[SandboxAddress], None]]:
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


def environment(proxy_url: str, ca_file: str) -> dict[str, str]:
    """Return the variables that lead a program's calls of the platforms' hosts through the proxy, and no others."""
    return {
        # gRPC and curl read the lower case alone, Node and others the upper.
        **dict.fromkeys(("HTTPS_PROXY", "https_proxy"), proxy_url),
        **dict.fromkeys(("NO_PROXY", "no_proxy"), _OWN_HOSTS),
        "NODE_USE_ENV_PROXY": "1",
        **dict.fromkeys(
            (
                "SSL_CERT_FILE",
                "REQUESTS_CA_BUNDLE",
                "CURL_CA_BUNDLE",
                "HTTPLIB2_CA_CERTS",
                "NODE_EXTRA_CA_CERTS",
                "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
            ),
            ca_file,
        ),
    }


def meta_address(sandbox: Sandbox, base_url: str) -> dict[str, str]:
    """Return what a client of Graph needs."""
    seed = sandbox.seed
    return {
        "graph_url": base_url,
        "dialog_url": f"{base_url}/v26.0/dialog/oauth",
        "app_id": seed.meta_app_id,
        "app_secret": seed.meta_app_secret,
        "access_token": seed.meta_access_token,
        "ad_account_id": f"act_{seed.meta_account_id}",
        "page_id": seed.meta_page_id,
        "pixel_id": seed.meta_pixel_id,
        "image_hash": seed.meta_image_hash,
    }


def tiktok_address(sandbox: Sandbox, base_url: str) -> dict[str, str]:
    """Return what a client of TikTok's Business API needs."""
    seed = sandbox.seed
    return {
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
    }
