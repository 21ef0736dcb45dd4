"""The ad account: one a (organization, platform, external account), its facts, state and verbs.

No token is ever in a fact: a fact names the credential, the vault holds it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from domain.ad_accounts.errors import AccountDisconnectedError, AccountNotConnectedError
from domain.shared.facts import Fact
from domain.shared.ids import AdAccountId, CredentialId
from domain.shared.money import Currency, Money
from domain.shared.platform import PlatformName


class AccountStatus(StrEnum):
    """Whether the account can be used. `OBSERVED`: known from imports, never connected."""

    CONNECTED = "connected"
    NEEDS_CONSENT = "needs_consent"
    DISCONNECTED = "disconnected"
    OBSERVED = "observed"


class AssetKind(StrEnum):
    """Things on the platform that a creative or an ad group refers to."""

    IDENTITY = "identity"
    PIXEL = "pixel"
    VIDEO = "video"
    IMAGE = "image"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """Something of the account's on its platform, by the platform's own id."""

    kind: AssetKind
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountProfile:
    """What the platform says of the account. `time_zone` is an IANA name: a day is the account's day."""

    name: str
    currency: Currency
    time_zone: str
    minimum_daily_budget: Money | None = None
    assets: tuple[Asset, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdAccount:
    """An ad account's state at `version`, folded from its facts."""

    stream_type: ClassVar[str] = "ad_account"

    # --- facts ---

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Connected(Fact):
        """A person consented to our use of the account for the first time."""

        topic: ClassVar[str] = "ad_account.connected"
        account_id: AdAccountId
        platform: PlatformName
        external_id: str
        login_external_id: str | None
        profile: AccountProfile
        credential_id: CredentialId

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Discovered(Fact):
        """Imported figures named an account that was not known."""

        topic: ClassVar[str] = "ad_account.discovered"
        account_id: AdAccountId
        platform: PlatformName
        external_id: str
        profile: AccountProfile

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Reconnected(Fact):
        """A person consented again."""

        topic: ClassVar[str] = "ad_account.reconnected"
        login_external_id: str | None
        credential_id: CredentialId

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Synced(Fact):
        """The platform says something else of the account than before."""

        topic: ClassVar[str] = "ad_account.synced"
        profile: AccountProfile

    @dataclass(frozen=True, slots=True, kw_only=True)
    class TokenRefreshed(Fact):
        """The access token was renewed; the new one lives until `expires_at`."""

        topic: ClassVar[str] = "ad_account.token_refreshed"
        expires_at: datetime | None

    @dataclass(frozen=True, slots=True, kw_only=True)
    class ConsentLost(Fact):
        """The platform no longer accepts our token: only a person can mend that."""

        topic: ClassVar[str] = "ad_account.consent_lost"
        reason: str

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Disconnected(Fact):
        """The account is no longer used; its tokens are erased, its history stays."""

        topic: ClassVar[str] = "ad_account.disconnected"
        reason: str

    # --- state ---

    account_id: AdAccountId
    version: int
    platform: PlatformName
    external_id: str
    login_external_id: str | None
    profile: AccountProfile
    status: AccountStatus
    credential_id: CredentialId | None = None
    token_expires_at: datetime | None = None
    status_reason: str = ""

    # --- verbs ---

    @staticmethod
    def discover(
        *, account_id: AdAccountId, platform: PlatformName, external_id: str, profile: AccountProfile
    ) -> tuple[Fact, ...]:
        """Take note of an account that imported figures name."""
        return (
            AdAccount.Discovered(account_id=account_id, platform=platform, external_id=external_id, profile=profile),
        )

    @staticmethod
    def connect(
        state: "AdAccount | None",
        *,
        account_id: AdAccountId,
        platform: PlatformName,
        external_id: str,
        login_external_id: str | None,
        profile: AccountProfile,
        credential_id: CredentialId,
    ) -> tuple[Fact, ...]:
        """Connect an account, or connect it again under a new consent."""
        if state is None:
            return (
                AdAccount.Connected(
                    account_id=account_id,
                    platform=platform,
                    external_id=external_id,
                    login_external_id=login_external_id,
                    profile=profile,
                    credential_id=credential_id,
                ),
            )
        again = AdAccount.Reconnected(login_external_id=login_external_id, credential_id=credential_id)
        return (again, *state.evolve(state, again).sync(profile))

    def sync(self, profile: AccountProfile) -> tuple[Fact, ...]:
        """Take note of what the platform says of the account now."""
        return () if profile == self.profile else (AdAccount.Synced(profile=profile),)

    def refresh_token(self, expires_at: datetime | None) -> tuple[Fact, ...]:
        """Take note that the vault holds a fresh token."""
        self.must_be_usable()
        return (AdAccount.TokenRefreshed(expires_at=expires_at),)

    def lose_consent(self, reason: str) -> tuple[Fact, ...]:
        """Take note that the platform refuses our token."""
        return () if self.status is not AccountStatus.CONNECTED else (AdAccount.ConsentLost(reason=reason),)

    def disconnect(self, reason: str) -> tuple[Fact, ...]:
        """Stop using the account."""
        if self.status is AccountStatus.OBSERVED:
            raise AccountNotConnectedError
        return () if self.status is AccountStatus.DISCONNECTED else (AdAccount.Disconnected(reason=reason),)

    def must_be_usable(self) -> None:
        """Refuse to use an account that nobody has given us, or that was taken back."""
        if self.status is AccountStatus.DISCONNECTED:
            raise AccountDisconnectedError
        if self.status is AccountStatus.OBSERVED:
            raise AccountNotConnectedError

    # --- facts become state ---

    @staticmethod
    def evolve(state: "AdAccount | None", fact: Fact) -> "AdAccount":
        """Apply a fact. No guard, no clock: the same facts always give the same state."""
        if state is None:
            return _born(fact)
        now = replace(state, version=state.version + 1)
        match fact:
            case AdAccount.Reconnected():
                return replace(
                    now,
                    status=AccountStatus.CONNECTED,
                    status_reason="",
                    credential_id=fact.credential_id,
                    login_external_id=fact.login_external_id,
                    token_expires_at=None,
                )
            case AdAccount.Synced():
                return replace(now, profile=fact.profile)
            case AdAccount.TokenRefreshed():
                return replace(now, token_expires_at=fact.expires_at)
            case AdAccount.ConsentLost():
                return replace(now, status=AccountStatus.NEEDS_CONSENT, status_reason=fact.reason)
            case AdAccount.Disconnected():
                return replace(now, status=AccountStatus.DISCONNECTED, status_reason=fact.reason)
        raise TypeError(f"{fact!r} is no fact of an ad account that exists")


def _born(fact: Fact) -> AdAccount:
    match fact:
        case AdAccount.Connected():
            return AdAccount(
                account_id=fact.account_id,
                version=1,
                platform=fact.platform,
                external_id=fact.external_id,
                login_external_id=fact.login_external_id,
                profile=fact.profile,
                status=AccountStatus.CONNECTED,
                credential_id=fact.credential_id,
            )
        case AdAccount.Discovered():
            return AdAccount(
                account_id=fact.account_id,
                version=1,
                platform=fact.platform,
                external_id=fact.external_id,
                login_external_id=None,
                profile=fact.profile,
                status=AccountStatus.OBSERVED,
            )
    raise TypeError(f"{fact!r} does not begin an ad account")
