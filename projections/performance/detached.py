"""Which months of an organization's observations are detached: their figures stand as they were rolled up before."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ARRAY, Column, Date, MetaData, Table, Uuid, any_, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.shared.ids import OrganizationId

# No read model: the archive writes it, in the transaction that detaches.
_DETACHED = Table(
    "detached_months",
    MetaData(schema="performance"),
    Column("month", Date, primary_key=True),
    Column("organizations", ARRAY(Uuid), nullable=False),
)


async def detached_months(
    connection: AsyncConnection,
    organization: OrganizationId,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Sequence[date]:
    """The first days of the detached months that hold observations of the organization in a range of days."""
    asked = select(_DETACHED.c.month).where(literal(organization, Uuid) == any_(_DETACHED.c.organizations))
    if since is not None:
        asked = asked.where(_DETACHED.c.month >= since.replace(day=1))
    if until is not None:
        asked = asked.where(_DETACHED.c.month <= until)
    return [row.month for row in await connection.execute(asked.order_by(_DETACHED.c.month))]
