"""Pictures and videos as small as they come."""

import base64
import struct
import zlib
from uuid import uuid4


def a_png(width: int = 3, height: int = 2) -> bytes:
    """Each one differs from all others, so that no two tests share an image."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"tEXt", uuid4().bytes) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def in_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
