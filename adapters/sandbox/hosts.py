"""The platforms' own hosts, which many clients have built in, and for which the sandbox stands behind its proxy."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

GOOGLE_ADS_HOST = "googleads.googleapis.com"
OAUTH_HOST = "oauth2.googleapis.com"
CONSENT_HOST = "accounts.google.com"
OLD_OAUTH_HOST = "www.googleapis.com"
GRAPH_HOSTS = ("graph.facebook.com", "graph-video.facebook.com", "www.facebook.com")
TIKTOK_HOSTS = ("business-api.tiktok.com", "sandbox-ads.tiktok.com")

HOSTS = (GOOGLE_ADS_HOST, OAUTH_HOST, CONSENT_HOST, OLD_OAUTH_HOST, *GRAPH_HOSTS, *TIKTOK_HOSTS)


class ByHost:
    """Has each host answered by its own application, and the sandbox's own addresses by the one of all."""

    def __init__(self, applications: Mapping[str, ASGIApp], otherwise: ASGIApp) -> None:
        self._applications = {host.encode(): application for host, application in applications.items()}
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").partition(b":")[0]
        await self._applications.get(host.lower(), self._otherwise)(scope, receive, send)
