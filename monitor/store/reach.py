"""Which entries of receivers cannot be reached, for whoever looks from outside; the lanes know it by themselves."""

from collections.abc import Collection

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Reach
from monitor.store.tables import unreachable_entries as table


async def note(connection: AsyncConnection, receiver: str, entry: str, reach: Reach, detail: str) -> None:
    """Write that an entry cannot be reached, or forget it."""
    if reach.since is None:
        await forget(connection, receiver, entry)
        return
    values = {"since": reach.since, "probe": reach.probe, "detail": detail}
    statement = insert(table).values(receiver=receiver, entry=entry, **values)
    await connection.execute(statement.on_conflict_do_update(index_elements=["receiver", "entry"], set_=values))


async def known(connection: AsyncConnection, receiver: str, entry: str) -> bool:
    """Whether anything is noted of an entry."""
    found = select(table.c.since).where(table.c.receiver == receiver, table.c.entry == entry)
    return await connection.scalar(found) is not None


async def forget(connection: AsyncConnection, receiver: str, entry: str) -> None:
    await connection.execute(delete(table).where(table.c.receiver == receiver, table.c.entry == entry))


async def forget_others(connection: AsyncConnection, entries: Collection[tuple[str, str]]) -> None:
    """Forget entries that the watch file no longer has."""
    gone = delete(table)
    if entries:
        gone = gone.where(tuple_(table.c.receiver, table.c.entry).notin_(entries))
    await connection.execute(gone)
