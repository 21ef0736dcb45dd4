"""The organization: a tenant, its members and their keys. What is personal or secret stays out of its facts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from domain.errors import Violation, refuse_if_any
from domain.shared.facts import Fact
from domain.shared.ids import OrganizationId, UserId


class Role(StrEnum):
    """What a member may do. A client only reads."""

    OWNER = "owner"
    ADMIN = "admin"
    MANAGER = "manager"
    MEMBER = "member"
    CLIENT = "client"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """An organization's state at `version`, folded from its facts."""

    stream_type: ClassVar[str] = "organization"

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Created(Fact):
        """A tenant came to be, with its first user as owner."""

        topic: ClassVar[str] = "organization.created"
        organization_id: OrganizationId
        name: str
        slug: str
        owner: UserId

    @dataclass(frozen=True, slots=True, kw_only=True)
    class ApiKeyIssued(Fact):
        """A key was shown once to its holder; the ledger knows only that it exists."""

        topic: ClassVar[str] = "organization.api_key_issued"
        key_id: UUID
        name: str
        holder: UserId
        role: Role

    organization_id: OrganizationId
    version: int
    name: str
    slug: str
    members: Mapping[UserId, Role] = field(default_factory=dict)
    api_keys: tuple[UUID, ...] = ()

    @staticmethod
    def create(*, organization_id: OrganizationId, name: str, slug: str, owner: UserId) -> tuple[Fact, ...]:
        """Create a tenant."""
        violations = []
        if not name.strip():
            violations.append(Violation(field="name", message="A name is needed.", fix="Give it one."))
        if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", slug):
            message = f"{slug!r} is not a slug."
            violations.append(
                Violation(field="slug", message=message, fix="Use up to 63 of a-z, 0-9 and inner hyphens.")
            )
        refuse_if_any(violations)
        return (Organization.Created(organization_id=organization_id, name=name, slug=slug, owner=owner),)

    def issue_api_key(self, *, key_id: UUID, name: str, holder: UserId, role: Role) -> tuple[Fact, ...]:
        """Take note of a new key."""
        if not name.strip():
            refuse_if_any([Violation(field="name", message="A key needs a name.", fix="Say what it is for.")])
        return (Organization.ApiKeyIssued(key_id=key_id, name=name, holder=holder, role=role),)

    @staticmethod
    def evolve(state: "Organization | None", fact: Fact) -> "Organization":
        """Apply a fact."""
        match fact:
            case Organization.Created() if state is None:
                return Organization(
                    organization_id=fact.organization_id,
                    version=1,
                    name=fact.name,
                    slug=fact.slug,
                    members={fact.owner: Role.OWNER},
                )
            case Organization.ApiKeyIssued() if state is not None:
                return replace(state, version=state.version + 1, api_keys=(*state.api_keys, fact.key_id))
        raise TypeError(f"{fact!r} is no fact of this organization")
