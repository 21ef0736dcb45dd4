"""What an image file tells about itself: its kind and its size in pixels, read from its first bytes."""

import struct
from dataclasses import dataclass

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """`mime_type` is a value of Google's MimeTypeEnum; width and height in pixels."""

    mime_type: str
    width: int
    height: int


def image_of(data: bytes) -> Image | None:
    """Return what a PNG, GIF or JPEG file says of itself, or None for anything else."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _sized("IMAGE_PNG", struct.unpack_from(">II", data, 16))
        if data.startswith((b"GIF87a", b"GIF89a")):
            return _sized("IMAGE_GIF", struct.unpack_from("<HH", data, 6))
        return _jpeg(data) if data.startswith(b"\xff\xd8") else None
    except (struct.error, IndexError):
        return None


def _sized(mime_type: str, size: tuple[int, ...]) -> Image:
    return Image(mime_type=mime_type, width=size[0], height=size[1])


def _jpeg(data: bytes) -> Image | None:
    """Walk the segments to the frame header, which has the height first."""
    place = 2
    while data[place] == 0xFF:  # noqa: PLR2004 - the byte that begins every segment
        marker, length = data[place + 1], struct.unpack_from(">H", data, place + 2)[0]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            return _sized("IMAGE_JPEG", (width, height))
        place += 2 + length
    return None
