"""What a write answers: which thing it was, its version now, and the position to read after."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from application.ports import Receipt

_ID = "01936b5e-7c1a-7000-8000-3f1f4b3a52a5"


class Written(BaseModel):
    """A change that is in the ledger."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": _ID, "version": 5, "position": 1042}]})

    id: UUID
    version: int
    position: int


def written(response: Response, receipt: Receipt, *, at: str | None = None) -> Written:
    """The answer to a write, with its headers; `at` is the address of what was made."""
    seen(response, version=receipt.version, position=receipt.position)
    if receipt.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    if at is not None:
        response.headers["Location"] = at
    return Written(id=receipt.stream_id, version=receipt.version, position=receipt.position)


def seen(response: Response, *, version: int, position: int) -> None:
    """Say at which version and position a thing was read."""
    # As they go out: to set one by name is to look through all, and every command comes by here.
    response.raw_headers += [(b"etag", etag(version).encode()), (b"x-position", str(position).encode())]


def etag(version: int) -> str:
    """A version as HTTP writes it."""
    return f'"{version}"'
