"""Everything that a deployment can set, from the environment. The defaults run on one machine."""

from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class GoogleAdsSettings(BaseSettings):
    """How Google Ads is reached. `ca_file` only where the endpoint is not Google's own."""

    model_config = SettingsConfigDict(env_prefix="GOOGLE_ADS_", extra="ignore")

    endpoint: str = "googleads.googleapis.com"
    ca_file: Path | None = None
    auth_uri: str = "https://accounts.google.com/o/oauth2/v2/auth"
    token_uri: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")


class MetaAdsSettings(BaseSettings):
    """How Meta is reached."""

    model_config = SettingsConfigDict(env_prefix="META_ADS_", extra="ignore")

    graph_url: str = "https://graph.facebook.com"
    dialog_url: str = "https://www.facebook.com/v26.0/dialog/oauth"
    app_id: str = ""
    app_secret: SecretStr = SecretStr("")


class TikTokAdsSettings(BaseSettings):
    """How TikTok is reached."""

    model_config = SettingsConfigDict(env_prefix="TIKTOK_ADS_", extra="ignore")

    base_url: str = "https://business-api.tiktok.com/open_api/v1.3"
    auth_url: str = "https://business-api.tiktok.com/portal/auth"
    app_id: str = ""
    secret: SecretStr = SecretStr("")


class Settings(BaseSettings):
    """What every process of AdScale needs to know."""

    # The prefix keeps a shell's own HOME, HOST or PORT from being read by the names of the fields.
    model_config = SettingsConfigDict(env_prefix="ADSCALE_", extra="ignore", populate_by_name=True)

    database_url: SecretStr = Field(SecretStr(""), validation_alias="DATABASE_URL")
    redis_url: SecretStr = Field(SecretStr(""), validation_alias="REDIS_URL")
    home: Path = Field(Path(".adscale"), validation_alias="ADSCALE_HOME")
    host: str = Field("127.0.0.1", validation_alias="ADSCALE_HOST")
    port: int = Field(8000, validation_alias="ADSCALE_PORT")
    public_url: str = Field("", validation_alias="ADSCALE_PUBLIC_URL")
    vault_keys: SecretStr = Field(SecretStr(""), validation_alias="ADSCALE_VAULT_KEYS")
    worker_threads: int = Field(16, validation_alias="ADSCALE_WORKER_THREADS")
    log_level: str = Field("INFO", validation_alias="ADSCALE_LOG_LEVEL")
    google_ads: GoogleAdsSettings = Field(default_factory=GoogleAdsSettings)
    meta_ads: MetaAdsSettings = Field(default_factory=MetaAdsSettings)
    tiktok_ads: TikTokAdsSettings = Field(default_factory=TikTokAdsSettings)

    @cached_property
    def base_url(self) -> str:
        """Where people reach the API; the consent pages send them back there."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def consent_callback(self) -> str:
        """The one redirect address to register with the platforms."""
        return f"{self.base_url}/v1/connections/callback"
