"""A file that is read once from its start, plain or gzipped, and how far that has come."""

import gzip
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

_GZIP = b"\x1f\x8b"


class Packed:
    """An open file. `file` gives its content, unpacked; `position` counts the bytes of the file itself."""

    def __init__(self, path: Path, raw: IO[bytes], file: IO[bytes]) -> None:
        self.path, self.file = path, file
        self._raw = raw

    @property
    def position(self) -> int:
        """How many bytes have been read; 0 where the file does not tell (a pipe)."""
        return self._raw.tell() if self._raw.seekable() else 0


@contextmanager
def opened(path: Path) -> Iterator[Packed]:
    """Open a file for reading. Gzip is known by its first bytes: a pipe has no name that tells.

    Raises:
        OSError: it cannot be opened.
    """
    with ExitStack() as stack:
        raw = stack.enter_context(path.open("rb"))
        file: IO[bytes] = raw
        if raw.peek(2)[:2] == _GZIP:
            file = cast("IO[bytes]", stack.enter_context(gzip.GzipFile(fileobj=raw)))
        yield Packed(path, raw, file)
