"""The world as a new sandbox finds it: accounts that are ready to use, as the start-up line names them."""

from dataclasses import dataclass

GOOGLE_ADS = "google_ads"
META = "meta"
TIKTOK = "tiktok"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyAccount:
    """One ad account; `id` without any prefix."""

    platform: str
    id: str
    name: str
    currency: str
    time_zone: str
    manager: bool = False


ACCOUNTS = (
    ReadyAccount(
        platform=GOOGLE_ADS,
        id="1000000001",
        name="Sandbox Manager",
        currency="USD",
        time_zone="America/New_York",
        manager=True,
    ),
    ReadyAccount(
        platform=GOOGLE_ADS, id="1000000002", name="Sandbox Shop", currency="USD", time_zone="America/New_York"
    ),
    ReadyAccount(
        platform=GOOGLE_ADS, id="1000000003", name="Sandbox Shop Europe", currency="EUR", time_zone="Europe/Berlin"
    ),
    ReadyAccount(
        platform=META, id="200000000000001", name="Sandbox Shop", currency="USD", time_zone="America/Los_Angeles"
    ),
    ReadyAccount(
        platform=META, id="200000000000002", name="Sandbox Shop Taiwan", currency="TWD", time_zone="Asia/Taipei"
    ),
    ReadyAccount(
        platform=TIKTOK, id="7300000000000000001", name="Sandbox Shop", currency="USD", time_zone="America/New_York"
    ),
    ReadyAccount(
        platform=TIKTOK, id="7300000000000000002", name="Sandbox Shop Japan", currency="JPY", time_zone="Asia/Tokyo"
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """The credentials and objects that exist from the start. The secrets are made up and open nothing else."""

    accounts: tuple[ReadyAccount, ...] = ACCOUNTS
    google_login_customer_id: str = "1000000001"
    google_customer_id: str = "1000000002"
    google_client_id: str = "sandbox-client.apps.googleusercontent.com"
    google_client_secret: str = "GOCSPX-sandbox"  # noqa: S105 - made up
    google_service_account_email: str = "sandbox@adscale-sandbox.iam.gserviceaccount.com"
    meta_app_id: str = "400000000000001"
    meta_app_secret: str = "sandbox-meta-app-secret"  # noqa: S105 - made up
    meta_user_id: str = "500000000000001"
    meta_access_token: str = "EAAsandboxMetaSystemUserToken"  # noqa: S105 - made up
    meta_account_id: str = "200000000000001"
    meta_page_id: str = "600000000000001"
    meta_pixel_id: str = "700000000000001"
    meta_video_id: str = "800000000000001"
    meta_image_hash: str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    tiktok_app_id: str = "7400000000000000001"
    tiktok_secret: str = "sandbox-tiktok-secret"  # noqa: S105 - made up
    tiktok_user_id: str = "7500000000000000001"
    tiktok_access_token: str = "sandboxTikTokLongTermToken"  # noqa: S105 - made up
    tiktok_advertiser_id: str = "7300000000000000001"
    tiktok_identity_id: str = "7600000000000000001"
    tiktok_video_id: str = "v10033g50000sandboxvideo01"
    tiktok_pixel_id: str = "7700000000000000001"
    tiktok_call_to_action_id: str = "7900000000000000001"

    def accounts_of(self, platform: str) -> list[ReadyAccount]:
        """Return the ready accounts of one platform."""
        return [account for account in self.accounts if account.platform == platform]

    def account(self, platform: str, account_id: str) -> ReadyAccount | None:
        """Return one ready account, or None."""
        return next((a for a in self.accounts_of(platform) if a.id == account_id), None)
