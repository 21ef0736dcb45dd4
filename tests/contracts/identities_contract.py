"""What every store of users and keys promises."""

from uuid import uuid4

from application.identity.port import IdentityStore, KeyHolder
from domain.organizations.organization import Role
from domain.shared.ids import OrganizationId, UserId
from tests.builders import NOW


class IdentitiesContract:
    """The fixture `identities` is the store under test."""

    async def user(self, identities: IdentityStore, email: str) -> tuple[UserId, UserId]:
        """The user of an address, and the id that was offered for a new one."""
        offered = UserId(uuid4())
        return await identities.user_with_email(email, new_id=offered, name="Ada", now=NOW), offered

    async def test_a_new_address_is_a_new_user(self, identities: IdentityStore) -> None:
        user, offered = await self.user(identities, f"{uuid4()}@example.com")
        assert user == offered

    async def test_a_known_address_is_the_same_user_in_any_case(self, identities: IdentityStore) -> None:
        email = f"{uuid4()}@example.com"
        first, _ = await self.user(identities, email)
        again, offered = await self.user(identities, email.upper())
        assert again == first != offered

    async def test_a_key_is_known_by_its_hash(self, identities: IdentityStore, organization: OrganizationId) -> None:
        user, _ = await self.user(identities, f"{uuid4()}@example.com")
        holder = KeyHolder(organization=organization, key_id=uuid4(), user_id=user, role=Role.MEMBER)
        key_hash = uuid4().bytes * 2
        await identities.keep_key(holder, key_hash=key_hash, name="Deploys", now=NOW)
        assert await identities.holder(key_hash) == holder

    async def test_an_unknown_hash_speaks_for_nobody(self, identities: IdentityStore) -> None:
        assert await identities.holder(uuid4().bytes * 2) is None
