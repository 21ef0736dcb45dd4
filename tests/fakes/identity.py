"""Users and API keys in memory."""

from datetime import datetime

from application.identity.port import KeyHolder
from domain.shared.ids import UserId


class FakeIdentityStore:
    """Users by address, holders by the hash of their key."""

    def __init__(self) -> None:
        self._users: dict[str, UserId] = {}
        self._holders: dict[bytes, KeyHolder] = {}

    async def user_with_email(self, email: str, *, new_id: UserId, name: str, now: datetime) -> UserId:  # noqa: ARG002 - the port's
        """The user of an address."""
        return self._users.setdefault(email.lower(), new_id)

    async def keep_key(self, holder: KeyHolder, *, key_hash: bytes, name: str, now: datetime) -> None:  # noqa: ARG002 - the port's
        """Keep a key."""
        self._holders[key_hash] = holder

    async def holder(self, key_hash: bytes) -> KeyHolder | None:
        """Whom a key speaks for."""
        return self._holders.get(key_hash)
