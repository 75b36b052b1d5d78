"""Pictures that are real ones, drawn without any library: grey hills, as snow has them."""

import math
import struct
import zlib


def hills(seed: int, width: int = 320, height: int = 180) -> bytes:
    """A PNG in shades of grey; every seed has hills of its own."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)  # no filter
        for x in range(width):
            wave = math.sin((x + 40 * seed) / (19 + 7 * seed)) + math.cos(y / (11 + 5 * seed)) + y / height
            rows.append(max(0, min(255, int(96 + 56 * wave))))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
