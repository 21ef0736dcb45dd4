"""Organizations, their first user and their API keys. A key is shown once and kept only as its SHA-256."""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid5

from application.context import CommandContext
from application.errors import NotAuthenticatedError, VersionConflictError
from application.handling import begin, change
from application.identity.port import IdentityStore, KeyHolder
from application.ids import uuid7
from application.ports import Ledger
from domain.errors import invalid
from domain.organizations.organization import Organization, Role
from domain.shared.facts import Actor, ActorKind
from domain.shared.ids import CommandId, OrganizationId, UserId

KEY_PREFIX = "ask_"
_NAMESPACE = UUID("6f0c5d6e-6d0b-5f0e-9c39-0d4f5c1a7b3e")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateOrganization:
    """Create a tenant with its first user, who owns it."""

    name: str
    slug: str
    owner_email: str
    owner_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedKey:
    """A new API key in clear, this once."""

    organization: OrganizationId
    key_id: UUID
    key: str


def organization_id(slug: str) -> OrganizationId:
    """The one id that an organization with this slug can have."""
    return OrganizationId(uuid5(_NAMESPACE, slug))


async def create_organization(
    ledger: Ledger, identities: IdentityStore, command: CreateOrganization, now: datetime
) -> IssuedKey:
    """Create a tenant and its first key. Raises `InvalidInputError` for a slug that is taken or no slug."""
    organization = organization_id(command.slug)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", command.owner_email):
        raise invalid("owner_email", f"{command.owner_email!r} is not an e-mail address.", "Give one, with an @.")
    context = CommandContext(
        organization=organization,
        actor=Actor(kind=ActorKind.SYSTEM, id="provisioning"),
        now=now,
        command_id=CommandId(uuid7()),
        correlation_id=uuid7(),
    )
    owner = UserId(uuid7())
    facts = Organization.create(organization_id=organization, name=command.name, slug=command.slug, owner=owner)
    if await ledger.load(organization, organization):
        raise invalid("slug", f"{command.slug!r} is taken.", "Choose another one.")
    owner = await identities.user_with_email(command.owner_email, new_id=owner, name=command.owner_name, now=now)
    facts = Organization.create(organization_id=organization, name=command.name, slug=command.slug, owner=owner)
    try:
        await begin(ledger, context, Organization, organization, facts)
    except VersionConflictError:
        raise invalid("slug", f"{command.slug!r} is taken.", "Choose another one.") from None
    as_owner = replace(context, actor=Actor(kind=ActorKind.USER, id=str(owner)), command_id=CommandId(uuid7()))
    return await issue_api_key(ledger, identities, as_owner, name="First key", holder=owner, role=Role.OWNER)


async def issue_api_key(
    ledger: Ledger, identities: IdentityStore, context: CommandContext, *, name: str, holder: UserId, role: Role
) -> IssuedKey:
    """Issue a key that speaks for a user in a role."""
    key, key_id = KEY_PREFIX + secrets.token_urlsafe(32), uuid7()
    await change(
        ledger,
        context,
        Organization,
        context.organization,
        lambda organization: organization.issue_api_key(key_id=key_id, name=name, holder=holder, role=role),
        commutes=True,
    )
    speaks_for = KeyHolder(organization=context.organization, key_id=key_id, user_id=holder, role=role)
    await identities.keep_key(speaks_for, key_hash=hash_of(key), name=name, now=context.now)
    return IssuedKey(organization=context.organization, key_id=key_id, key=key)


async def authenticate(identities: IdentityStore, key: str) -> KeyHolder:
    """Whom a key speaks for. Raises `NotAuthenticatedError`."""
    holder = await identities.holder(hash_of(key)) if key.startswith(KEY_PREFIX) else None
    if holder is None:
        raise NotAuthenticatedError
    return holder


def hash_of(key: str) -> bytes:
    """The SHA-256 by which a key is kept; it has 256 random bits, so it needs no salt and no stretching."""
    return sha256(key.encode()).digest()
