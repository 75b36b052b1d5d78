"""Looking things up: what people and pages ask of the database. Reads only; rows come as plain mappings."""

import sqlite3
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, case, func, select, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import NotFoundError, StoreError
from monitor.model import Evidence, Media, Notice, Post
from monitor.store import schema, search
from monitor.store.claims import of_post as claims_of
from monitor.store.counts import of_post as counts_of
from monitor.store.engine import Engines
from monitor.store.marks import INDEXED, read_mark
from monitor.store.media.shown import of_post as files_of
from monitor.store.pairs import among, written
from monitor.store.past import revisions_of
from monitor.store.rows import media_of, post_of
from monitor.store.tables import (
    album_parts,
    alerts,
    attempts,
    channel_changes,
    channels,
    cursors,
    decisions,
    deliveries,
    disabled_entries,
    events,
    held,
    join_queue,
    joins,
    matches,
    media,
    notices,
    posts,
    quarantine,
    revisions,
    source_states,
    tellings,
    unreachable_entries,
)
from monitor.store.text import from_json

Row = dict[str, Any]
Connection = AsyncConnection

_LARGEST_PAGE = 8_000
_CHANGES = 20
_POSTED = among(select(posts.c.channel, posts.c.id, posts.c.posted), posts.c.channel, posts.c.id)


@asynccontextmanager
async def looking(path: Path) -> AsyncIterator[Engines]:
    """A database to read from while others write to it. Never makes one.

    Raises:
        NotFoundError: there is none.
        StoreError: its schema is older or newer, or the file is no database or damaged; also while it is read.
    """
    check_there(path)
    await schema.prepare(path)
    engines = Engines(path)
    try:
        yield engines
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError(f"{path} cannot be used ({cause}); is it whole, and yours to read and write?") from error
    finally:
        await engines.dispose()


def check_there(path: Path) -> None:
    """Make sure that there is a database, without making one.

    Raises:
        NotFoundError: there is none.
    """
    if not path.is_file() or path.stat().st_size == 0:
        raise NotFoundError(
            f"{path}: there is no database; `monitor run` makes it (is this the right --config or --database?)"
        )


async def newest_posts(connection: AsyncConnection, most: int, channel: int | None = None) -> Sequence[Row]:
    """The newest posts, of one channel or of all."""
    return await _posts(connection, select(posts).where(_of(channel)).order_by(posts.c.posted.desc()).limit(most))


async def found_posts(
    connection: AsyncConnection, query: str, most: int, channel: int | None = None, since: int = 0
) -> Sequence[Row]:
    """The posts that hold all words of a query, the newest that were stored first."""
    found: list[Row] = []
    before: int | None = None
    page = max(most, 100)
    while len(found) < most and (keys := await search.find(connection, query, page, before)):
        wanted = select(posts).where(posts.c.key.in_(keys), posts.c.posted >= since, _of(channel))
        found += await _posts(connection, wanted.order_by(posts.c.key.desc()))
        before = keys[-1]
        if len(keys) < page:
            break
        page = min(page * 4, _LARGEST_PAGE)
    return found[:most]


async def not_indexed(connection: AsyncConnection) -> int:
    """How many of the newest posts the search does not know yet."""
    newest = await connection.scalar(select(func.max(posts.c.key))) or 0
    return max(0, newest - int(await read_mark(connection, INDEXED) or 0))


async def channels_called(connection: AsyncConnection, name: str) -> Sequence[Row]:
    """Channels by handle (in any case of letters), numeric id or title; those seen last come first."""
    known = await _all(connection, select(channels).order_by(channels.c.seen.desc()))
    bare = name.removeprefix("@").lower()
    by_handle = [row for row in known if row["handle"].lower() == bare]
    return by_handle or [row for row in known if str(row["id"]) == bare or row["title"].lower() == name.lower()]


async def number_of(connection: AsyncConnection, channel: int, message: int) -> int | None:
    """The number of the post that a message is, or is a part of; None if it is not stored."""
    whole = await connection.scalar(select(posts.c.id).where(posts.c.channel == channel, posts.c.id == message))
    if whole is not None:
        return int(whole)
    part = select(posts.c.id).join(album_parts, album_parts.c.post == posts.c.key)
    number = await connection.scalar(part.where(album_parts.c.channel == channel, album_parts.c.message == message))
    return None if number is None else int(number)


