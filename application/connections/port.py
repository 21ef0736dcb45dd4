"""What connections need from outside: a vault for credentials, and a seal for what travels through browsers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from application.platforms.port import Credential
from domain.shared.ids import AdAccountId, CredentialId, OrganizationId


class Vault(Protocol):
    """Credentials, encrypted at rest under a key that has an id."""

    async def put(self, organization: OrganizationId, credential_id: CredentialId, credential: Credential) -> None:
        """Keep a credential, in place of the one before it."""
        ...

    async def get(self, organization: OrganizationId, credential_id: CredentialId) -> Credential | None:
        """The credential, or None where it was erased."""
        ...

    async def erase(self, organization: OrganizationId, credential_id: CredentialId) -> None:
        """Forget a credential for good; one that is not there is no error."""
        ...


class AccountDirectory(Protocol):
    """Which accounts there are, over the streams that one aggregate cannot see."""

    async def using(self, organization: OrganizationId, credential_id: CredentialId) -> Sequence[AdAccountId]:
        """Every account that is not disconnected and is used by a credential."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentState:
    """What we must know when a person comes back from a platform's consent page."""

    organization: OrganizationId
    platform: str
    actor_kind: str
    actor_id: str
    attempt: UUID
    verifier: str
    redirect_uri: str
    expires_at: datetime


class StateSeal(Protocol):
    """Turns a consent's state into an opaque, tamper-proof text and back."""

    def seal(self, state: ConsentState) -> str:
        """The state as URL-safe text that tells nothing."""
        ...

    def open(self, sealed: str) -> ConsentState:
        """The state behind a text. Raises `ConsentFailedError` for a text that is not ours."""
        ...
