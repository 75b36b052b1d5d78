"""Taking content off the disk that nobody keeps any more: after the database says so, and again after a crash."""

import asyncio
from pathlib import Path

from monitor.files.vault import Vault
from monitor.store.database import Database
from monitor.store.look import Connection
from monitor.store.marks import read_mark
from monitor.store.media import gone, shown

DEFAULT = "media"
"""The folder beside the database, where the watch file names none."""


def default_folder(database: Path) -> Path:
    """Where files are kept unless the watch file says otherwise."""
    return database.parent / DEFAULT


async def vault_of(connection: Connection, database: Path) -> Vault:
    """Where the daemon keeps files, as it told last; beside the database where that folder is not there any more."""
    told = await read_mark(connection, shown.FOLDER)
    known = Path(told) if told else None
    return Vault(known if known is not None and known.is_dir() else default_folder(database))


async def bury(database: Database, vault: Vault) -> int:
    """Remove what is doomed. Returns how many files.

    Inside of a write transaction: whoever fetches the same content again meanwhile writes after it, and puts it back.
    """
    count = 0
    while True:
        async with database.write() as unit:
            names = await gone.doomed(unit.connection)
            for name in names:
                await asyncio.to_thread(vault.remove, name)
                await gone.buried(unit.connection, name)
        count += len(names)
        if not names:
            return count
