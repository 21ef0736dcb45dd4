"""Which version of its tables a projection serves, builds, and can go back to.

A version is a set of rows with checkpoints of its own. The live one's tables are in the schema `read_models`, one
that is being built is in `read_models_next`, the one served before in `read_models_previous`. A swap moves the tables
from one schema to another, so queries keep their names, projectors write to the first schema of their search path,
and nothing is copied.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from psycopg import AsyncConnection, sql
from sqlalchemy import MetaData, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from domain.shared.ids import OrganizationId
from projections.projector import Projector

Place = Literal["live", "next", "previous"]

SCHEMAS: dict[Place, str] = {"live": "read_models", "next": "read_models_next", "previous": "read_models_previous"}


class VersionError(Exception):
    """The projection has no version of the kind that this needs."""


class ShapeError(Exception):
    """The live tables were written by code of another version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of a projection's tables. `shape`: the version of the code that wrote it."""

    projection: str
    place: Place
    version: int
    shape: int
    organization: OrganizationId | None
    since: datetime


async def versions(connection: AsyncConnection[Any], projection: str) -> dict[Place, Version]:
    """The versions that a projection has, by their places."""
    cursor = await connection.execute(
        "SELECT projection, place, version, shape, org_id, since FROM work.projections WHERE projection = %s",
        (projection,),
    )
    return {
        row[1]: Version(
            projection=row[0], place=row[1], version=row[2], shape=row[3], organization=row[4], since=row[5]
        )
        for row in await cursor.fetchall()
    }


async def live_version(connection: AsyncConnection[Any], projector: Projector) -> int:
    """The version that is served; a projection that is new begins with its code's. Raises `ShapeError`."""
    await _register(connection, projector)
    live = (await versions(connection, projector.name))["live"]
    if live.shape != projector.version:
        raise ShapeError(
            f"{projector.name} is served as version {live.shape} writes it, and this code is version"
            f" {projector.version}. Run the code of version {live.shape}, or:"
            f" adscale projections rebuild {projector.name} --swap"
        )
    return live.version


async def begin(
    connection: AsyncConnection[Any], projector: Projector, organization: OrganizationId | None = None
) -> Version:
    """Make empty tables beside the live ones, for all rows or one organization's; `index` is still to come.

    Raises `VersionError`, and `ShapeError` where an organization's rows would come among older ones.
    """
    if organization is not None:
        await live_version(connection, projector)
    await refuse_if_hindered(connection, projector, organization)
    async with connection.transaction():
        await _register(connection, projector)
        await abandon(connection, projector)
        cursor = await connection.execute(
            "INSERT INTO work.projections (projection, place, version, shape, org_id)"
            " SELECT %s, 'next', 1 + coalesce(max(v.version), 0), %s, %s FROM ("
            " SELECT version FROM work.checkpoints WHERE projection = %s"
            " UNION ALL SELECT version FROM work.projections WHERE projection = %s) AS v",
            (projector.name, projector.version, organization, projector.name, projector.name),
        )
        for statement in _definitions(projector.tables):
            await cursor.execute(statement.encode())
        return (await versions(connection, projector.name))["next"]


async def refuse_if_hindered(
    connection: AsyncConnection[Any], projector: Projector, organization: OrganizationId | None
) -> None:
    """Raises `VersionError` where rows that are built anew would not be what they were."""
    hindrance = await projector.hindrance(connection, organization)
    if hindrance is not None:
        raise VersionError(f"{projector.name} cannot be built anew. {hindrance}")


