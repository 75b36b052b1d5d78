"""The three TCP framings of MTProto (full, abridged, intermediate), without the sockets."""

from typing import Protocol
from zlib import crc32

_LARGEST = 1 << 24
_ABRIDGED_TAG = b"\xef"
_INTERMEDIATE_TAG = b"\xee\xee\xee\xee"


class MalformedError(Exception):
    """The peer sent what is no MTProto; the connection can only be dropped."""


class Framing(Protocol):
    """Puts packets into a stream and takes them out of it."""

    def wrap(self, packet: bytes) -> bytes:
        """The bytes for the socket."""
        ...

    def take(self, stream: bytearray) -> bytes | None:
        """Remove one whole packet from the front of `stream`; None while it is not all there.

        Raises:
            MalformedError: the length or checksum is wrong.
        """
        ...


def recognise(stream: bytearray) -> Framing | None:
    """The framing that a connection's first bytes announce; its tag is removed. None: too few bytes yet."""
    if stream[:1] == _ABRIDGED_TAG:
        del stream[:1]
        return Abridged()
    if len(stream) < len(_INTERMEDIATE_TAG):
        return None
    if stream[:4] == _INTERMEDIATE_TAG:
        del stream[:4]
        return Intermediate()
    return Full()


class Full:
    """Length, running number, packet, CRC-32. It has no tag."""

    def __init__(self) -> None:
        self._sent = 0

    def wrap(self, packet: bytes) -> bytes:
        """The bytes for the socket."""
        head = (len(packet) + 12).to_bytes(4, "little") + self._sent.to_bytes(4, "little") + packet
        self._sent += 1
        return head + crc32(head).to_bytes(4, "little")

    def take(self, stream: bytearray) -> bytes | None:
        """One packet, or None while it is not all there."""
        frame = _cut(stream, 0, _little(stream, 0, 4))
        if frame is None:
            return None
        if len(frame) < 12 or crc32(frame[:-4]) != int.from_bytes(frame[-4:], "little"):
            raise MalformedError("bad checksum")
        return frame[8:-4]


class Abridged:
    """One byte of length in words, or 0x7f and three."""

    def wrap(self, packet: bytes) -> bytes:
        """The bytes for the socket."""
        words = len(packet) >> 2
        head = bytes((words,)) if words < 0x7F else b"\x7f" + words.to_bytes(3, "little")
        return head + packet

    def take(self, stream: bytearray) -> bytes | None:
        """One packet, or None while it is not all there."""
        if not stream:
            return None
        if stream[0] < 0x7F:
            return _cut(stream, 1, stream[0] << 2)
        words = _little(stream, 1, 3)
        return None if words is None else _cut(stream, 4, words << 2)


class Intermediate:
    """Four bytes of length."""

    def wrap(self, packet: bytes) -> bytes:
        """The bytes for the socket."""
        return len(packet).to_bytes(4, "little") + packet

    def take(self, stream: bytearray) -> bytes | None:
        """One packet, or None while it is not all there."""
        return _cut(stream, 4, _little(stream, 0, 4))


def _little(stream: bytearray, start: int, size: int) -> int | None:
    field = stream[start : start + size]
    return int.from_bytes(field, "little") if len(field) == size else None


def _cut(stream: bytearray, head: int, length: int | None) -> bytes | None:
    if length is None:
        return None
    if length > _LARGEST:
        raise MalformedError(f"a packet of {length} bytes")
    if len(stream) < head + length:
        return None
    packet = bytes(stream[head : head + length])
    del stream[: head + length]
    return packet
