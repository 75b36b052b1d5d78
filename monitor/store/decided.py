"""What people decided about stories, and how it is carried out: part of the caller's write transaction."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis, Order, Placed, Strand
from monitor.store.direct import directly
from monitor.store.listed import listed
from monitor.store.stories import StoredStories
from monitor.store.tables import story_decided, story_decisions, tellings

_COLUMNS = (
    tellings.c.post, tellings.c.posted, tellings.c.channel, tellings.c.message, tellings.c.origin, tellings.c.story,
    tellings.c.core, tellings.c.fixed,
)  # fmt: skip


class Standing(Struct, frozen=True):
    """A post in its story."""

    order: Order
    place: Placed


async def members(connection: AsyncConnection, numbers: Collection[int]) -> dict[int, Standing]:
    """All posts of stories, by row."""
    alone = select(*_COLUMNS).where(tellings.c.post == listed(), tellings.c.story == tellings.c.post)
    joined = select(*_COLUMNS).where(tellings.c.story == listed(), tellings.c.story != tellings.c.post)
    rows = [
        *await connection.execute(alone, listed.of(numbers)),
        *await connection.execute(joined, listed.of(numbers)),
    ]
    return {row.post: _standing(row) for row in rows}


async def standing(connection: AsyncConnection, posts: Collection[int]) -> dict[int, Standing]:
    """Where posts stand, by row; those that stories do not know are left out."""
    query = select(*_COLUMNS).where(tellings.c.post == listed())
    return {row.post: _standing(row) for row in await connection.execute(query, listed.of(posts))}


def _standing(row: Any) -> Standing:
    """A row as it is; of a copy, `core` and `fixed` are those of its origin."""
    order = (row.posted, row.channel, row.message)
    return Standing(order, Placed(row.post, row.origin, row.story, bool(row.core), bool(row.fixed)))


async def note(
    connection: AsyncConnection,
    decision: Mapping[str, Any],
    before: Collection[Placed],
    named: Collection[int],
) -> int:
    """Record a decision with how every post stood that it concerns. Returns its number."""
    key = (await connection.scalar(select(func.max(story_decisions.c.key))) or 0) + 1
    await connection.execute(story_decisions.insert().values(key=key, **decision))
    rows = [
        {
            "decision": key,
            "post": place.post,
            "origin": place.origin,
            "story": place.story,
            "core": int(place.core),
            "fixed": int(place.fixed),
            "named": int(place.post in named),
        }
        for place in before
    ]
    await connection.execute(story_decided.insert(), rows)
    return key


async def one(connection: AsyncConnection, key: int) -> dict[str, Any] | None:
    """A decision; None if there is none with this number."""
    row = (await connection.execute(select(story_decisions).where(story_decisions.c.key == key))).mappings().first()
    return dict(row) if row else None


async def before(connection: AsyncConnection, key: int) -> Sequence[Placed]:
    """How the posts stood that a decision concerns."""
    query = select(story_decided).where(story_decided.c.decision == key).order_by(story_decided.c.post)
    rows = await connection.execute(query)
    return [Placed(row.post, row.origin, row.story, bool(row.core), bool(row.fixed)) for row in rows]


async def about(connection: AsyncConnection, posts: Collection[int]) -> Sequence[dict[str, Any]]:
    """All decisions that concern posts, the oldest first, also those that were taken back."""
    keys = set(
        await connection.scalars(
            select(story_decided.c.decision).where(story_decided.c.post == listed()), listed.of(posts)
        )
    )
    query = select(story_decisions).where(story_decisions.c.key == listed()).order_by(story_decisions.c.key)
    return [dict(row) for row in (await connection.execute(query, listed.of(keys))).mappings()]


async def take_back(connection: AsyncConnection, key: int, why: str, by: str, now: Millis) -> None:
    """Record that a decision holds no longer."""
    mine = update(story_decisions).where(story_decisions.c.key == key)
    await connection.execute(mine.values(released=now, released_why=why, released_by=by))


async def carry_out(
    connection: AsyncConnection, strands: Collection[Strand], member: Mapping[int, int], now: Millis
) -> Mapping[int, int]:
    """Write origins as they are now, and which posts are of another than before. Returns which stories became part
    of which.
    """
    if member:
        moved = [{"p": post, "origin": origin} for post, origin in member.items()]
        await connection.execute(update(tellings).where(tellings.c.post == bindparam("p")), moved)
    return (await directly(connection, lambda hand: StoredStories(hand).weave(strands, {}, now))).merged
