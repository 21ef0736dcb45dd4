"""What AdScale asks of an advertising platform, in our words. SDK objects never cross this line.

Every method raises only the errors of `application.platforms.errors`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from domain.ad_accounts.ad_account import AccountProfile
from domain.campaigns.budget import Budget
from domain.campaigns.channel import DesiredAdGroup, DesiredChannel, DesiredCreative
from domain.performance.observation import Observation
from domain.shared.money import Currency
from domain.shared.platform import Delivery, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a consent gave us. `expires_at` None: it lives until it is revoked. Never logged, never in a fact."""

    platform: Platform
    access_token: str
    refresh_token: str | None
    expires_at: datetime | None
    scopes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Credential({self.platform}, expires_at={self.expires_at})"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSession:
    """An ad account that may be used now. `login_external_id` is the manager account to log in by, if any."""

    platform: Platform
    external_id: str
    login_external_id: str | None
    access_token: str
    currency: Currency
    time_zone: str

    def __repr__(self) -> str:
        return f"AccountSession({self.platform}, {self.external_id})"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAccount:
    """An account that a consent reaches. `obstacle` says why it cannot be used, e.g. closed or suspended."""

    external_id: str
    login_external_id: str | None
    profile: AccountProfile
    obstacle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAd:
    """An ad on the platform that carries our marker: which creative, in which version."""

    external_id: str
    creative_id: UUID
    version: int
    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAdGroup:
    """An ad group (Meta: ad set) on the platform that carries our marker."""

    external_id: str
    ad_group_id: UUID
    ads: tuple[RemoteAd, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteChannel:
    """What a platform has of a campaign. `budget_ref` is the id of the object that holds the budget."""

    external_id: str
    budget_ref: str
    budget: Budget
    delivery: Delivery
    ad_groups: tuple[RemoteAdGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCampaign:
    """Create the campaign with its whole tree; the campaign paused, so that nothing is spent yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAdGroup:
    """Create an ad group with its ads in the campaign that is there."""

    ad_group: DesiredAdGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAd:
    """Create an ad in the ad group that is there."""

    remote: RemoteAdGroup
    ad_group: DesiredAdGroup
    creative: DesiredCreative


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireAd:
    """Pause an ad whose creative has a newer version."""

    ad: RemoteAd


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBudget:
    """Set the channel's budget."""

    budget: Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDelivery:
    """Enable or pause the campaign."""

    delivery: Delivery


Change = CreateCampaign | AddAdGroup | AddAd | RetireAd | ChangeBudget | SetDelivery


class AdPlatform(Protocol):
    """Campaigns and figures on one platform."""

    async def find_channel(
        self, session: AccountSession, desired: DesiredChannel, known_id: str | None
    ) -> RemoteChannel | None:
        """What the platform has of the campaign now, found by `known_id` or by our marker; None for nothing."""
        ...

    async def apply(
        self, session: AccountSession, desired: DesiredChannel, found: RemoteChannel | None, change: Change
    ) -> None:
        """Carry out one change. `found` is None only for `CreateCampaign`.

        Raises `AmbiguousOutcomeError` where nobody can know whether it was carried out.
        """
        ...

    async def daily_performance(self, session: AccountSession, since: date, until: date) -> Sequence[Observation]:
        """One observation a campaign and day (`Grain.CAMPAIGN_DAY`), both days included, in the account's time zone."""
        ...

    async def hourly_performance(self, session: AccountSession, day: date) -> Sequence[Observation]:
        """One observation a campaign and hour (`Grain.CAMPAIGN_HOUR`) of one day."""
        ...


class PlatformConsent(Protocol):
    """A person's consent to our use of their accounts (OAuth 2), and what it reaches."""

    def consent_url(self, *, state: str, redirect_uri: str, challenge: str) -> str:
        """Where to send the person. `challenge` is PKCE's S256, for the platforms that take it."""
        ...

    async def exchange(self, *, code: str, redirect_uri: str, verifier: str) -> Credential:
        """A credential for the code that came back. Raises `NeedsConsentError` for a used or expired code."""
        ...

    async def refresh(self, credential: Credential) -> Credential:
        """The credential with a fresh access token; as it is where it never expires. Raises `NeedsConsentError`."""
        ...

    async def revoke(self, credential: Credential) -> None:
        """Tell the platform that we no longer want it. A credential that is dead already is no error."""
        ...

    async def accounts(self, credential: Credential) -> Sequence[RemoteAccount]:
        """Every ad account that the consent reaches, with currency, time zone and assets; no manager accounts."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformAccess:
    """Both sides of one platform."""

    consent: PlatformConsent
    campaigns: AdPlatform


Platforms = Mapping[Platform, PlatformAccess]
