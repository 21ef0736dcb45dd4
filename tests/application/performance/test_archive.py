from datetime import date
from pathlib import Path

import pytest

from application.performance.archive import Manifest, detach_month
from domain.errors import InvalidInputError, StateForbidsError

MONTH = date(2026, 9, 1)


class FakeArchive:
    """Months that left, by the folder they went to."""

    def __init__(self) -> None:
        self.left: dict[date, Path] = {}

    def detach(self, month: date, folder: Path) -> Manifest:
        self.left[month] = folder
        return self.attach(month, folder)

    def attach(self, month: date, folder: Path | None) -> Manifest:
        return Manifest(month=month, file=str(folder), rows=0, sums={}, sha256="")


def test_a_month_is_detached_once_platforms_restate_it_no_more(tmp_path: Path) -> None:
    archive = FakeArchive()
    detach_month(archive, MONTH, tmp_path, today=date(2026, 11, 1))
    assert archive.left == {MONTH: tmp_path}


def test_a_month_that_may_be_restated_stays(tmp_path: Path) -> None:
    archive = FakeArchive()
    with pytest.raises(StateForbidsError, match="Detach it from 2026-11-01 on"):
        detach_month(archive, MONTH, tmp_path, today=date(2026, 10, 31))
    assert archive.left == {}


def test_a_month_goes_to_a_folder_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"^to: There is no folder"):
        detach_month(FakeArchive(), MONTH, tmp_path / "nowhere", today=date(2027, 1, 1))
