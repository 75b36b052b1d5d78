"""Care for the database's file: its size, a copy, putting a copy back, a newer schema."""

import asyncio
import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from monitor.errors import InputError, NotFoundError, StoreError, UsageError
from monitor.files.removing import default_folder
from monitor.links import key_file
from monitor.ops.lock import hold
from monitor.store import look, schema
from monitor.store.engine import Engines, create_private
from monitor.store.media.shown import FOLDER
from monitor.usecases.status import file_sizes

_SIDES = ("-wal", "-shm")


class Size(Struct):
    """How large a database is. `files` in bytes by name, `free` bytes inside that are not used, `rows` by noun."""

    database: str
    bytes: int
    files: dict[str, int]
    free: int
    rows: dict[str, int]


class Copied(Struct):
    """A copy that was made and read through. `size` in bytes; `replaced`: where the file that stood there is kept."""

    file: str
    size: int
    replaced: str = ""


class Upgraded(Struct):
    """From which schema to which. `backup` is empty where nothing had to be done."""

    before: str
    after: str
    backup: str = ""


async def size(engines: Engines) -> Size:
    """How large a database is."""
    async with engines.reading() as connection:
        rows = await look.totals(connection)
    free = await asyncio.to_thread(_free_bytes, engines.path)
    files = file_sizes(engines.path)
    return Size(str(engines.path), sum(files.values()), files, free, rows)


def backup(path: Path, target: Path) -> Copied:
    """Copy a database to a file of mode 0600, whole and consistent, while others use it; then read the copy through.

    Raises:
        NotFoundError: there is no database.
        UsageError: the target stands already, or its folder does not exist.
        StoreError: it cannot be copied; nothing is left behind.
    """
    look.check_there(path)
    if target.exists():
        raise UsageError(f"{target}: already there, and not overwritten; name another file")
    if not target.parent.is_dir():
        raise UsageError(f"{target.parent}: there is no such folder; make it first")
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        _copy(path, unfinished)
        unfinished.rename(target)
    finally:
        _remove(unfinished)
    _settle(target.parent)
    return Copied(str(target), target.stat().st_size)


def beside(path: Path) -> list[str]:
    """What belongs to a database and is no part of a copy of it, as far as it is there.

    Sessions are accounts, the key makes the links that were sent hold, and files of media were fetched.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        told = connection.execute("SELECT value FROM facts WHERE name = ?", [FOLDER]).fetchone()
    media = Path(told[0]) if told and Path(told[0]).is_dir() else default_folder(path)
    return [str(one) for one in (path.parent / "sessions", key_file(path), media) if one.exists()]


def restore(path: Path, source: Path, now: datetime) -> Copied:
    """Put a copy in the place of the database; what stood there is kept beside it.

    Raises:
        NotFoundError: there is no such copy.
        InputError: it is damaged, or no database of this program.
        AlreadyRunningError: a daemon uses the database.
    """
    if not source.is_file() or source.stat().st_size == 0:
        raise NotFoundError(f"{source}: there is no such backup; `monitor db backup FILE` makes one")
    if path.exists() and path.samefile(source):
        raise UsageError(f"{source} is the database itself; name a backup of it")
    _check_ours(source)
    with hold(path):
        unfinished = path.with_name(f".{path.name}.unfinished")
        try:
            _copy(source, unfinished)
            kept = _move_away(path, path.with_name(f"{path.name}.replaced-{now:%Y%m%dT%H%M%SZ}"))
            unfinished.rename(path)
        finally:
            _remove(unfinished)
        _settle(path.parent)
    return Copied(str(path), path.stat().st_size, str(kept) if kept else "")


async def upgrade(path: Path, now: datetime) -> Upgraded:
    """Bring a database to the schema of this version, after making a backup beside it.

    Raises:
        NotFoundError: there is no database.
        StoreError: its schema is unknown, or it cannot be upgraded: then it is as it was.
        AlreadyRunningError: a daemon uses the database.
    """
    look.check_there(path)
    head = schema.head_version()
    with hold(path):
        before = await asyncio.to_thread(schema.version, path)
        if before == head:
            return Upgraded(before, head)
        if before not in schema.known_versions() and not await asyncio.to_thread(_is_blank, path):
            raise StoreError(
                f"{path} has the schema {before or 'of something else'}, which this version does not know;"
                " use the version of monitor that made it, or a newer one"
            )
        copy = path.with_name(f"{path.name}.before-{head}-{now:%Y%m%dT%H%M%SZ}")
        await asyncio.to_thread(backup, path, copy)
        try:
            await schema.upgrade(path)
        except Exception as error:
            raise StoreError(f"{path} could not be upgraded ({error}); the backup is {copy}") from error
    return Upgraded(before, head, str(copy))


def _copy(source: Path, target: Path) -> None:
    """A copy, written through to the disk and read through."""
    _remove(target)
    create_private(target)
    try:
        with closing(_reading(source)) as reader, closing(sqlite3.connect(target)) as writer:
            reader.backup(writer)
            writer.execute("PRAGMA journal_mode=DELETE")  # the copy is one file, without side files
            found = writer.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreError(f"{source} cannot be copied to {target.parent} ({error})") from error
    if found != "ok":
        raise StoreError(f"{source} is damaged ({found}); restore a backup that is whole")
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _check_ours(source: Path) -> None:
    try:
        found = schema.version(source)
    except StoreError as error:
        raise InputError(f"{source} is damaged, or no database; name a file that `monitor db backup` made") from error
    if found not in schema.known_versions():
        what = f"the schema {found}, which this version does not know" if found else "no schema of this program"
        raise InputError(f"{source} has {what}; name a file that `monitor db backup` made")


def _move_away(path: Path, kept: Path) -> Path | None:
    """Move a database with its side files: without them it may lack what was written last."""
    if not path.exists():
        return None
    path.rename(kept)
    for side in _SIDES:
        file = path.with_name(path.name + side)
        if file.exists():
            file.rename(kept.with_name(kept.name + side))
    return kept


def _remove(path: Path) -> None:
    for suffix in ("", "-journal", *_SIDES):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Make a rename last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_blank(path: Path) -> bool:
    with closing(_reading(path)) as connection:
        return not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def _free_bytes(path: Path) -> int:
    with closing(_reading(path)) as connection:
        pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_size"))
    return int(pages * size)


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
