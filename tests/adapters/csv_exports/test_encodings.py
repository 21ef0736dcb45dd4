from pathlib import Path

import pytest

from adapters.csv_exports.encodings import find_encoding
from adapters.csv_exports.errors import ExportRefusedError

TEXT = "Tag;Kampagne\n2024-01-01;Frühling\n" * 10


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "export.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_a_text_reads_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    path = _file(tmp_path, TEXT.encode(encoding))
    assert path.read_text(encoding=find_encoding(path)) == TEXT


def test_damaged_utf_8_is_not_taken_for_windows_own(tmp_path: Path) -> None:
    with pytest.raises(ExportRefusedError, match="damaged"):
        find_encoding(_file(tmp_path, TEXT.encode() + b"\xff"))


def test_a_character_on_the_edge_of_a_block_is_one_character(tmp_path: Path) -> None:
    assert find_encoding(_file(tmp_path, b"a" * ((1 << 20) - 1) + "ü".encode())) == "utf-8"


@pytest.mark.parametrize("magic", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"\x1f\x8brest", b"%PDF-1.7"])
def test_what_is_no_text_is_refused_by_its_name(tmp_path: Path, magic: bytes) -> None:
    with pytest.raises(ExportRefusedError, match="This is a"):
        find_encoding(_file(tmp_path, magic))
