"""An organization by the slug that an operator types."""

from application.errors import NotFoundError
from application.identity.commands import organization_id
from application.ports import Ledger
from domain.shared.ids import OrganizationId


async def known_organization(ledger: Ledger, slug: str) -> OrganizationId:
    """The id of an organization that exists. Raises `NotFoundError`."""
    organization = organization_id(slug)
    if not await ledger.load(organization, organization):
        message = f"There is no organization {slug!r}. Create it: adscale organizations create --slug {slug} ..."
        raise NotFoundError(message)
    return organization
