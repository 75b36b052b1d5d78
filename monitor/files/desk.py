"""Where sources bring files: says what is to be fetched, keeps it, and minds the budget."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager

import structlog

from monitor.errors import NoRoom, StoreError
from monitor.files.removing import bury
from monitor.files.vault import Arriving, Vault
from monitor.ports.clock import Clock
from monitor.ports.files import FileJob
from monitor.ports.meter import Meter
from monitor.store.database import Database
from monitor.store.marks import set_mark
from monitor.store.media import gone, jobs, shown
from monitor.wishes import too_large

log = structlog.get_logger()

_TRIES = 8
_FIRST_WAIT = 30.0  # seconds before a second try; doubles
_LONGEST_WAIT = 3600.0
_USED_UP = "the budget for files is used up; raise `media: {budget: ...}`, or keep them for less long"
_UNKNOWN = 1  # bytes of a file whose size nobody tells: there must be room for something


class FileDesk:
    """The door that sources know as `Files`, on a database and a vault. `budget` is in bytes, asked for each time.

    `look_again`: seconds after which it is looked for room again.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        meter: Meter,
        budget: Callable[[], int],
        *,
        look_again: float = 60.0,
    ) -> None:
        self.vault = vault
        self._pause = look_again
        self._database, self._clock, self._meter, self._budget = database, clock, meter, budget
        self._opened = self._full = False
        self._look_again = 0
        self._told: tuple[str, int] = ("", 0)

    async def next(self, channels: Collection[int]) -> FileJob | None:
        """The job whose turn it is. What another post has brought already is kept without being fetched."""
        while channels and (self._clock.now() >= self._look_again or self._told[1] != self._budget()):
            async with self._database.engines.reading() as connection:
                job = await jobs.next_due(connection, channels, self._clock.now())
                if job is None:
                    return None
                twin = await jobs.twin(connection, job.file_id)
                used = 0 if twin else await jobs.used(connection)
            if not await self._is_open():
                return None
            if twin is not None and twin.size > job.largest:
                await self.leave(job, too_large(twin.size, job.largest))
            elif twin is not None:
                await self._record(job, twin, "file_id")
            elif (job.size or _UNKNOWN) > self._budget():
                await self.leave(job, "it is larger than the whole budget for files; raise `media: {budget: ...}`")
            elif used + (job.size or _UNKNOWN) > self._budget():
                await self._found_full(_USED_UP)
                return None
            else:
                await self._found_room()
                return job
        return None

    @asynccontextmanager
    async def receive(self, job: FileJob) -> AsyncIterator["Receiving"]:
        try:
            async with self.vault.receive(job.largest) as arriving:
                yield Receiving(self, job, arriving)
        except NoRoom as error:
            await self._found_full(str(error))
            raise

    async def put_off(self, job: FileJob, reason: str, wait: float = 0.0) -> None:
        pause = max(wait, min(_FIRST_WAIT * 2**job.attempts, _LONGEST_WAIT))
        last = job.attempts + 1 >= _TRIES
        async with self._database.write() as unit:
            await jobs.put_off(unit.connection, job, reason, self._clock.now() + int(pause * 1000))
            if last:
                await jobs.end(unit.connection, job, "failed", reason)
        self._meter.count("files", "failed" if last else "put_off")
        where = f"{job.channel}/{job.message}"
        log.warning("file_not_fetched", post=where, reason=reason, again_in_s=None if last else round(pause))

    async def leave(self, job: FileJob, reason: str) -> None:
        async with self._database.write() as unit:
            await jobs.end(unit.connection, job, "left", reason)
        self._meter.count("files", "left")

    async def keep(self, job: FileJob, arriving: Arriving, file_id: str) -> None:
        """A file is whole: put it in its place, then record that it is there."""
        async with self._database.engines.reading() as connection:
            used = await jobs.used(connection)
        if used + arriving.size > self._budget():  # its size was not told, or wrongly
            raise NoRoom(_USED_UP)
        digest = arriving.digest
        async with self._database.write() as unit:
            await gone.doom(unit.connection, digest)  # a crash from here on leaves nothing behind on the disk
        await arriving.place()
        await self._record(job, jobs.Content(digest, arriving.size), "download", arriving, file_id)

    async def _record(
        self, job: FileJob, content: jobs.Content, how: str, arriving: Arriving | None = None, file_id: str = ""
    ) -> None:
        """One transaction for the row and its entry in the log. Nobody removes content while it is written."""
        async with self._database.write() as unit:
            done = await jobs.keep(unit.connection, job, content, how, self._clock.now(), file_id)
            if done and arriving is not None and not self.vault.holds(content.sha256):  # removed since it was placed
                await asyncio.to_thread(self.vault.place, arriving.path, content.sha256)
        if not done:
            await bury(self._database, self.vault)
        else:
            self._meter.count("files", "kept")
            self._meter.count("file_bytes", by=content.size if how == "download" else 0)

    # What there is room for

    async def _found_full(self, reason: str) -> None:
        self._look_again = self._clock.now() + int(self._pause * 1000)
        if not self._full:
            self._full = True
            log.error("media_full", reason=reason, what="nothing more is fetched until there is room")
            await self._mark(shown.FULL, str(self._clock.now()))

    async def _found_room(self) -> None:
        if self._full:
            self._full = False
            log.info("media_has_room")
            await self._mark(shown.FULL, "")

    async def _tell(self) -> None:
        """For those who look at the database without the watch file: where files are, and how many there may be."""
        told = str(self.vault.folder), self._budget()
        if told != self._told:
            async with self._database.write() as unit:
                await set_mark(unit.connection, shown.FOLDER, told[0])
                await set_mark(unit.connection, shown.BUDGET, str(told[1]))
                if not self._full:
                    await set_mark(unit.connection, shown.FULL, "")
            self._told, self._look_again = told, 0

    async def _mark(self, name: str, value: str) -> None:
        async with self._database.write() as unit:
            await set_mark(unit.connection, name, value)

    async def _is_open(self) -> bool:
        """Whether there is a folder; one that was not needed at the start is made when it is."""
        try:
            await (self._tell() if self._opened else self.open())
        except StoreError as error:
            await self._found_full(str(error))
            return False
        return True

    async def open(self) -> None:
        """Ready the folder, and tell where it is.

        Raises:
            StoreError: it cannot be used.
        """
        await asyncio.to_thread(self.vault.open)
        self._opened = True
        await self._tell()


class Receiving:
    """A file on its way in, for one job."""

    def __init__(self, desk: FileDesk, job: FileJob, arriving: Arriving) -> None:
        self._desk, self._job, self._arriving = desk, job, arriving

    @property
    def size(self) -> int:
        return self._arriving.size

    async def write(self, chunk: bytes) -> None:
        await self._arriving.write(chunk)

    async def keep(self, file_id: str) -> None:
        await self._desk.keep(self._job, self._arriving, file_id)
