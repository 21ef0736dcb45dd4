"""What the adapter must be told; the composition root reads it from the settings."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class TikTokAdsConfig:
    """Addresses, and our app's identity. `ca_file` None: the authorities that httpx trusts by itself."""

    app_id: str
    secret: str = field(repr=False)
    base_url: str = "https://business-api.tiktok.com/open_api/v1.3"
    auth_url: str = "https://business-api.tiktok.com/portal/auth"
    ca_file: str | None = None
    timeout_seconds: float = 30.0
