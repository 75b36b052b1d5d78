"""What is done with files behind the alert path: looking at pictures, and removing what is not kept any more."""

import asyncio
from collections.abc import Set as AbstractSet
from collections.abc import Sized

import structlog

from monitor.files.desk import FileDesk
from monitor.files.looker import Looker, lacking, lookable
from monitor.files.removing import bury
from monitor.ports.clock import Clock
from monitor.store.database import Database
from monitor.store.media import gone
from monitor.store.media.likeness import put_looks, signed, unseen
from monitor.store.prune import START, Place

log = structlog.get_logger()

_BUSY = 1.0  # seconds while updates wait
_IDLE = 2.0
_REST = 30  # rounds without work after which the process that looks is let go
_STEP = 20


class Viewing:
    """Looks at what was fetched. `after`: each file is tried once in a run, whatever becomes of it."""

    def __init__(self, database: Database, desk: FileDesk, looker: Looker) -> None:
        self._database, self._desk, self._looker = database, desk, looker
        self._after = 0

    async def some(self) -> int:
        """Look at the next few. Returns how many."""
        async with self._database.engines.reading() as connection:
            found = await unseen(connection, lookable(), self._after, _STEP)
        for one in found:
            looks = await self._looker.look(self._desk.vault.path(one.sha256))
            self._after = one.key
            if looks.looks == "lacking":
                continue
            hashes = [(frame, signed(value)) for frame, value in looks.hashes]
            async with self._database.write() as unit:
                await put_looks(unit.connection, one.key, looks.looks, looks.detail, hashes)
            if looks.looks == "failed":
                log.warning("file_not_decoded", file=one.sha256, reason=looks.detail)
        return len(found)


async def view(database: Database, desk: FileDesk, waiting: Sized, wanted: AbstractSet[str] = frozenset()) -> None:
    """Look at pictures and films as they come, until cancelled. `wanted`: the kinds that are fetched."""
    looker = Looker()
    for sentence in lacking(wanted):
        log.warning("files_not_looked_at", why=sentence)
    viewing, idle = Viewing(database, desk, looker), 0
    try:
        while True:
            try:
                done = await viewing.some()
            except Exception as error:  # noqa: BLE001 - pictures may wait; alerts may not stop for them
                log.warning("looking_failed", error=repr(error))
                done = 0
            idle = 0 if done else idle + 1
            if idle == _REST:
                await looker.close()
            await asyncio.sleep(_BUSY if len(waiting) else 0.0 if done else _IDLE)
    finally:
        await looker.close()


async def let_files_go(database: Database, desk: FileDesk, waiting: Sized, clock: Clock, age: int | None) -> int:
    """Remove files that were fetched longer ago than `age` (ms), and what erasures left on the disk; how many."""
    now, count = clock.now(), 0
    place: Place | None = START if age is not None else None
    while place is not None:
        async with database.engines.reading() as connection:
            step = await gone.old(connection, now - (age or 0), place, _STEP)
        if step.keys:
            async with database.write() as unit:
                count += await gone.remove(unit.connection, step.keys, "retention", now)
        place = step.next
        await asyncio.sleep(_BUSY if len(waiting) else 0.0)
    await bury(database, desk.vault)
    return count
