"""Forms with files in them, as official clients upload media."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file of a form."""

    file_name: str
    content: bytes


def form_of(content_type: str, body: bytes) -> Mapping[str, str | Upload]:
    """Return the fields of a multipart/form-data body; `ValueError` if it is none. A repeated field keeps its last."""
    if not content_type.startswith("multipart/form-data"):
        raise ValueError(f"{content_type!r} is not multipart/form-data")
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    if not message.is_multipart():
        raise ValueError("the body does not have the parts that its boundary announces")
    return {name: _value(part) for part in message.walk() if (name := _name(part))}


def _name(part: Message) -> str | None:
    found = part.get_param("name", header="content-disposition")
    return found if isinstance(found, str) else None


def _value(part: Message) -> str | Upload:
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    file_name = part.get_filename()
    if file_name is None:
        return content.decode()
    return Upload(file_name=file_name, content=content)
