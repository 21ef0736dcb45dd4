"""Files whose columns have shifted are refused as a whole: nothing in them can be trusted."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from adapters.csv_exports.errors import ExportRefusedError
from tests.adapters.csv_exports.files import COLUMNS, ROW, many, options, saved, taken, written

Row = Sequence[str]


def _refused(path: Path) -> str:
    with pytest.raises(ExportRefusedError) as refused:
        taken(path)
    return str(refused.value)


@pytest.mark.parametrize("cells", [7, 10])
def test_a_row_with_other_cells_than_the_header_refuses_the_file(tmp_path: Path, cells: int) -> None:
    row = [*ROW, "more"][:cells]
    assert f"line 12 has {cells}" in _refused(written(tmp_path, COLUMNS, *many(10), row, *many(5)))


def test_a_row_that_was_cut_off_at_the_end_refuses_the_file(tmp_path: Path) -> None:
    assert "line 12 has 1" in _refused(saved(tmp_path, written(tmp_path, COLUMNS, *many(10)).read_text() + "\n2024-0"))


def _left(row: Row, at: int) -> Row:
    return [*row[:at], *row[at + 1 :], "Search"]


def _right(row: Row, at: int) -> Row:
    return [*row[:at], "Search", *row[at:-1]]


@pytest.mark.parametrize("shift", [_left, _right])
@pytest.mark.parametrize("at", range(8))
def test_cells_that_move_over_from_some_row_on_refuse_the_file(
    tmp_path: Path, shift: Callable[[Row, int], Row], at: int
) -> None:
    header = (*COLUMNS, "campaign_type")
    rows = [(*row, "Search") for row in many(60)]
    shifted = [shift(row, at) for row in rows[50:]]
    assert "shifted" in _refused(written(tmp_path, header, *rows[:50], *shifted))


def test_a_gap_that_only_other_columns_show_refuses_the_file(tmp_path: Path) -> None:
    header = (*COLUMNS, "conversion_value", "campaign_type", "country")
    rows = [(*row, "20", "Search", "UK") for row in many(60)]
    shifted = [(*row[:8], "", *row[8:-1]) for row in rows[50:]]
    assert "from line 52 on" in _refused(written(tmp_path, header, *rows[:50], *shifted))


def test_ids_where_dates_should_be_refuse_the_file(tmp_path: Path) -> None:
    rows = [(row[3], *row[1:3], row[0], *row[4:]) for row in many()]
    assert "lines 2, 3 and 4 have 'c0', 'c1', 'c2' there" in _refused(written(tmp_path, COLUMNS, *rows))


def test_one_text_among_numbers_is_no_shift(tmp_path: Path) -> None:
    rows = many()
    rows[20] = (*rows[20][:5], "text", *rows[20][6:])
    assert len(taken(written(tmp_path, COLUMNS, *rows)).faults) == 1


def test_another_account_may_fill_other_columns(tmp_path: Path) -> None:
    header = (*COLUMNS, "placement", "score")
    first = [(*row, "home", "7") for row in many(10)]
    second = [(*row[:2], "other", *row[3:], "9", "-") for row in many(10)]
    assert len(taken(written(tmp_path, header, *first, *second)).rows) == 20


def test_a_quote_that_is_never_closed_refuses_the_file(tmp_path: Path) -> None:
    text = written(tmp_path, COLUMNS, *many(10)).read_text()
    assert "starts on line 12" in _refused(saved(tmp_path, f'{text}\n"2024-03-01,google-ads\n'))


def test_a_header_that_comes_again_and_notes_after_a_blank_line_are_skipped(tmp_path: Path) -> None:
    path = written(tmp_path, COLUMNS, *many(5), COLUMNS, *many(5), [""], ["Downloaded by Ada"])
    assert taken(path).skipped == [7, 14]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [(*row[:3], f"one{delimiter}name {row[3]}", *row[4:]) for row in many(5)]
    found = taken(written(tmp_path, COLUMNS, *rows, delimiter=delimiter), options())
    assert found.rows[0].key.campaign_ref == f"one{delimiter}name c0".replace("\t", " ")
