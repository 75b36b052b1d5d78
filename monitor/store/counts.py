"""Counters in the database: the newest of each post, and what they were over time."""

from collections.abc import Collection, Sequence

from sqlalchemy import BindParameter, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis, Post
from monitor.ports.store import Kept, Tally
from monitor.store.counting import FOLLOWED, PACES
from monitor.store.pairs import among, written
from monitor.store.rows import counter_columns, counters_of
from monitor.store.settle import Standing
from monitor.store.tables import counts, posts

_NEWEST = 500
"""Posts of a channel that are followed: it bounds what one question costs, however old and large a channel is."""

_AT_ONCE = 100

_KEY: BindParameter[int] = bindparam("row")
_COUNT = (
    update(posts)
    .where(posts.c.key == _KEY)
    .values({name: bindparam(name) for name in ("views", "forwards", "reactions")})
    .values(counted=func.coalesce(bindparam("told", type_=posts.c.counted.type), posts.c.counted))
)
_row = insert(counts)
_ADD = _row.on_conflict_do_update(
    index_elements=["post", "at"], set_={name: _row.excluded[name] for name in ("views", "forwards", "reactions")}
)

last_row = select(func.max(counts.c.at)).where(counts.c.post == posts.c.key).scalar_subquery()
"""When the newest row of a post's series was written."""

_LEAN = among(
    select(
        *(posts.c[name] for name in ("key", "channel", "id", "posted", "seen", "via", "deleted", "erased", "counted")),
        *(posts.c[name] for name in ("views", "forwards", "reactions")),
        last_row.label("charted"),
    ),
    posts.c.channel,
    posts.c.id,
)


async def keep(connection: AsyncConnection, kept: Kept) -> None:
    """Write what a batch counted; part of its transaction."""
    if kept.tallies:
        rows = [{"row": key, "told": told, **counter_columns(counters)} for key, counters, told in kept.tallies]
        await connection.execute(_COUNT, rows)
    if kept.series:
        series = [{"post": tally.post, "at": tally.at, **counter_columns(tally.counters)} for tally in kept.series]
        await connection.execute(_ADD, series)


async def of_post(connection: AsyncConnection, post: int) -> list[Tally]:
    """The counters of a post over time, oldest first."""
    rows = await connection.execute(select(counts).where(counts.c.post == post).order_by(counts.c.at))
    return [Tally(post, row["at"], counters_of(row)) for row in rows.mappings()]


async def lean(connection: AsyncConnection, wanted: Collection[tuple[int, int]]) -> list[Standing]:
    """Posts given as (channel, id), with nothing but what counting them takes: no text, no media."""
    if not wanted:
        return []
    rows = (await connection.execute(_LEAN, written(wanted))).mappings()
    return [
        Standing(
            key=row["key"],
            post=Post(row["channel"], row["id"], row["posted"], counters=counters_of(row)),
            content="",
            revision=0,
            via=row["via"],
            seen=row["seen"],
            checked=row["seen"],
            deleted=row["erased"] if row["deleted"] is None else row["deleted"],
            counted=row["counted"],
            charted=row["charted"],
        )
        for row in rows
    ]


async def countable(connection: AsyncConnection, channel: int, now: Millis) -> Sequence[int]:
    """The posts of a channel whose counters are due to be read again, newest first."""
    return (await connection.scalars(due_at(channel, now))).all()


def due_at(channel: int, now: Millis) -> Select[int]:
    """`is_due` as a question to the database.

    Ids of a channel rise with time, so its newest are a stretch of the index that starts with the channel.
    """
    newest = (
        select(posts.c.id, posts.c.posted, posts.c.counted, posts.c.deleted)
        .where(posts.c.channel == channel)
        .order_by(posts.c.id.desc())
        .limit(_NEWEST)
        .subquery()
    ).c
    due = or_(
        newest.counted.is_(None),
        *(and_(newest.posted > now - until, newest.counted <= now - pace) for until, pace in PACES),
    )
    followed = newest.deleted.is_(None) & (newest.posted > now - FOLLOWED)
    return select(newest.id).where(followed, due).order_by(newest.id.desc()).limit(_AT_ONCE)
