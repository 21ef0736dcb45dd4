"""Closed months of observations leave the database as files, and come back; their figures stay in the rollups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from application.performance.commands import RESTATED_DAYS
from domain.errors import StateForbidsError, Violation, invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What vouches for a month's file: rows, the exact sum of each measure as text, and the file's SHA-256 (hex)."""

    month: date
    file: str
    rows: int
    sums: Mapping[str, str]
    sha256: str


class ObservationArchive(Protocol):
    """Where months go that are detached."""

    def detach(self, month: date, folder: Path) -> Manifest:
        """Write a month's observations and their manifest into a folder, then take them out of the table.

        Nothing is dropped: the month stays in the database as a table of its own.
        Raises `NotThereError` where there is no such month, `StateForbidsError` where it cannot be detached.
        """
        ...

    def attach(self, month: date, folder: Path | None) -> Manifest:
        """Bring a month back from its own table, or from its file where that table is gone.

        Raises `NotThereError` where it is not detached, `StateForbidsError` where what is there is not what left.
        """
        ...


def detach_month(archive: ObservationArchive, month: date, folder: Path, *, today: date) -> Manifest:
    """Detach a month that is closed: platforms do not restate its days any more."""
    # `today` is UTC's, and west of it an account's own day, from which a pull looks back, is the day before.
    closed_on = (month + timedelta(days=32)).replace(day=1) + timedelta(days=RESTATED_DAYS + 1)
    if today < closed_on:
        message = f"{month:%Y-%m} is not closed: platforms may restate it."
        raise StateForbidsError(Violation(field="month", message=message, fix=f"Detach it from {closed_on} on."))
    if not folder.is_dir():
        raise invalid("to", f"There is no folder {folder}.", "Name a folder that is there.")
    return archive.detach(month, folder)
