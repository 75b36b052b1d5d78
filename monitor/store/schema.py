"""The schema's version: a fresh database is upgraded, an older one is refused with the command to use."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import StoreError
from monitor.store.engine import create_private

if TYPE_CHECKING:
    from alembic.config import Config


HEAD = "0019"
"""The schema version of this program. A test compares it with the migrations, so that a start need not read them."""


async def prepare(path: Path) -> None:
    """Make a fresh database, or make sure that an existing one has the schema of this version.

    Raises:
        StoreError: the schema is older or newer, or the file is no database.
    """
    if await asyncio.to_thread(_is_fresh, path):
        await upgrade(path)
        return
    found = await asyncio.to_thread(version, path)
    if found == HEAD:
        return
    if found in known_versions():
        raise StoreError(f"{path} has the older schema {found}; run `monitor db upgrade` (it makes a backup first)")
    raise StoreError(
        f"{path} has the schema {found or 'of something else'}, which this version does not know;"
        " run the version that made it, or name another file in `database:`"
    )


def _is_fresh(path: Path) -> bool:
    return not path.exists() or path.stat().st_size == 0


async def upgrade(path: Path) -> None:
    """Bring a database to the schema of this version; creates it, mode 0600, where there is none."""
    await asyncio.to_thread(_upgrade, path)


def _upgrade(path: Path) -> None:
    from alembic import command  # late: a quarter of a second and ten megabytes that most starts do not need

    create_private(path)
    command.upgrade(_config(path), "head")


def version(path: Path) -> str:
    """The schema version of a database file, empty if it has none.

    Raises:
        StoreError: the file is no database.
    """
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a database; name a file in `database:`")
    try:
        opened = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    except sqlite3.OperationalError as error:
        raise StoreError(f"{path} cannot be opened ({error}); check who may read it") from error
    with closing(opened) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return ""
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{path} cannot be read as a database ({error}); restore a backup") from error
    return str(row[0]) if row else ""


def head_version() -> str:
    """The newest schema version that the migrations know."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config(None)).get_current_head() or ""


def known_versions() -> set[str]:
    """Every schema version that this program can upgrade."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(_config(None)).walk_revisions()}


def _config(path: Path | None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_migrations()))
    config.set_main_option("path_separator", "os")
    if path is not None:
        config.attributes["path"] = path
    return config


def _migrations() -> Path:
    """In a checkout they stand at its root; a wheel carries them beside this file."""
    here = Path(__file__).parent
    packed = here / "migrations"
    return packed if packed.is_dir() else here.parent.parent / "migrations"