async def one_post(connection: AsyncConnection, channel: int, number: int) -> Row | None:
    """A post with its revisions, claims by revision, counters over time, files, story, matches and decisions."""
    rows = await _posts(connection, select(posts).where(posts.c.channel == channel, posts.c.id == number))
    if not rows:
        return None
    row = rows[0]
    key = row["key"]
    row["revisions"] = (await revisions_of(connection, [key])).get(key, [])
    row["claims"] = await claims_of(connection, key)
    row["counts"] = await counts_of(connection, key)
    row["files"] = await files_of(connection, key)
    row["story"] = await connection.scalar(select(tellings.c.story).where(tellings.c.post == key))
    row["matches"] = [
        {**item, "evidence": from_json(item["evidence"], tuple[Evidence, ...])}
        for item in await _all(connection, select(matches).where(matches.c.post == key).order_by(matches.c.key))
    ]
    row["decisions"] = await _all(
        connection, select(decisions).where(decisions.c.post == key).order_by(decisions.c.key)
    )
    return row


async def posts_after(
    connection: AsyncConnection, key: int, most: int, since: int, channel: int | None, until: int | None = None
) -> list[Row]:
    """Posts in order of storage after a row number, with their revisions: page by page. `until` itself is left out."""
    query = select(posts).where(posts.c.key > key, posts.c.posted >= since, _of(channel), _before(until))
    rows = await _posts(connection, query.order_by(posts.c.key).limit(most))
    earlier = await revisions_of(connection, [row["key"] for row in rows if row["revision"] > 1])
    return [{**row, "revisions": earlier.get(row["key"], [])} for row in rows]


async def count_posts(connection: AsyncConnection, since: int, until: int | None) -> int:
    """How many posts were posted in a stretch of time."""
    query = select(func.count()).select_from(posts).where(posts.c.posted >= since, _before(until))
    return (await connection.execute(query)).scalar() or 0


async def bounds(connection: AsyncConnection) -> tuple[int, int] | None:
    """When the oldest and the newest post were posted; None: there are none."""
    first, last = (await connection.execute(select(func.min(posts.c.posted), func.max(posts.c.posted)))).one()
    return None if first is None else (first, last)


def _before(until: int | None) -> ColumnElement[bool]:
    return true() if until is None else posts.c.posted < until


def _of(channel: int | None) -> ColumnElement[bool]:
    return true() if channel is None else posts.c.channel == channel


async def _posts(connection: AsyncConnection, query: Select[Any]) -> list[Row]:
    return await posts_by(connection, query, {})


async def posts_by(connection: AsyncConnection, query: Select[Any], values: Mapping[str, Any]) -> list[Row]:
    """Posts with their media and what their channels are called, by a query for whole rows of them."""
    rows = [dict(row) for row in (await connection.execute(query, values)).mappings()]
    keys = [row["key"] for row in rows]
    attached = await connection.execute(select(media).where(media.c.post.in_(keys)).order_by("post", "position"))
    by_post = media_of(attached.mappings())
    known = {row["id"]: row for row in await _all(connection, select(channels))}
    return [_post(row, by_post.get(row["key"], ()), known.get(row["channel"])) for row in rows]


def _post(row: Row, attached: Sequence[Media], channel: Row | None) -> Row:
    post: Post = post_of(row, attached)
    kept = ("key", "seen", "revision", "deleted", "deleted_how", "deleted_since", "via", "erased", "erased_why")
    named = {"handle": channel["handle"], "title": channel["title"]} if channel else {"handle": "", "title": ""}
    return {"post": post, **named, **{name: row[name] for name in kept}}


async def listed_alerts(
    connection: AsyncConnection,
    most: int,
    rule: str | None = None,
    *,
    open_only: bool = False,
    unacknowledged: bool = False,
) -> Sequence[Row]:
    """The newest alerts."""
    query = select(alerts).order_by(alerts.c.opened.desc()).limit(most)
    if rule is not None:
        query = query.where(alerts.c.rule == rule)
    if unacknowledged:
        query = query.where(alerts.c.acknowledged.is_(None))
    return await _all(connection, query.where(alerts.c.closed.is_(None)) if open_only else query)


