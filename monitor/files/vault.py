"""The folder of files: each is named by the SHA-256 of what it holds, and no name from outside is ever used."""

import asyncio
import errno
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp
from threading import Lock
from typing import BinaryIO

from monitor.errors import NoRoom, StoreError, TooLarge, Unavailable

_DIGEST = re.compile("[0-9a-f]{64}")
_PIECE = 1 << 20
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK})  # some file systems have none
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Vault:
    """`folder/ab/cd/<sha256>`, mode 0600 in folders of mode 0700; `folder/incoming` holds what is not whole yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / "incoming"

    def open(self) -> None:
        """Make the folder, and forget what an earlier run left half done: only its owner may call this.

        Raises:
            StoreError: it cannot be made or written.
        """
        try:
            for path in (self.folder, self._incoming):
                path.mkdir(parents=True, exist_ok=True, mode=0o700)
            for rest in self._incoming.iterdir():
                rest.unlink()
            self._incoming.joinpath("writable").touch(0o600)
            self._incoming.joinpath("writable").unlink()
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise StoreError(
                f"{self.folder} cannot hold files of media ({why}); name another in `media: {{folder: ...}}`"
            ) from error

    def path(self, digest: str) -> Path:
        """Where content lies. Raises ValueError for what is no digest: it may come from a database that was changed."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"{digest[:80]!r} is no SHA-256")
        return self.folder / digest[:2] / digest[2:4] / digest

    @asynccontextmanager
    async def receive(self, largest: int) -> AsyncIterator["Arriving"]:
        """A new file of at most `largest` bytes; whatever was not placed when the context ends is gone.

        Raises:
            Unavailable: the disk takes nothing.
        """
        beginning = _Beginning(self._begin)
        try:
            arriving = await asyncio.to_thread(beginning.run, largest)
        except asyncio.CancelledError:
            beginning.give_up()
            raise
        try:
            yield arriving
        finally:
            arriving.close()

    def _begin(self, largest: int) -> "Arriving":
        try:
            descriptor, name = mkstemp(dir=self._incoming)  # mode 0600
        except OSError as error:
            raise _explained(error) from error
        return Arriving(self, Path(name), os.fdopen(descriptor, "wb"), largest)

    def place(self, source: Path, digest: str) -> None:
        """Put a whole file where its content belongs, durably; what lies there already stays as it is."""
        target = self.path(digest)
        for folder in (target.parent.parent, target.parent):
            with suppress(FileExistsError):
                folder.mkdir(mode=0o700)
                _sync(folder.parent)
        try:
            os.link(source, target)  # keeps the temporary name until the record is written
        except FileExistsError:
            pass
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            source.replace(target)
        _sync(target.parent)

    def holds(self, digest: str) -> bool:
        """Whether there is a file of this name."""
        return self.path(digest).is_file()

    def remove(self, digest: str) -> None:
        """Take content off the disk, if it is there."""
        self.path(digest).unlink(missing_ok=True)

    def digest_of(self, digest: str) -> str:
        """The SHA-256 of what lies under a name, read through; empty if nothing does."""
        found = sha256()
        try:
            with self.path(digest).open("rb") as file:
                while piece := file.read(_PIECE):
                    found.update(piece)
        except (OSError, ValueError):
            return ""
        return found.hexdigest()


class _Beginning:
    """A file that another thread opens. Who is cancelled meanwhile gives it up: then it is closed by whoever has it."""

    def __init__(self, begin: Callable[[int], "Arriving"]) -> None:
        self._begin = begin
        self._lock = Lock()
        self._given_up = False
        self._begun: Arriving | None = None

    def run(self, largest: int) -> "Arriving":
        begun = self._begin(largest)
        with self._lock:
            self._begun = begun
            if self._given_up:
                begun.close()
        return begun

    def give_up(self) -> None:
        with self._lock:
            self._given_up = True
            if self._begun is not None:
                self._begun.close()


class Arriving:
    """A file that is written, and hashed while it is."""

    def __init__(self, vault: Vault, path: Path, file: BinaryIO, largest: int) -> None:
        self.path, self.size = path, 0
        self._vault, self._file, self._largest = vault, file, largest
        self._hash = sha256()

    async def write(self, chunk: bytes) -> None:
        """Add to its end.

        Raises:
            TooLarge: it would be larger than is wanted.
            Unavailable: the disk takes nothing.
        """
        self.size += len(chunk)
        if self.size > self._largest:
            raise TooLarge(f"it has more than the {self._largest / 1_000_000:g} MB that are wanted")
        await asyncio.to_thread(self._write, chunk)

    def _write(self, chunk: bytes) -> None:
        try:
            self._file.write(chunk)
        except OSError as error:
            raise _explained(error) from error
        self._hash.update(chunk)

    @property
    def digest(self) -> str:
        """The SHA-256 of what was written so far."""
        return self._hash.hexdigest()

    async def place(self) -> None:
        """Nothing more comes: put it in its place, durably.

        Raises:
            Unavailable: the disk takes nothing.
        """
        await asyncio.to_thread(self._place)

    def _place(self) -> None:
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._vault.place(self.path, self.digest)
        except OSError as error:
            raise _explained(error) from error

    def close(self) -> None:
        """Let go of the temporary name."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self.path.unlink()


def _explained(error: OSError) -> Unavailable:
    if error.errno in _FULL:
        return NoRoom("the disk is full")
    return Unavailable(f"the folder of media cannot be written ({error.strerror or type(error).__name__})")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
