"""Where Google Ads is and as whom we come. Nothing here is read from the environment: the wiring does that."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleAdsConfig:
    """Addresses, our OAuth client and how long to wait for an answer.

    `ca_file` is a PEM file of the only authority to trust; None trusts the system's. Developer tokens are gone
    since 2026-09: none is sent.
    """

    client_id: str
    client_secret: str = field(repr=False)
    endpoint: str = "googleads.googleapis.com"
    ca_file: Path | None = None
    auth_uri: str = "https://accounts.google.com/o/oauth2/v2/auth"
    token_uri: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address, not a secret
    timeout_seconds: float = 60.0

    @property
    def revoke_uri(self) -> str:
        """Where a consent is given back: next to where tokens are had."""
        return urljoin(self.token_uri, "revoke")
