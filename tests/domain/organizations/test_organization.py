from uuid import UUID

import pytest

from domain.errors import InvalidInputError
from domain.organizations.organization import Organization, Role
from tests.builders import ORGANIZATION, OWNER, an_organization
from tests.given import Outcome, after, attempt, folded, given

KEY = UUID("0190d1c0-0000-7000-8000-00000000000a")


def creating(name: str = "Acme", slug: str = "acme") -> Outcome:
    return attempt(lambda: Organization.create(organization_id=ORGANIZATION, name=name, slug=slug, owner=OWNER))


def test_whoever_creates_an_organization_owns_it() -> None:
    assert folded(Organization, an_organization()).members == {OWNER: Role.OWNER}


def test_an_organization_needs_a_name() -> None:
    creating(name=" ").then_refused(InvalidInputError, field="name", fix="Give it one.")


@pytest.mark.parametrize("slug", ["", "Acme", "-acme", "acme-", "ac me", "äcme", "a" * 64, "acme\n"])
def test_a_slug_fits_into_an_address(slug: str) -> None:
    creating(slug=slug).then_refused(InvalidInputError, field="slug", fix="inner hyphens")


@pytest.mark.parametrize("slug", ["a", "0", "a-c--me", "a" * 63])
def test_a_slug_of_letters_digits_and_inner_hyphens_is_taken(slug: str) -> None:
    assert creating(slug=slug).facts


def test_a_key_is_known_by_its_id() -> None:
    history = after(
        Organization,
        an_organization(),
        lambda o: o.issue_api_key(key_id=KEY, name="Deploys", holder=OWNER, role=Role.MEMBER),
    )
    assert history[-1] == Organization.ApiKeyIssued(key_id=KEY, name="Deploys", holder=OWNER, role=Role.MEMBER)
    assert folded(Organization, history).api_keys == (KEY,)


def test_a_key_needs_a_name() -> None:
    issuing = given(Organization, an_organization()).when(
        lambda o: o.issue_api_key(key_id=KEY, name="", holder=OWNER, role=Role.MEMBER)
    )
    issuing.then_refused(InvalidInputError, field="name", fix="what it is for")
