"""One owner: a lock file beside what it guards, held as long as the process lives."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import AlreadyRunningError


@contextmanager
def hold(guarded: Path) -> Iterator[None]:
    """Own a file until the block ends. The kernel lets go when the process dies, however it dies.

    Raises:
        AlreadyRunningError: another process owns it.
    """
    guarded.parent.mkdir(parents=True, exist_ok=True)
    path = guarded.with_name(guarded.name + ".lock")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            raise AlreadyRunningError(
                f"{guarded} is in use by another monitor (process {owner}); stop that one first"
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)