async def alerts_named(connection: AsyncConnection, start: str) -> Sequence[str]:
    """At most two ids of alerts that begin so: one is meant, two are not told apart."""
    mine = select(alerts.c.id).where(alerts.c.id.startswith(start, autoescape=True))
    return (await connection.scalars(mine.order_by(alerts.c.id).limit(2))).all()


async def one_alert(connection: AsyncConnection, about: str) -> Row | None:
    """An alert by its id, with notices, deliveries and decisions."""
    rows = await _all(connection, select(alerts).where(alerts.c.id == about))
    if not rows:
        return None
    row = rows[0]
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


async def listed_deliveries(
    connection: AsyncConnection, most: int, state: str | None = None, receiver: str = "", entry: str = ""
) -> Sequence[Row]:
    """The newest deliveries, of one state, receiver or entry, or of all."""
    query = select(deliveries).order_by(deliveries.c.created.desc(), deliveries.c.key).limit(most)
    return await _all(connection, query.where(*_owed_to(state, receiver, entry)))


async def delivery_keys(connection: AsyncConnection, state: str, receiver: str = "", entry: str = "") -> Sequence[str]:
    """The keys of all deliveries of a state, oldest first."""
    query = select(deliveries.c.key).where(*_owed_to(state, receiver, entry)).order_by(deliveries.c.created)
    return (await connection.scalars(query)).all()


async def delivery_states(connection: AsyncConnection, keys: Collection[str]) -> dict[str, str]:
    """The state of each delivery that exists, by its key."""
    rows = await connection.execute(select(deliveries.c.key, deliveries.c.state).where(deliveries.c.key.in_(keys)))
    return {row.key: row.state for row in rows}


def _owed_to(state: str | None, receiver: str, entry: str) -> list[ColumnElement[bool]]:
    wanted = ((deliveries.c.state, state), (deliveries.c.receiver, receiver), (deliveries.c.entry, entry))
    return [column == value for column, value in wanted if value]


async def attempts_of(connection: AsyncConnection, alert: str) -> Sequence[Row]:
    """Every attempt to deliver a notice of an alert."""
    mine = select(attempts).join(deliveries, deliveries.c.key == attempts.c.delivery).where(deliveries.c.alert == alert)
    return await _all(connection, mine.order_by(attempts.c.delivery, attempts.c.number))


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


async def listed_events(connection: AsyncConnection, most: int) -> Sequence[Row]:
    """The newest events, with the names of their channels."""
    named = select(events, channels.c.handle, channels.c.title)
    joined = named.join(channels, channels.c.id == events.c.channel, isouter=True)
    return await _all(connection, joined.order_by(events.c.key.desc()).limit(most))


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
        "changes": await _all(
            connection, select(channel_changes).order_by(channel_changes.c.key.desc()).limit(_CHANGES)
        ),
        "join_queue": await _all(connection, select(join_queue)),
        "joins": await _all(connection, select(joins)),
        "cursors": await _all(connection, select(cursors).order_by("source", "channel")),
        "deliveries": owed,
        "disabled": await _all(connection, select(disabled_entries)),
        "unreachable": await _all(connection, select(unreachable_entries)),
        "last_posts": await _last_posts(connection),
        "quarantined": await _count(connection, quarantine),
        "posts": await connection.scalar(select(func.max(posts.c.key))) or 0,
        "alerts_open": await connection.scalar(select(func.count()).where(alerts.c.closed.is_(None))) or 0,
        "newest_post": await connection.scalar(select(func.max(posts.c.posted))),
    }


async def _last_posts(connection: AsyncConnection) -> dict[int, Row]:
    """The newest post of each channel, by the channel's id."""
    theirs = posts.c.channel == channels.c.id
    by_number = select(func.max(posts.c.id)).where(theirs).correlate(channels).scalar_subquery()
    # Numbers of articles tell nothing of their order. The sum keeps the planner from walking over all posts by time.
    by_time = select(posts.c.id).where(theirs).order_by((posts.c.posted + 0).desc()).limit(1)
    newest = case((channels.c.kind == "feed", by_time.correlate(channels).scalar_subquery()), else_=by_number)
    tops = (await connection.execute(select(channels.c.id, newest))).all()  # two steps: in one, all posts are walked
    rows = await connection.execute(_POSTED, written([(channel, top) for channel, top in tops if top is not None]))
    return {row["channel"]: dict(row) for row in rows.mappings()}


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
