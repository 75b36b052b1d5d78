"""Messages that are gone and were never seen: all that is known of them is that."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Deleted
from monitor.store.evidence import log
from monitor.store.pairs import among, written
from monitor.store.tables import tombstones

_KNOWN = among(select(tombstones.c.channel, tombstones.c.message), tombstones.c.channel, tombstones.c.message)


async def bury(connection: AsyncConnection, gone: Sequence[Deleted]) -> list[log.Line]:
    """Write them, the first word of each; part of the batch's transaction. Returns their lines for the log."""
    wanted = {
        (item.channel, message): {"channel": item.channel, "message": message, "seen": item.seen, "how": item.how}
        for item in reversed(gone)
        for message in item.ids
    }
    if not wanted:
        return []
    for known in await connection.execute(_KNOWN, written(wanted)):
        del wanted[known[0], known[1]]
    if wanted:
        await connection.execute(tombstones.insert(), list(wanted.values()))
    return [log.never_seen(row) for row in wanted.values()]
