from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from domain.shared.ids import OrganizationId
from projections.audit_trail.table import NAMES
from projections.rows import WORTH_A_COPY, insert_once, replace_children, upsert, write
from projections.stepping import made_to_write
from tests.projections.running import rows_of

SUBJECTS = [UUID(int=number) for number in (1, 2, 3)]


def named(organization: OrganizationId, subject: UUID, name: str, position: int) -> dict[str, object]:
    return {"org_id": organization, "subject_id": subject, "name": name, "position": position}


async def names(conninfo: str, organization: OrganizationId) -> list[Any]:
    return [row[2] for row in await rows_of(conninfo, NAMES, organization)]


async def test_an_older_row_never_replaces_a_newer_one(conninfo: str, organization: OrganizationId) -> None:
    async with await AsyncConnection.connect(conninfo) as connection:
        await made_to_write(connection)
        for name, position in (("first", 5), ("newer", 7), ("older", 6)):
            await write(connection, upsert(NAMES, [named(organization, SUBJECTS[0], name, position)]))
    assert await names(conninfo, organization) == ["newer"]


async def test_a_row_that_is_there_is_not_inserted_again(conninfo: str, organization: OrganizationId) -> None:
    async with await AsyncConnection.connect(conninfo) as connection:
        await made_to_write(connection)
        for name in ("first", "second"):
            await write(connection, insert_once(NAMES, [named(organization, SUBJECTS[0], name, 9)]))
    assert await names(conninfo, organization) == ["first"]


async def test_children_that_a_parent_no_longer_has_are_deleted_and_others_parents_keep_theirs(
    conninfo: str, organization: OrganizationId
) -> None:
    other = OrganizationId(UUID(int=9))
    async with await AsyncConnection.connect(conninfo) as connection:
        await made_to_write(connection)
        rows = [named(owner, subject, "old", 1) for owner in (organization, other) for subject in SUBJECTS]
        await write(connection, upsert(NAMES, rows))
        kept = [named(organization, SUBJECTS[1], "new", 2)]
        await write(connection, replace_children(NAMES, kept, [(organization,)]))
    assert await names(conninfo, organization) == ["new"]
    assert await names(conninfo, other) == ["old"] * 3


async def test_many_rows_end_as_few_do(conninfo: str, organization: OrganizationId) -> None:
    many = [UUID(int=number) for number in range(WORTH_A_COPY + 1)]
    async with await AsyncConnection.connect(conninfo) as connection:
        await made_to_write(connection)
        for name, position in (("first", 5), ("newer", 7), ("older", 6)):
            async with connection.transaction():
                await write(connection, upsert(NAMES, [named(organization, one, name, position) for one in many]))
    assert await names(conninfo, organization) == ["newer"] * len(many)
