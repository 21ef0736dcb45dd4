"""Pages by key: newest first, and a page begins after the last id of the one before. No offsets, no counts."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, select, tuple_

from domain.shared.ids import OrganizationId

Columns = tuple[Any, ...]


def newest_first(
    statement: Select[Columns], organization: OrganizationId, table: Table, key: str, *, after: UUID | None, limit: int
) -> Select[Columns]:
    """The rows of an organization by age, from the one after `after`; from the newest where that is None."""
    columns = table.columns
    statement = statement.where(columns.org_id == organization)
    if after is not None:
        last_seen = select(columns.created_at, columns[key]).where(
            columns.org_id == organization, columns[key] == after
        )
        place = tuple_(columns.created_at, columns[key])
        statement = statement.where(place < last_seen.correlate(None).scalar_subquery())
    return statement.order_by(columns.created_at.desc(), columns[key].desc()).limit(limit)
