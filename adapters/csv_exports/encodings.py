"""The encoding of a file: by its mark, by its zeros, by whether it is UTF-8, or else Windows' own."""

import codecs
from pathlib import Path

from adapters.csv_exports.errors import refused

_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = (
    (b"PK\x03\x04", "an Excel workbook or a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"),
)


def find_encoding(path: Path) -> str:
    """Python's name of the encoding; the whole file is looked at, a block at a time. Raises `ExportRefusedError`."""
    with path.open("rb") as file:
        start = file.read(4096)
    for magic, kind in _NOT_TEXT:
        if start.startswith(magic):
            raise refused("file", f"This is {kind}, not CSV.", "Save or export it as CSV and import that.")
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    if b"\0" in start:
        return _utf_16_without_mark(start)
    return "utf-8" if _is_utf_8(path) else "cp1252"


def _utf_16_without_mark(start: bytes) -> str:
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 4 < len(start):
        raise refused("file", "It holds zero bytes and is no text.", "Export it again as CSV.")
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_utf_8(path: Path) -> bool:
    """Whether all of it is UTF-8. What is so for a while, with more than ASCII in it, is damaged, not Windows' own."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond_ascii = False
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                beyond_ascii |= not decoder.decode(block).isascii()
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            beyond_ascii |= not error.object[: error.start].isascii()
            if not beyond_ascii:
                return False
            message = f"It is UTF-8, but damaged: {error.object[error.start : error.start + 4]!r} is no character."
            raise refused("file", message, "Export it again.") from error
    return True
