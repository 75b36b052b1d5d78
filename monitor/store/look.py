"""Looking things up: what people and pages ask of the database. Reads only; rows come as plain mappings."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Evidence, Markup, Media, Notice, Post
from monitor.store import search
from monitor.store.rows import media_of, post_of
from monitor.store.tables import (
    alerts,
    attempts,
    channels,
    cursors,
    decisions,
    deliveries,
    disabled_entries,
    held,
    matches,
    media,
    notices,
    posts,
    quarantine,
    revisions,
    source_states,
)
from monitor.store.text import from_json

Row = dict[str, Any]


async def newest_posts(connection: AsyncConnection, most: int, channel: int | None = None) -> Sequence[Row]:
    """The newest posts, of one channel or of all."""
    query = select(posts).order_by(posts.c.posted.desc()).limit(most)
    return await _posts(connection, query if channel is None else query.where(posts.c.channel == channel))


async def found_posts(connection: AsyncConnection, query: str, most: int) -> Sequence[Row]:
    """The newest posts that hold all words of a query."""
    keys = await search.find(connection, query, most)
    return await _posts(connection, select(posts).where(posts.c.key.in_(keys)).order_by(posts.c.posted.desc()))


async def one_post(connection: AsyncConnection, channel: int, number: int) -> Row | None:
    """A post with its revisions, matches and decisions."""
    rows = await _posts(connection, select(posts).where(posts.c.channel == channel, posts.c.id == number))
    if not rows:
        return None
    row = rows[0]
    key = row["key"]
    row["revisions"] = [
        {
            **item,
            "markup": from_json(item["markup"], tuple[Markup, ...]) if item["markup"] else (),
            "media": from_json(item["media"], tuple[Media, ...]) if item["media"] else (),
        }
        for item in await _all(connection, select(revisions).where(revisions.c.post == key).order_by("number"))
    ]
    row["matches"] = [
        {**item, "evidence": from_json(item["evidence"], tuple[Evidence, ...])}
        for item in await _all(connection, select(matches).where(matches.c.post == key).order_by(matches.c.key))
    ]
    row["decisions"] = await _all(
        connection, select(decisions).where(decisions.c.post == key).order_by(decisions.c.key)
    )
    return row


async def posts_after(connection: AsyncConnection, key: int, most: int, since: int, channel: int | None) -> list[Row]:
    """Posts in order of storage after a row number: for exports, page by page."""
    query = select(posts).where(posts.c.key > key, posts.c.posted >= since).order_by(posts.c.key).limit(most)
    return await _posts(connection, query if channel is None else query.where(posts.c.channel == channel))


async def _posts(connection: AsyncConnection, query: Select[Any]) -> list[Row]:
    rows = await _all(connection, query)
    keys = [row["key"] for row in rows]
    attached = await connection.execute(select(media).where(media.c.post.in_(keys)).order_by("post", "position"))
    by_post = media_of(attached.mappings())
    known = {row["id"]: row for row in await _all(connection, select(channels))}
    return [_post(row, by_post.get(row["key"], ()), known.get(row["channel"])) for row in rows]


def _post(row: Row, attached: Sequence[Media], channel: Row | None) -> Row:
    post: Post = post_of(row, attached)
    kept = ("key", "seen", "revision", "deleted", "deleted_how", "deleted_since", "via")
    named = {"handle": channel["handle"], "title": channel["title"]} if channel else {"handle": "", "title": ""}
    return {"post": post, **named, **{name: row[name] for name in kept}}


async def listed_alerts(
    connection: AsyncConnection, most: int, rule: str | None = None, *, open_only: bool = False
) -> Sequence[Row]:
    """The newest alerts."""
    query = select(alerts).order_by(alerts.c.opened.desc()).limit(most)
    if rule is not None:
        query = query.where(alerts.c.rule == rule)
    return await _all(connection, query.where(alerts.c.closed.is_(None)) if open_only else query)


async def one_alert(connection: AsyncConnection, start: str) -> Row | None:
    """An alert by its id or the start of it, with notices, deliveries and decisions."""
    rows = await _all(
        connection, select(alerts).where(alerts.c.id.startswith(start, autoescape=True)).order_by("id").limit(2)
    )
    exact = [row for row in rows if row["id"] == start]
    if len(exact or rows) != 1:
        return None
    row = (exact or rows)[0]
    about = row["id"]
    bodies = await _all(connection, select(notices).where(notices.c.alert == about).order_by("number"))
    row["notices"] = [from_json(item["body"], Notice) for item in bodies]
    row["deliveries"] = await _all(
        connection, select(deliveries).where(deliveries.c.alert == about).order_by("number", "receiver", "entry")
    )
    row["decisions"] = await _all(
        connection,
        select(decisions, posts.c.channel, posts.c.id, posts.c.link)
        .join(posts, posts.c.key == decisions.c.post)
        .where(decisions.c.alert == about)
        .order_by(decisions.c.key),
    )
    row["waiting"] = len(await _all(connection, select(held.c.key).where(held.c.alert == about)))
    return row


async def listed_deliveries(connection: AsyncConnection, most: int, state: str | None = None) -> Sequence[Row]:
    """The newest deliveries, of one state or of all."""
    query = select(deliveries).order_by(deliveries.c.created.desc(), deliveries.c.key).limit(most)
    return await _all(connection, query if state is None else query.where(deliveries.c.state == state))


async def one_delivery(connection: AsyncConnection, key: str) -> Row | None:
    """A delivery with its attempts and its notice."""
    rows = await _all(connection, select(deliveries).where(deliveries.c.key == key))
    if not rows:
        return None
    row = rows[0]
    row["attempts_made"] = await _all(connection, select(attempts).where(attempts.c.delivery == key).order_by("number"))
    body = await connection.scalar(
        select(notices.c.body).where(notices.c.alert == row["alert"], notices.c.number == row["number"])
    )
    row["notice"] = from_json(body, Notice) if body else None
    return row


async def states(connection: AsyncConnection) -> Row:
    """What `status` shows."""
    owed = await _all(
        connection,
        select(
            deliveries.c.receiver,
            deliveries.c.entry,
            deliveries.c.state,
            func.count().label("count"),
            func.min(deliveries.c.created).label("oldest"),
        ).group_by("receiver", "entry", "state"),
    )
    return {
        "sources": await _all(connection, select(source_states).order_by("source", "channel")),
        "channels": await _all(connection, select(channels).order_by("handle")),
        "cursors": await _all(connection, select(cursors).order_by("source", "channel")),
        "deliveries": owed,
        "disabled": await _all(connection, select(disabled_entries)),
        "quarantined": await _count(connection, quarantine),
        "posts": await connection.scalar(select(func.max(posts.c.key))) or 0,
        "alerts_open": await connection.scalar(select(func.count()).where(alerts.c.closed.is_(None))) or 0,
        "newest_post": await connection.scalar(select(func.max(posts.c.posted))),
    }


async def totals(connection: AsyncConnection) -> dict[str, int]:
    """How much is stored, by noun; a deletion counts the posts that are gone."""
    counted = {
        "posts": posts,
        "revisions": revisions,
        "matches": matches,
        "alerts": alerts,
        "notices": notices,
        "deliveries": deliveries,
    }
    found = {name: await _count(connection, table) for name, table in counted.items()}
    gone = await connection.scalar(select(func.count()).select_from(posts).where(posts.c.deleted.isnot(None)))
    return {**found, "deleted": gone or 0}


async def _count(connection: AsyncConnection, table: Table) -> int:
    return await connection.scalar(select(func.count()).select_from(table)) or 0


async def _all(connection: AsyncConnection, query: Select[Any]) -> list[Row]:
    return [dict(row) for row in (await connection.execute(query)).mappings()]