async def index(connection: AsyncConnection[Any], projector: Projector) -> None:
    """Make the indexes of what was built: once at its end is far cheaper than row by row."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy has not typed it yet
    for table in projector.tables:
        for made in sorted(_beside(table).indexes, key=lambda one: str(one.name)):
            await connection.execute(str(CreateIndex(made, if_not_exists=True).compile(dialect=dialect)).encode())


async def abandon(connection: AsyncConnection[Any], projector: Projector) -> None:
    """Drop a version that is being built, if there is one."""
    async with connection.transaction():
        await _forget(connection, projector.name, "next")
        await connection.execute("SELECT work.drop_tables(%s, %s)", (_names(projector), SCHEMAS["next"]))


async def swap(connection: AsyncConnection[Any], projector: Projector) -> Version:
    """Serve the version that was built, from one moment to the next; the live one becomes the previous one.

    Fails at once, and changes nothing, where others are in the way: it is to be done `patiently`.
    """
    async with connection.transaction():
        found = await versions(connection, projector.name)
        if "next" not in found or found["next"].organization is not None:
            raise VersionError(f"Nothing is built of {projector.name}. First: adscale projections rebuild")
        await _lock(connection, projector.tables)
        await connection.execute("SELECT work.swap_in(%s)", (_names(projector),))
        await _forget(connection, projector.name, "previous")
        await _move(connection, projector.name, {"live": "previous", "next": "live"})
        return (await versions(connection, projector.name))["live"]


async def roll_back(connection: AsyncConnection[Any], projector: Projector) -> Version:
    """Serve the previous version again; the live one becomes the previous one. To be done `patiently`, as a swap."""
    async with connection.transaction():
        if "previous" not in await versions(connection, projector.name):
            raise never_swapped(projector)
        await _lock(connection, projector.tables)
        await connection.execute("SELECT work.swap_back(%s)", (_names(projector),))
        await _move(connection, projector.name, {"live": "previous", "previous": "live"})
        return (await versions(connection, projector.name))["live"]


def never_swapped(projector: Projector) -> VersionError:
    """What is said where there is no previous version."""
    return VersionError(f"{projector.name} was never swapped: there is nothing to go back to.")


async def hold_writers(connection: AsyncConnection[Any], projector: Projector) -> None:
    """Let nobody write the live tables to the end of the transaction; readers read on.

    To be done before `fence_live`: a small step of the runner has its tables first, and then wants the checkpoint.
    """
    await connection.execute("SET LOCAL lock_timeout = '200ms'")
    for table in projector.tables:
        live = sql.Identifier(SCHEMAS["live"], table.name)
        await connection.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(live))


async def must_stand(connection: AsyncConnection[Any], made: Version) -> None:
    """Raises `VersionError` where a version is no longer in its place."""
    found = (await versions(connection, made.projection)).get(made.place)
    if found is None or found.version != made.version:
        raise VersionError(
            f"Another process changed the versions of {made.projection}. Look at: adscale projections list"
        )


async def _lock(connection: AsyncConnection[Any], tables: Iterable[Table]) -> None:
    """Have the live tables for oneself, without ever waiting for one while others wait for those that one has."""
    await connection.execute("SET LOCAL lock_timeout = '200ms'")
    for number, table in enumerate(tables):
        await connection.execute(
            sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE {}").format(
                sql.Identifier(SCHEMAS["live"], table.name), sql.SQL("NOWAIT" if number else "")
            )
        )


async def _register(connection: AsyncConnection[Any], projector: Projector) -> None:
    await connection.execute(
        "INSERT INTO work.projections (projection, place, version, shape) VALUES (%s, 'live', %s, %s)"
        " ON CONFLICT DO NOTHING",
        (projector.name, projector.version, projector.version),
    )


async def fenced_live_version(connection: AsyncConnection[Any], projector: Projector) -> int:
    """The version that is served; to the end of the transaction no step of it can commit. Raises `ShapeError`."""
    await live_version(connection, projector)
    await fence_live(connection, projector.name)
    return await live_version(connection, projector)


async def fence_live(connection: AsyncConnection[Any], projection: str) -> None:
    """To the end of the transaction no step of the version that is served can commit, whatever code wrote it."""
    fenced = None
    while fenced != (live := (await versions(connection, projection))["live"].version):
        await fence(connection, projection, live)
        fenced = live


async def fence(connection: AsyncConnection[Any], projection: str, *versions: int) -> None:
    """Whoever works these versions of a projection has to ask for a lease again, and finds what has changed."""
    await connection.execute(
        "UPDATE work.checkpoints SET epoch = epoch + 1 WHERE projection = %s AND version = ANY(%s)",
        (projection, list(versions)),
    )


async def _move(connection: AsyncConnection[Any], projection: str, places: dict[Place, Place]) -> None:
    found = await versions(connection, projection)
    await connection.execute(
        "DELETE FROM work.projections WHERE projection = %s AND place = ANY(%s)", (projection, list(places))
    )
    for place, becomes in places.items():
        await connection.execute(
            "INSERT INTO work.projections (projection, place, version, shape) VALUES (%s, %s, %s, %s)",
            (projection, becomes, found[place].version, found[place].shape),
        )
    await fence(connection, projection, *(found[place].version for place in places))


async def _forget(connection: AsyncConnection[Any], projection: str, place: Place) -> None:
    for table in ("checkpoints", "processed", "parked"):
        await connection.execute(
            sql.SQL(
                "DELETE FROM work.{} WHERE projection = %s AND version IN"
                " (SELECT version FROM work.projections WHERE projection = %s AND place = %s)"
            ).format(sql.Identifier(table)),
            (projection, projection, place),
        )
    await connection.execute("DELETE FROM work.projections WHERE projection = %s AND place = %s", (projection, place))


def _names(projector: Projector) -> list[str]:
    return [table.name for table in projector.tables]


def _definitions(tables: Iterable[Table]) -> Iterable[str]:
    """The tables as the code describes them, in the schema of what is being built."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy has not typed it yet
    for table in tables:
        yield str(CreateTable(_beside(table)).compile(dialect=dialect))


def _beside(table: Table) -> Table:
    return table.to_metadata(MetaData(schema=SCHEMAS["next"]), schema=SCHEMAS["next"])
