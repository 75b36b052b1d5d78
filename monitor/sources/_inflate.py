"""Unpacking what a server sent, with a cap: a few kilobytes can unpack to gigabytes. Pure."""

import zlib

_GZIP, _ZLIB, _BARE = 31, 15, -15
_STEP = 65_536


class BrokenBody(ValueError):
    """The body is not packed as its header says."""


class Body:
    """Collects the chunks of a body, unpacked, up to `most` bytes. `encoding` is the Content-Encoding header.

    `full` says that more came than was taken: whoever reads need not go on.

    Raises:
        BrokenBody: the encoding is none that was asked for, or the data is not in it.
    """

    def __init__(self, encoding: str, most: int) -> None:
        self._packing = encoding.strip().lower()
        if self._packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise BrokenBody("packed in a way that was not asked for")
        self._most = most
        self._raw = 0
        self._data = bytearray()
        self._unpacker: zlib._Decompress | None = None
        self.full = False

    def add(self, chunk: bytes) -> None:
        """Take a chunk as it was sent."""
        self._raw += len(chunk)
        if self._packing in ("", "identity"):
            self._data += chunk
        else:
            self._unpack(chunk)
        self.full = len(self._data) > self._most or self._raw > self._most

    def done(self) -> bytes:
        """What was taken, at most `most` bytes."""
        if self._unpacker is not None and not self._unpacker.eof and not self.full:
            raise BrokenBody("cut off")
        return bytes(self._data[: self._most])

    def _unpack(self, chunk: bytes) -> None:
        try:
            while chunk and len(self._data) <= self._most:
                if self._unpacker is None:
                    self._unpacker = zlib.decompressobj(self._window(chunk))
                elif self._unpacker.eof:
                    if self._packing == "deflate" or not chunk.startswith(b"\x1f"):
                        return  # padding after the end
                    self._unpacker = zlib.decompressobj(_GZIP)  # gzip may come in several pieces
                self._data += self._unpacker.decompress(chunk, _STEP)
                chunk = self._unpacker.unconsumed_tail or self._unpacker.unused_data
        except zlib.error as error:
            raise BrokenBody("damaged") from error

    def _window(self, first: bytes) -> int:
        """Servers that say deflate send it with the header of zlib, as they should, or without."""
        if self._packing != "deflate":
            return _GZIP
        return _ZLIB if first[0] & 0x0F == 8 else _BARE
