"""What the adapter must be told; the composition root reads it from the settings."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaAdsConfig:
    """Addresses, and our app's identity. `ca_file` None: the client's own bundle of authorities."""

    app_id: str
    app_secret: str = field(repr=False)
    graph_url: str = "https://graph.facebook.com"
    dialog_url: str = "https://www.facebook.com/v26.0/dialog/oauth"
    api_version: str = "v26.0"
    ca_file: str | None = None
    timeout_seconds: float = 30.0
