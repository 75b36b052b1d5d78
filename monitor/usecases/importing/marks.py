"""Which import a mark belongs to: another file, or the same with other wishes, begins at its start."""

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

_HEAD = 256 * 1024  # bytes; the size tells the rest of two exports of a channel apart


def mark_of(path: Path, wishes: Iterable[str]) -> str:
    """A name for the import of this content, wherever the file lies and whatever it is called.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        found = blake2b(file.read(_HEAD), digest_size=16)
    found.update(f"\0{path.stat().st_size}\0{sorted(wishes)!r}".encode())
    return f"import:{found.hexdigest()}"
