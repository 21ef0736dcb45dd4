"""A month of observations as a Parquet file: written in one pass, read in one, never in memory as a whole.

Ids and decimals are text in it, so that every reader of Parquet has them exact.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from application.performance.archive import Manifest
from domain.shared.money import plain

if TYPE_CHECKING:
    import pyarrow as pa

_TYPES: Mapping[str, str] = {
    "org_id": "string",
    "account_id": "string",
    "day": "date32",
    "hour": "int16",
    "campaign_ref": "string",
    "ad_group_ref": "string",
    "ad_ref": "string",
    "grain": "string",
    "batch_position": "int64",
    "batch_id": "string",
    "observed_at": "timestamp",
    "impressions": "int64",
    "clicks": "int64",
    "spend_micros": "int64",
    "conversions": "string",
    "conversion_value_micros": "int64",
    "source_rows": "int32",
}
COLUMNS = tuple(_TYPES)
"""The columns of `performance.observations` in the order of a file's rows."""

SUMMED = ("impressions", "clicks", "spend_micros", "conversions", "conversion_value_micros", "source_rows")
_TEXTS = frozenset({"org_id", "account_id", "batch_id", "conversions"})
_AT_ONCE = 50_000


def write_month(month: date, chunks: Iterable[Sequence[tuple[Any, ...]]], folder: Path) -> Manifest:
    """Write rows of `COLUMNS` and their manifest into a folder, in place only once they are whole.

    Raises `FileExistsError` where the month has a file there.
    """
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only an archive needs it
    import pyarrow.parquet as pq  # noqa: PLC0415 - the same

    file = folder / f"observations-{month:%Y-%m}.parquet"
    if file.exists():
        raise FileExistsError(file)
    unfinished = file.with_suffix(".unfinished")
    with pq.ParquetWriter(unfinished, _schema(), compression="zstd") as writer:
        for rows in chunks:
            columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
            told = {name: [*map(_text, cells)] if name in _TEXTS else [*cells] for name, cells in columns.items()}
            writer.write_batch(pa.RecordBatch.from_pydict(told, schema=_schema()))
    rows_written, sums = _read_back(unfinished)
    manifest = Manifest(month=month, file=file.name, rows=rows_written, sums=sums, sha256=sha256_of(unfinished))
    unfinished.rename(file)
    file.with_suffix(".json").write_text(as_json(manifest) + "\n", encoding="utf-8")
    return manifest


def read_month(file: Path) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a file in chunks, as tuples in the order of `COLUMNS`."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - heavy, and only an archive needs it

    for batch in pq.ParquetFile(file).iter_batches(batch_size=_AT_ONCE, columns=[*COLUMNS]):
        columns = batch.to_pydict()
        yield [*zip(*(columns[name] for name in COLUMNS), strict=True)]


def sha256_of(file: Path) -> str:
    """The SHA-256 (hex) of a file's bytes."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def as_json(manifest: Manifest) -> str:
    """A manifest as it stands beside its file, and in the database."""
    return json.dumps(
        {
            "month": f"{manifest.month:%Y-%m}",
            "file": manifest.file,
            "rows": manifest.rows,
            "sums": dict(manifest.sums),
            "sha256": manifest.sha256,
        },
        indent=2,
    )


def manifest_of(told: Mapping[str, Any]) -> Manifest:
    """The manifest that stands in a JSON object."""
    month = date.fromisoformat(f"{told['month']}-01")
    return Manifest(month=month, file=told["file"], rows=told["rows"], sums=told["sums"], sha256=told["sha256"])


def _read_back(file: Path) -> tuple[int, Mapping[str, str]]:
    """What a file holds, told by the file itself."""
    rows, sums = 0, dict.fromkeys(SUMMED, Decimal(0))
    for chunk in read_month(file):
        rows += len(chunk)
        for name in SUMMED:
            at = COLUMNS.index(name)
            sums[name] += sum((Decimal(row[at]) for row in chunk if row[at] is not None), Decimal(0))
    return rows, {name: plain(number) for name, number in sums.items()}


def _schema() -> "pa.Schema":
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only an archive needs it

    types = {
        "string": pa.string(),
        "date32": pa.date32(),
        "timestamp": pa.timestamp("us", tz="UTC"),
        "int16": pa.int16(),
        "int32": pa.int32(),
        "int64": pa.int64(),
    }
    return pa.schema([(name, types[kind]) for name, kind in _TYPES.items()])


def _text(cell: object) -> str | None:
    if cell is None:
        return None
    return plain(cell) if isinstance(cell, Decimal) else str(cell)
