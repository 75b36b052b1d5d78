"""Files of media as people see them: of a post, and in all."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from monitor.files.looker import FILMS, PICTURES, lacking
from monitor.files.removing import vault_of
from monitor.store.engine import Engines
from monitor.store.look import Connection
from monitor.store.media import shown
from monitor.usecases.moments import utc

_STATES = ("kept", "due", "left", "failed", "removed")


class FileLine(Struct):
    """A file that a post carries and that somebody wants. Sizes in bytes; `told`: what the source said of it.

    `state`: due, kept, left or failed (`detail` says why), removed (`why`). `sha256` and what follows it are known once
    it was fetched; `path` is where it lies now. `looks` says what came of looking at it: empty while nobody has; of
    pictures and films, `hashes` are 16 hexadecimal digits for each frame.
    """

    message: int
    kind: str
    state: str
    detail: str
    told: int | None
    sha256: str = ""
    size: int | None = None
    path: str = ""
    fetched: datetime | None = None
    how: str = ""
    removed: datetime | None = None
    why: str = ""
    looks: str = ""
    looks_why: str = ""
    hashes: list[str] = []


class FailedLine(Struct):
    """A file that was tried in vain."""

    channel: int
    message: int
    kind: str
    attempts: int
    detail: str


class FilesStatus(Struct):
    """All files of media. Bytes `used` of `budget`; `full`: since when there has been no room for the next.

    How many files of posts are `kept`, `due` (wait to be fetched), `left`, `failed` and `removed`. `undecoded` could
    not be looked at; `unseen` wait for it, and `lacking` says which tool is missing for that.
    """

    folder: str
    used: int
    budget: int
    full: datetime | None
    kept: int
    due: int
    left: int
    failed: int
    removed: int
    undecoded: int
    unseen: int
    lacking: list[str]
    failures: list[FailedLine]


def lines(rows: Sequence[Mapping[str, Any]], place: Callable[[str], str]) -> list[FileLine]:
    """Files of a post. `place` tells where content of a digest lies, or ""."""
    return [_line(row, place) for row in rows]


def _line(row: Mapping[str, Any], place: Callable[[str], str]) -> FileLine:
    line = FileLine(row["message"], row["kind"], row["state"], row["detail"], row["size"])
    if row["sha256"] is None:
        return line
    line.sha256, line.size, line.how = row["sha256"], row["bytes"], row["how"] or ""
    line.path = place(line.sha256) if line.state == "kept" else ""
    line.fetched, line.removed, line.why = utc(row["at"]), utc(row["removed"]), row["why"] or ""
    line.looks, line.looks_why = row["looks"], row["looks_why"]
    line.hashes = [f"{value % 2**64:016x}" for _, value in row["hashes"]]
    return line


async def place_of(connection: Connection, engines: Engines) -> Callable[[str], str]:
    """Where content lies, by its digest; "" where it is not there."""
    vault = await vault_of(connection, engines.path)

    def place(digest: str) -> str:
        return str(vault.path(digest)) if vault.holds(digest) else ""

    return place


async def status(connection: Connection, engines: Engines) -> FilesStatus | None:
    """All files of media; None where none was ever wanted."""
    found = await shown.overview(connection)
    if not found["states"] and not found["budget"]:
        return None
    unseen = found["unseen"]
    return FilesStatus(
        folder=found["folder"] or str((await vault_of(connection, engines.path)).folder),
        used=found["used"],
        budget=found["budget"],
        full=utc(found["full"]),
        **{state: found["states"].get(state, 0) for state in _STATES},
        undecoded=found["undecoded"],
        unseen=sum(unseen.get(kind, 0) for kind in (*PICTURES, *FILMS)),
        lacking=lacking(unseen.keys()),
        failures=[
            FailedLine(row["channel"], row["message"], row["kind"], row["attempts"], row["detail"])
            for row in found["failures"]
        ],
    )
