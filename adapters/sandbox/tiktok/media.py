"""What a file says about itself: its format, and the size of an image, from the first bytes."""

import struct
from typing import NamedTuple

# Of a JPEG's markers those that hold the size; C4, C8 and CC are other things.
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Image(NamedTuple):
    """An image's format and its size in pixels."""

    format: str
    width: int
    height: int


def image_of(content: bytes) -> Image | None:
    """Return what a PNG, JPEG or GIF is, or None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:  # noqa: PLR2004 - the end of its header
        return Image("png", *struct.unpack(">II", content[16:24]))
    if content[:6] in (b"GIF87a", b"GIF89a"):
        return Image("gif", *struct.unpack("<HH", content[6:10]))
    return _jpeg(content) if content.startswith(b"\xff\xd8") else None


def _jpeg(content: bytes) -> Image | None:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:  # noqa: PLR2004 - a marker
        kind, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if kind in _FRAME_HEADERS:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return Image("jpeg", width, height)
        at += 2 + length
    return None


def video_format_of(content: bytes) -> str | None:
    """Return the format of a video, or None if the bytes are none."""
    if content[4:8] == b"ftyp":
        return "mov" if content[8:10] == b"qt" else "mp4"
    if content[:4] == b"RIFF" and content[8:11] == b"AVI":
        return "avi"
    return "mpeg" if content[:4] in (b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3") else None
