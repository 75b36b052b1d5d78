"""Posts that are in no story: those that came by another way than the daemon's."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis
from monitor.store.listed import listed
from monitor.store.look import Row, posts_by
from monitor.store.tables import posts, tellings

WEAVING = "weaving_until"
"""Until when (ms) somebody weaves the past: as long as that, what posts are found by is let go of by nobody."""


async def missing(connection: AsyncConnection, since: Millis) -> Sequence[int]:
    """The rows of all posts since a moment that are in no story, in the order in which they were posted."""
    query = select(posts.c.key).join(tellings, tellings.c.post == posts.c.key, isouter=True)
    query = query.where(tellings.c.post.is_(None), posts.c.erased.is_(None), posts.c.posted >= since)
    return list(await connection.scalars(query.order_by(posts.c.posted, posts.c.channel, posts.c.id)))


async def read(connection: AsyncConnection, keys: Collection[int]) -> list[Row]:
    """These posts as they stand now, in the order in which they were posted; those erased meanwhile are left out."""
    rows = await posts_by(connection, select(posts).where(posts.c.key == listed()), listed.of(keys))
    return sorted(rows, key=lambda row: (row["post"].posted, row["post"].channel, row["post"].id))
