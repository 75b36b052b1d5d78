"""The files that a new user begins with."""

from pathlib import Path
from typing import NamedTuple

from monitor.errors import InputError, UsageError

_PACKAGE = Path(__file__).resolve().parent.parent
_PLACES = (_PACKAGE / "starter", _PACKAGE.parent / "config")
_EXAMPLE = "monitor.example.yaml"


class Starter(NamedTuple):
    """Which files were written, and which stood there with the same content and were left alone."""

    written: list[Path]
    kept: list[Path]


def write_starter(folder: Path) -> Starter:
    """Write the commented watch file, entities and rules into a folder.

    Raises:
        UsageError: a file with other content stands there; nothing was written.
        InputError: the starter files are not part of this installation.
    """
    wanted = {folder / name: content for name, content in _files(_source()).items()}
    taken = [path for path, content in wanted.items() if path.exists() and not _holds(path, content)]
    if taken:
        names = ", ".join(map(str, taken))
        raise UsageError(f"{names}: already there, and not overwritten; move it away or choose another folder")
    written = [path for path in wanted if not path.exists()]
    for path in written:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(wanted[path])
    return Starter(written, [path for path in wanted if path not in written])


def starter_file() -> Path:
    """The commented watch file itself, where this installation has it.

    Raises:
        InputError: the starter files are not part of this installation.
    """
    return _source() / _EXAMPLE


def _source() -> Path:
    for place in _PLACES:
        if (place / _EXAMPLE).is_file():
            return place
    raise InputError("the starter files are not part of this installation; take the folder config/ of the project")


def _files(source: Path) -> dict[str, bytes]:
    """Name in the user's folder, and content."""
    found = {"monitor.yaml": (source / _EXAMPLE).read_bytes()}
    for folder in ("entities", "rules"):
        for path in sorted((source / folder).glob("*.yaml")):
            found[f"{folder}/{path.name}"] = path.read_bytes()
    return found


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content
