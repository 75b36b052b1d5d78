"""The folder that an export stands in, with the files beside its JSON."""

from pathlib import Path

from monitor.errors import NotFoundError

_RESULT = "result.json"
_PAGE = "messages.html"


def result_file(path: Path) -> Path:
    """The file to read: the path itself, or the `result.json` of a folder.

    Raises:
        NotFoundError: there is none.
    """
    if not path.is_dir():
        if not path.exists():
            raise NotFoundError(f"{path}: there is no such file")
        return path
    found = path / _RESULT
    if found.is_file():
        return found
    if (path / _PAGE).is_file():
        raise NotFoundError(
            f"{path} holds an export as web pages, which lose too much; export again in the format"
            " “Machine-readable JSON”"
        )
    raise NotFoundError(f"{path}: holds no {_RESULT}; name the folder that Telegram Desktop wrote, or a file")


class Folder:
    """Tells the sizes of an export's files. What a message calls them is never trusted to lie inside."""

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()

    def size(self, name: str) -> int | None:
        """The size in bytes of a file in the folder; None where it is not there, or not in there."""
        try:
            file = (self._path / name).resolve(strict=True)
            inside = file.is_relative_to(self._path) and file.is_file()
            return file.stat().st_size if inside else None
        except (OSError, ValueError, RuntimeError):  # no such file, a NUL in its name, a circle of links
            return None
