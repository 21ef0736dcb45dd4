"""What identity needs from outside: users and key hashes, which are never facts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.organizations.organization import Role
from domain.shared.ids import OrganizationId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHolder:
    """Whom a key speaks for."""

    organization: OrganizationId
    key_id: UUID
    user_id: UserId
    role: Role


class IdentityStore(Protocol):
    """Users and API keys."""

    async def user_with_email(self, email: str, *, new_id: UserId, name: str, now: datetime) -> UserId:
        """The user of an address; made under `new_id` if there is none."""
        ...

    async def keep_key(self, holder: KeyHolder, *, key_hash: bytes, name: str, now: datetime) -> None:
        """Keep a key by its SHA-256."""
        ...

    async def holder(self, key_hash: bytes) -> KeyHolder | None:
        """Whom the key with this SHA-256 speaks for; None for an unknown or a revoked one."""
        ...
