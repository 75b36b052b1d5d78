"""Messages that are gone and were never seen: all that is known of them is that."""

from collections.abc import Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Deleted
from monitor.store.evidence import log
from monitor.store.tables import tombstones


async def bury(connection: AsyncConnection, gone: Sequence[Deleted]) -> list[log.Line]:
    """Write them, the first word of each; part of the batch's transaction. Returns their lines for the log."""
    wanted = {
        (item.channel, message): {"channel": item.channel, "message": message, "seen": item.seen, "how": item.how}
        for item in reversed(gone)
        for message in item.ids
    }
    if not wanted:
        return []
    place = tuple_(tombstones.c.channel, tombstones.c.message)
    for known in await connection.execute(select(*place).where(place.in_(list(wanted)))):
        del wanted[known[0], known[1]]
    if wanted:
        await connection.execute(tombstones.insert(), list(wanted.values()))
    return [log.never_seen(row) for row in wanted.values()]
