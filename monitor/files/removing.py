"""Taking content off the disk that nobody keeps any more: after the database says so, and again after a crash."""

import asyncio
from pathlib import Path

from monitor.errors import StoreError
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

    Raises:
        StoreError: some could not be removed. They stay doomed.
    """
    count, after, stuck = 0, "", list[str]()
    while True:
        async with database.write() as unit:
            names = await gone.doomed(unit.connection, after)
            for name in names:
                try:
                    await asyncio.to_thread(vault.remove, name)
                except (OSError, ValueError) as error:
                    stuck.append(getattr(error, "strerror", None) or str(error))
                else:
                    await gone.buried(unit.connection, name)
        count, after = count + len(names), names[-1] if names else after
        if not names:
            break
    if stuck:
        raise StoreError(
            f"{len(stuck)} of the files to be removed from {vault.folder} could not be ({stuck[0]}); once that is"
            " mended, a daemon that runs removes them within an hour, and `monitor run` when it starts"
        )
    return count
