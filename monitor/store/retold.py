"""Stories as people look at them: which there are, and all that is stored of their posts. Reads only."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Claim, Forward, Link, Millis, Telling
from monitor.store import decided
from monitor.store.claims import claim_of
from monitor.store.direct import directly
from monitor.store.listed import listed
from monitor.store.stories import StoredStories
from monitor.store.tables import (
    channels,
    claims,
    mentions,
    peers,
    posts,
    revisions,
    story_decided,
    tellings,
)
from monitor.store.tables import stories as story_table
from monitor.store.text import from_json

Row = dict[str, Any]

_told = msgspec.msgpack.Decoder(Telling).decode
_POSTS = (
    posts.c.key, posts.c.channel, posts.c.id, posts.c.posted, posts.c.revision, posts.c.edited, posts.c.deleted,
    posts.c.deleted_how, posts.c.deleted_since, posts.c.erased, posts.c.link, posts.c.forward, posts.c.text,
)  # fmt: skip
_STANDS = (tellings.c.origin, tellings.c.story, tellings.c.core, tellings.c.fixed, tellings.c.facts)


async def newest(
    connection: AsyncConnection, named: Sequence[Collection[str]], since: Millis, most: int, *, alone: bool
) -> Sequence[int]:
    """The stories whose last post came last, the newest first.

    They name an entity of each collection in `named`. `alone`: also posts that are stories by themselves.
    """
    if named:
        return await _that_name(connection, named, since, most, alone=alone)
    query = select(story_table.c.id, story_table.c.last).where(story_table.c.posts > 1, story_table.c.last >= since)
    found = [tuple(row) for row in await connection.execute(query.order_by(story_table.c.last.desc()).limit(most))]
    if alone:
        found += [tuple(row) for row in await connection.execute(_alone(since).limit(most))]
    return [number for number, _ in sorted(found, key=lambda pair: (-pair[1], pair[0]))[:most]]


def _alone(since: Millis) -> Any:
    copies = tellings.alias()
    others = select(copies.c.post).where(copies.c.story == tellings.c.post, copies.c.story != copies.c.post)
    query = select(tellings.c.post, posts.c.posted).join(posts, posts.c.key == tellings.c.post)
    mine = query.where(tellings.c.story == tellings.c.post, posts.c.posted >= since, ~others.exists())
    return mine.order_by(posts.c.posted.desc())


async def _that_name(
    connection: AsyncConnection, named: Sequence[Collection[str]], since: Millis, most: int, *, alone: bool
) -> Sequence[int]:
    last = func.coalesce(story_table.c.last, func.max(tellings.c.posted))
    query = select(tellings.c.story).select_from(mentions).join(tellings, tellings.c.post == mentions.c.post)
    query = query.join(story_table, story_table.c.id == tellings.c.story, isouter=True)
    query = query.where(mentions.c.entity.in_(named[0]), *(_names(one) for one in named[1:]))
    if not alone:
        query = query.where(story_table.c.posts > 1)
    query = query.group_by(tellings.c.story).having(last >= since).order_by(last.desc(), tellings.c.story).limit(most)
    return list(await connection.scalars(query))


def _names(entities: Collection[str]) -> ColumnElement[bool]:
    other = tellings.alias()
    theirs = select(other.c.story).join(mentions, mentions.c.post == other.c.post)
    return tellings.c.story.in_(theirs.where(mentions.c.entity.in_(entities)))


async def is_named(connection: AsyncConnection, entity: str) -> bool:
    """Whether any post names an entity."""
    return bool(await connection.scalar(select(mentions.c.post).where(mentions.c.entity == entity).limit(1)))


async def naming(connection: AsyncConnection, entity: str, since: Millis, until: Millis | None) -> Sequence[int]:
    """Stories with a post of a stretch of time that names an entity; `until` itself is left out."""
    query = select(tellings.c.story).distinct().join(mentions, mentions.c.post == tellings.c.post)
    query = query.where(mentions.c.entity == entity, tellings.c.posted >= since)
    if until is not None:
        query = query.where(tellings.c.posted < until)
    return list(await connection.scalars(query.order_by(tellings.c.story)))


async def posts_of(connection: AsyncConnection, numbers: Collection[int]) -> list[Row]:
    """All posts of stories in order of time, with channel, telling and the claims of their latest revision."""
    keys = list(await decided.members(connection, numbers))
    address = select(func.min(peers.c.handle)).where(peers.c.channel == posts.c.channel).scalar_subquery()
    query = (
        select(*_POSTS, *_STANDS, channels.c.kind, channels.c.handle, channels.c.title, address.label("address"))
        .join(tellings, tellings.c.post == posts.c.key)
        .join(channels, channels.c.id == posts.c.channel, isouter=True)
        .where(posts.c.key == listed())
        .order_by(tellings.c.posted, posts.c.channel, posts.c.id)
    )
    rows = [dict(row) for row in (await connection.execute(query, listed.of(keys))).mappings()]
    said = await _claims(connection, keys)
    for row in rows:
        row["telling"] = _told(row.pop("facts"))
        row["forward"] = from_json(row["forward"], Forward) if row["forward"] else None
        row["claims"] = said.get((row["key"], row["revision"]), [])
    return rows


async def _claims(connection: AsyncConnection, keys: Collection[int]) -> dict[tuple[int, int], list[Claim]]:
    query = select(claims).where(claims.c.post == listed()).order_by(claims.c.post, claims.c.number)
    found: dict[tuple[int, int], list[Claim]] = {}
    for row in (await connection.execute(query, listed.of(keys))).mappings():
        found.setdefault((row["post"], row["revision"]), []).append(claim_of(dict(row)))
    return found


async def links_among(connection: AsyncConnection, keys: Collection[int]) -> Sequence[Link]:
    """The links between posts."""
    links = await directly(connection, lambda hand: StoredStories(hand).links_of(keys))
    return [link for link in links if link.a in keys and link.b in keys]


async def edits_of(connection: AsyncConnection, keys: Collection[int]) -> Sequence[tuple[int, int, Millis]]:
    """Every edit of posts: the row, the number of the revision that was replaced, and when."""
    query = select(revisions.c.post, revisions.c.number, revisions.c.replaced).where(revisions.c.post == listed())
    rows = await connection.execute(query.order_by(revisions.c.replaced, revisions.c.post), listed.of(keys))
    return [(row.post, row.number, row.replaced) for row in rows]


async def named_in(connection: AsyncConnection, decision: int) -> Sequence[int]:
    """The posts that a decision names, by row."""
    mine = select(story_decided.c.post).where(story_decided.c.decision == decision, story_decided.c.named == 1)
    return list(await connection.scalars(mine.order_by(story_decided.c.post)))


async def name_of(connection: AsyncConnection, post: int) -> str:
    """A post as CHANNEL/ID, by its row."""
    query = select(posts.c.channel, posts.c.id, channels.c.handle, channels.c.title)
    joined = query.join(channels, channels.c.id == posts.c.channel, isouter=True).where(posts.c.key == post)
    row = (await connection.execute(joined)).one()
    return f"{row.handle or row.title or row.channel}/{row.id}"
