import pytest

from application.errors import NotAuthenticatedError
from application.identity.commands import (
    CreateOrganization,
    IssuedKey,
    authenticate,
    create_organization,
    issue_api_key,
    organization_id,
)
from domain.errors import InvalidInputError
from domain.organizations.organization import Organization, Role
from domain.shared.facts import ActorKind
from tests.application.world import World
from tests.builders import NOW
from tests.fakes.identity import FakeIdentityStore

ACME = CreateOrganization(name="Acme", slug="acme", owner_email="ada@example.com", owner_name="Ada")


@pytest.fixture
def identities() -> FakeIdentityStore:
    return FakeIdentityStore()


async def created(world: World, identities: FakeIdentityStore, **changes: str) -> IssuedKey:
    named = {"name": ACME.name, "slug": ACME.slug, "owner_email": ACME.owner_email, "owner_name": ACME.owner_name}
    return await create_organization(world.ledger, identities, CreateOrganization(**{**named, **changes}), NOW)


async def test_the_first_key_speaks_for_the_owner(world: World, identities: FakeIdentityStore) -> None:
    issued = await created(world, identities)
    holder = await authenticate(identities, issued.key)
    assert (holder.organization, holder.role) == (organization_id("acme"), Role.OWNER)


async def test_a_key_is_never_in_the_ledger(world: World, identities: FakeIdentityStore) -> None:
    issued = await created(world, identities)
    assert issued.key not in repr(world.ledger.facts)
    assert "ada@example.com" not in repr(world.ledger.facts)


async def test_the_owner_issues_the_first_key(world: World, identities: FakeIdentityStore) -> None:
    await created(world, identities)
    assert [recorded.actor.kind for recorded in world.ledger.facts] == [ActorKind.SYSTEM, ActorKind.USER]


async def test_a_slug_is_taken_once(world: World, identities: FakeIdentityStore) -> None:
    await created(world, identities)
    with pytest.raises(InvalidInputError, match="slug: 'acme' is taken"):
        await created(world, identities, owner_email="bob@example.com")


async def test_of_two_who_want_a_slug_at_once_one_gets_it(world: World, identities: FakeIdentityStore) -> None:
    world.ledger.meanwhile(lambda: created(world, identities, owner_email="bob@example.com"))
    with pytest.raises(InvalidInputError, match="is taken"):
        await created(world, identities)


@pytest.mark.parametrize("email", ["", "ada", "@example.com", "ada@", "a da@example.com"])
async def test_an_owner_has_an_address(world: World, identities: FakeIdentityStore, email: str) -> None:
    with pytest.raises(InvalidInputError, match=r"owner_email: .* is not an e-mail address"):
        await created(world, identities, owner_email=email)
    assert world.ledger.facts == []


async def test_a_person_owns_two_organizations_as_one_user(world: World, identities: FakeIdentityStore) -> None:
    keys = [await created(world, identities, slug=slug) for slug in ("one", "two")]
    holders = [await authenticate(identities, issued.key) for issued in keys]
    assert holders[0].user_id == holders[1].user_id
    assert holders[0].organization != holders[1].organization


async def test_a_further_key_has_its_own_role(world: World, identities: FakeIdentityStore) -> None:
    first = await created(world, identities)
    owner = await authenticate(identities, first.key)
    issued = await issue_api_key(
        world.ledger,
        identities,
        world.context(organization=owner.organization),
        name="Reports",
        holder=owner.user_id,
        role=Role.CLIENT,
    )
    assert (await authenticate(identities, issued.key)).role is Role.CLIENT
    history = await world.ledger.load(owner.organization, owner.organization)
    assert isinstance(history[-1].fact, Organization.ApiKeyIssued)


@pytest.mark.parametrize("key", ["", "ask_", "ask_unknown", "Bearer ask_unknown"])
async def test_an_unknown_key_speaks_for_nobody(identities: FakeIdentityStore, key: str) -> None:
    with pytest.raises(NotAuthenticatedError):
        await authenticate(identities, key)
