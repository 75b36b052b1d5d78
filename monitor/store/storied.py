"""Looking into stories: who is in one, what it has become part of, which posts name a place. Reads only."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis
from monitor.store import stories as stories_of
from monitor.store.listed import listed
from monitor.store.look import Row
from monitor.store.tables import channels, claims, mentions, peers, posts, stories, tellings

_MOST_MERGES = 1_000

# A channel that is renamed keeps what the watch file says of it under the address that stands there.
_ADDRESS = select(func.min(peers.c.handle)).where(peers.c.channel == tellings.c.channel).scalar_subquery()
_COLUMNS = (
    tellings.c.post, tellings.c.channel, tellings.c.message, tellings.c.posted, tellings.c.origin, tellings.c.story,
    tellings.c.facts, posts.c.revision, posts.c.deleted, posts.c.erased, posts.c.link, posts.c.text, posts.c.forward,
    channels.c.kind, func.coalesce(_ADDRESS, channels.c.handle).label("handle"), channels.c.title,
)  # fmt: skip
_TOLD = (
    select(*_COLUMNS)
    .join(posts, posts.c.key == tellings.c.post)
    .join(channels, channels.c.id == tellings.c.channel, isouter=True)
)


async def home(connection: AsyncConnection, number: int) -> int | None:
    """The story that a number means by now: itself, or what it has become part of. None: there is no such story."""
    for _ in range(_MOST_MERGES):
        if await _is_told(connection, number):
            return number
        into = await connection.scalar(select(stories.c.into).where(stories.c.id == number))
        if into is None:  # who was always alone has no row; its post knows where it is
            into = await connection.scalar(select(tellings.c.story).where(tellings.c.post == number))
        if into is None or into == number:
            return None
        number = into
    return None


async def _is_told(connection: AsyncConnection, story: int) -> bool:
    alone = select(tellings.c.post).where(tellings.c.post == story, tellings.c.story == story)
    others = select(tellings.c.post).where(tellings.c.story == story, tellings.c.story != tellings.c.post).limit(1)
    return bool(await connection.scalar(alone) or await connection.scalar(others))


async def parts(connection: AsyncConnection, story: int) -> set[int]:
    """The numbers of stories that have become part of it."""
    found: set[int] = set()
    edge = {story}
    while edge:
        inner = set(await connection.scalars(select(stories.c.id).where(stories.c.into == listed()), listed.of(edge)))
        edge = inner - found - {story}
        found |= edge
    return found


async def members(connection: AsyncConnection, story: int) -> list[Row]:
    """The posts of a story, the first that was posted first, each with its channel and its `telling`."""
    alone = _TOLD.where(tellings.c.post == story, tellings.c.story == story)
    others = _TOLD.where(tellings.c.story == story, tellings.c.story != tellings.c.post)
    rows = [_row(row) for query in (alone, others) for row in (await connection.execute(query)).mappings()]
    return sorted(rows, key=_order)


async def story_of(connection: AsyncConnection, post: int) -> int | None:
    """The story of a post, given by its row."""
    return await connection.scalar(select(tellings.c.story).where(tellings.c.post == post))


async def naming(
    connection: AsyncConnection, entities: Collection[str], since: Millis, until: Millis
) -> list[tuple[str, int, int]]:
    """Entity, origin and story of all posts of a stretch of time that name one of the entities; `until` is left out."""
    if not entities:
        return []
    query = (
        select(mentions.c.entity, tellings.c.origin, tellings.c.story)
        .join(tellings, tellings.c.post == mentions.c.post)
        .join(posts, posts.c.key == mentions.c.post)
        .where(posts.c.posted >= since, posts.c.posted < until)
        .where(mentions.c.entity.concat("").in_(sorted(entities)))  # a day has fewer posts than a place has mentions
        .distinct()
    )
    return [(entity, origin, story) for entity, origin, story in await connection.execute(query)]


async def of_origins(connection: AsyncConnection, origins: Collection[int]) -> dict[int, list[Row]]:
    """The posts of each origin in order, by the origin; the origins in the order of their first posts."""
    copies = _TOLD.where(tellings.c.origin != tellings.c.post, tellings.c.origin == listed())
    told: list[Mapping[Any, Any]] = []
    for query in (_TOLD.where(tellings.c.post == listed()), copies):
        told += (await connection.execute(query, listed.of(origins))).mappings()
    found: dict[int, list[Row]] = {}
    for row in sorted(told, key=_order):
        if row["origin"] in origins:
            found.setdefault(row["origin"], []).append(_row(row))
    return found


def _row(row: Mapping[Any, Any]) -> Row:
    """With what the post tells, decoded."""
    return {**row, "telling": stories_of.decode(row["facts"])}


def _order(row: Mapping[Any, Any]) -> tuple[int, int, int]:
    return row["posted"], row["channel"], row["message"]


async def said(connection: AsyncConnection, keys: Collection[int]) -> dict[int, list[Row]]:
    """What posts claim, by row: revision, number (from 0), kind, bounds and words of every claim."""
    query = select(claims).where(claims.c.post == listed()).order_by(claims.c.revision, claims.c.number)
    found: dict[int, list[Row]] = {}
    for row in (await connection.execute(query, listed.of(keys))).mappings():
        found.setdefault(row["post"], []).append(dict(row))
    return found


async def newest(connection: AsyncConnection) -> Millis | None:
    """When the newest post was posted."""
    found: Millis | None = await connection.scalar(select(func.max(posts.c.posted)))
    return found
