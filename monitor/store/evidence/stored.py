"""Posts with everything that hangs on them, for whoever compares them with the log."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.store.evidence.early import bounds
from monitor.store.evidence.judge import Row, Stored
from monitor.store.evidence.log import entries_of
from monitor.store.media.shown import fetched
from monitor.store.tables import album_parts, log_entries, media, posts, revisions


async def stored_posts(connection: AsyncConnection, keys: Sequence[int]) -> list[Stored]:
    """Posts by their rows, in that order."""
    entered, until = await bounds(connection)
    attached = await _by_post(connection, media, "post", keys, "position")
    parts = await _by_post(connection, album_parts, "post", keys, "message")
    older = await _by_post(connection, revisions, "post", keys, "number")
    told = await _by_post(connection, log_entries, "row", keys, "key")
    its_files = await fetched(connection, keys)
    found = []
    query = select(posts).where(posts.c.key.in_(keys)).order_by(posts.c.key)
    for row in (await connection.execute(query)).mappings():
        key = row["key"]
        entries = [entry for entry in entries_of(told[key]) if entry.kind != "event"]
        waiting = until is not None and entered < key <= until
        found.append(Stored(dict(row), attached[key], parts[key], older[key], entries, waiting, its_files.get(key, ())))
    return found


async def _by_post(
    connection: AsyncConnection, table: Table, column: str, keys: Sequence[int], order: str
) -> defaultdict[int, list[Row]]:
    query = select(table).where(table.c[column].in_(keys)).order_by(column, order)
    found: defaultdict[int, list[Row]] = defaultdict(list)
    row: Any
    for row in (await connection.execute(query)).mappings():
        found[row[column]].append(dict(row))
    return found
