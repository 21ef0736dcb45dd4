"""Months of observations out of the table and back, in the name of the owner: the application's role cannot."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg.errors import DataCorrupted, LockNotAvailable, SerializationFailure

from adapters.postgres.observations_files import (
    COLUMNS,
    SUMMED,
    as_json,
    manifest_of,
    read_month,
    sha256_of,
    write_month,
)
from application.errors import TryLaterError
from application.performance.archive import Manifest
from domain.errors import NotThereError, StateForbidsError, Violation
from domain.shared.money import plain

_AT_ONCE = 50_000


class PostgresObservationArchive:
    """`application.performance.archive.ObservationArchive`. `conninfo` names the owner's role in its options."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo

    def detach(self, month: date, folder: Path) -> Manifest:
        """Write a month's file and manifest, then detach its partition; see the port for what is raised."""
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            _must_be_alone(connection, month)
            self._must_be_attached(connection, month)
            try:
                manifest = write_month(month, _chunks(connection, month), folder)
            except FileExistsError as error:
                raise _forbids(f"{error} is there already.", "Move it away, or name another folder.") from None
            except OSError as error:
                raise _forbids(f"Its file cannot be written: {error}.", "Name a folder with room for it.") from None
            self._must_agree(connection, manifest)
            try:
                with connection.transaction():
                    connection.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(_table(month)))
                    _must_be_counted(connection, month)
                    connection.execute("SELECT performance.detach_month(%s, %s::jsonb)", (month, as_json(manifest)))
            except LockNotAvailable:
                raise TryLaterError("The month is in use. It was written, and not detached.") from None
            except SerializationFailure as error:
                raise _forbids(str(error.diag.message_primary), "Remove the file and run it again.") from None
        return manifest

    def attach(self, month: date, folder: Path | None) -> Manifest:
        """Attach a month's table, filled from its file if it was dropped; see the port for what is raised."""
        with psycopg.connect(self._conninfo) as connection:
            _must_be_alone(connection, month)
            manifest = self._detached(connection, month)
            if not _has_table(connection, month):
                self._restore(connection, manifest, folder)
            self._must_agree(connection, manifest)
            try:
                connection.execute("SELECT performance.attach_month(%s)", (month,))
            except DataCorrupted as error:
                raise _forbids(str(error.diag.message_primary), "Restore it from its file.") from None
        return manifest

    def _must_be_attached(self, connection: Connection[Any], month: date) -> None:
        found = connection.execute("SELECT FROM performance.detached_months WHERE month = %s", (month,)).fetchone()
        if found is not None:
            raise _forbids(f"{month:%Y-%m} is detached already.", f"Bring it back: {_attach(month)}")
        if not _has_table(connection, month):
            message = f"There are no observations of {month:%Y-%m}."
            raise NotThereError(Violation(field="month", message=message, fix="Name a month that has some."))

    def _must_agree(self, connection: Connection[Any], manifest: Manifest) -> None:
        """The database adds up what it holds, the manifest says what the file holds."""
        sums = sql.SQL(", ").join(sql.SQL("coalesce(sum({}), 0)").format(sql.Identifier(name)) for name in SUMMED)
        query = sql.SQL("SELECT count(*), {} FROM {}").format(sums, _table(manifest.month))
        rows, *found = connection.execute(query).fetchone() or (0,)
        added = {name: plain(number) for name, number in zip(SUMMED, found, strict=True)}
        if (rows, added) != (manifest.rows, manifest.sums):
            message = f"The table has {rows} rows with sums {added}, its file {manifest.rows} with {manifest.sums}."
            raise _forbids(message, "Nothing was changed. Look at what was done to either.")

    def _detached(self, connection: Connection[Any], month: date) -> Manifest:
        query = "SELECT manifest FROM performance.detached_months WHERE month = %s FOR UPDATE"
        row = connection.execute(query, (month,)).fetchone()
        if row is None:
            message = f"{month:%Y-%m} is not detached."
            raise NotThereError(Violation(field="month", message=message, fix="There is nothing to bring back."))
        return manifest_of(row[0])

    def _restore(self, connection: Connection[Any], manifest: Manifest, folder: Path | None) -> None:
        if folder is None:
            raise _forbids("Its table was dropped.", f"Name the folder of its file: {_attach(manifest.month)} --from")
        file = folder / manifest.file
        if not file.is_file():
            raise NotThereError(Violation(field="from", message=f"There is no {file}.", fix="Name its folder."))
        if sha256_of(file) != manifest.sha256:
            raise _forbids(f"{file} is not what was written: its SHA-256 is another.", "Find the unaltered file.")
        connection.execute("SELECT performance.recreate_month(%s)", (manifest.month,))
        with connection.cursor() as cursor, cursor.copy(_copy(manifest.month, "FROM STDIN")) as copy:
            for chunk in read_month(file):
                for row in chunk:
                    copy.write_row(row)


def _must_be_alone(connection: Connection[Any], month: date) -> None:
    """Take the month for as long as the connection lives: two at once would write the same file."""
    query = "SELECT pg_try_advisory_lock(hashtextextended('observations:' || %s, 0))"
    if connection.execute(query, (f"{month:%Y-%m}",)).fetchone() != (True,):
        message = f"{month:%Y-%m} is being detached or attached by another process."
        raise _forbids(message, "Run it again once that is done, if there is still a need.")


def _must_be_counted(connection: Connection[Any], month: date) -> None:
    """A projection that is at a fact of the month would find nothing to count. Its partition takes no more by now."""
    reached = connection.execute("SELECT min(position) FROM work.live_checkpoints WHERE projection = 'performance'")
    newest = connection.execute(sql.SQL("SELECT max(batch_position) FROM {}").format(_table(month)))
    match reached.fetchone(), newest.fetchone():
        case (int(position),), (int(last),) if position < last:
            fix = "Remove the file, and run it again once `adscale projections list` shows performance at the end."
            raise _forbids(f"The figures of {month:%Y-%m} are not all counted yet.", fix)


def _chunks(connection: Connection[Any], month: date) -> Iterator[list[tuple[Any, ...]]]:
    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    query = sql.SQL(
        "SELECT {} FROM {} ORDER BY org_id, account_id, day, campaign_ref, ad_group_ref, ad_ref, grain,"
        " hour, batch_position"
    ).format(columns, _table(month))
    with connection.transaction(), connection.cursor(name="month") as cursor:
        cursor.execute(query)
        while chunk := cursor.fetchmany(_AT_ONCE):
            yield chunk


def _copy(month: date, rest: str) -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    return sql.SQL("COPY {} ({}) {}").format(_table(month), columns, sql.SQL(rest))


def _has_table(connection: Connection[Any], month: date) -> bool:
    name = f"performance.observations_{month:%Y_%m}"
    return connection.execute("SELECT to_regclass(%s)", (name,)).fetchone() != (None,)


def _table(month: date) -> sql.Identifier:
    return sql.Identifier("performance", f"observations_{month:%Y_%m}")


def _attach(month: date) -> str:
    return f"adscale observations attach --month {month:%Y-%m}"


def _forbids(message: str, fix: str) -> StateForbidsError:
    return StateForbidsError(Violation(field="month", message=message, fix=fix))
