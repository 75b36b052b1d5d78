"""The session of an account in a file: 0600, written at once or not at all, owned by one process."""

import fcntl
import os
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self

from monitor.errors import AlreadyRunningError, InputError, NotFoundError


def session_file(folder: Path, account: str) -> Path:
    """Where the session of an account is kept: beside the database, whose folder is given."""
    return folder / "sessions" / f"{account}.session"


_IN_USE = (
    "another process uses the Telegram session {name!r}; stop it first:"
    " Telegram ends a session that is used from two places"
)


def write_session(path: Path, text: str) -> None:
    """Write a session string so that nobody else can read it, and a crash leaves the old or the new one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text.strip() + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def read_session(path: Path) -> str:
    """Read a session string.

    Raises:
        NotFoundError: nobody has signed in yet.
        InputError: others can read the file, or it is no session.
    """
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise NotFoundError(f"{path}: no session; run `monitor login {path.stem}`") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as a session ({type(error).__name__})") from None
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise InputError(f"{path}: others can read this session, and with it the account; run `chmod 600 {path}`")
    if not text:
        raise InputError(f"{path}: the session is empty; run `monitor login {path.stem}`")
    return text


@contextmanager
def only_here(session: str, name: str) -> Iterator[None]:
    """Own a session on this machine, from whatever file or variable it comes.

    A name in the kernel's abstract space: it goes with the process and leaves no file. Only Linux has it;
    elsewhere the lock beside the session's file has to do.

    Raises:
        AlreadyRunningError: another process uses this session.
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    digest = blake2b(session.encode(), digest_size=16).hexdigest()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as held:
        try:
            held.bind(f"\0channel-monitor:session:{digest}")
        except OSError:
            raise AlreadyRunningError(_IN_USE.format(name=name)) from None
        yield


class SessionLock:
    """Holds a session for this process: used from two at once, Telegram ends it for good.

    The lock goes with the process, however it ends.

    Raises:
        AlreadyRunningError: on entering, another process holds it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(path.name + ".lock")
        self._name = path.stem
        self._file: int | None = None

    def __enter__(self) -> Self:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            raise AlreadyRunningError(_IN_USE.format(name=self._name)) from None
        self._file = file
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
