"""Sealing: what was written to the log is linked to all that was written before."""

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis
from monitor.store.evidence.chain import GENESIS, Entry, Seal, head_of, root_of, skip
from monitor.store.tables import log_entries, seals


class Drawn(Struct, frozen=True):
    """A seal that is ready to be written."""

    seal: Seal
    head: str
    entries: int


async def draw(connection: AsyncConnection, now: Millis, most: int) -> Drawn | None:
    """The seal over the oldest entries that none covers; None if there are none. Reads only."""
    newest = await last_seal(connection)
    number, reached, before = (newest.number, newest.last, newest.head) if newest else (0, 0, GENESIS)
    query = select(log_entries).where(log_entries.c.key > reached).order_by(log_entries.c.key).limit(most)
    entries = [Entry(*row) for row in await connection.execute(query)]
    if not entries:
        return None
    seal = Seal(number + 1, entries[0].key, entries[-1].key, now, root_of(entries))
    skipped = await head_at(connection, skip(seal.number))
    return Drawn(seal, head_of(seal, before, skipped), len(entries))


async def put(connection: AsyncConnection, drawn: Drawn) -> bool:
    """Write a seal, unless another process wrote one meanwhile; part of the caller's write transaction."""
    newest = await last_seal(connection)
    if (newest.number if newest else 0) != drawn.seal.number - 1:
        return False
    seal = drawn.seal
    row = {"number": seal.number, "first": seal.first, "last": seal.last, "at": seal.at, "root": seal.root}
    await connection.execute(seals.insert(), {**row, "head": drawn.head})
    return True


class Head(Struct, frozen=True):
    """A seal with its head."""

    number: int
    first: int
    last: int
    at: Millis
    root: str
    head: str

    @property
    def seal(self) -> Seal:
        """What the head covers."""
        return Seal(self.number, self.first, self.last, self.at, self.root)


async def last_seal(connection: AsyncConnection) -> Head | None:
    """The newest seal."""
    row = (await connection.execute(select(seals).order_by(seals.c.number.desc()).limit(1))).mappings().first()
    return Head(**row) if row else None


async def head_at(connection: AsyncConnection, number: int) -> str:
    """The head of a seal; that of no seal for 0, and empty where it is missing."""
    if not number:
        return GENESIS
    return await connection.scalar(select(seals.c.head).where(seals.c.number == number)) or ""
