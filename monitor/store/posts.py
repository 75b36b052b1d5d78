"""Posts in the database: what is known of a batch, and writing what it changed."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, RowMapping, bindparam, delete, select, update
from sqlalchemy import Update as SqlUpdate
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import ErasedMeanwhile
from monitor.model import (
    Change,
    ChannelChanged,
    Counted,
    Counters,
    Deleted,
    Edited,
    Filled,
    HandleTaken,
    Marks,
    Posted,
    Reached,
    SourceChanged,
    Update,
)
from monitor.ports.store import Fresh, Kept
from monitor.store import counts, events
from monitor.store.articles import keep_keys
from monitor.store.counting import may_pass
from monitor.store.direct import insertion
from monitor.store.evidence import canonical, log
from monitor.store.identity import keep_taken
from monitor.store.pairs import among, written
from monitor.store.progress import keep_channels, keep_cursors, keep_histories, keep_states
from monitor.store.rows import (
    ATTACHED,
    NEW_POST,
    PART,
    content_columns,
    fresh,
    media_json,
    media_of,
    media_rows,
    origin_columns,
    part_rows,
    post_of,
)
from monitor.store.settle import Known, Standing
from monitor.store.tables import (
    album_parts,
    cursors,
    media,
    posts,
    revisions,
    search_dirty,
    shown,
)
from monitor.store.tombstones import bury

_POST, _MEDIA, _PARTS = insertion(posts, NEW_POST), insertion(media, ATTACHED), insertion(album_parts, PART)
_KEY: BindParameter[int] = bindparam("row")
_EDIT = (
    update(posts)
    .where(posts.c.key == _KEY)
    .values({name: bindparam(name) for name in ("id", "edited", "text", "markup", "captions", "parts", "link")})
    .values({name: bindparam(name) for name in ("content", "revision", "seen", "checked", "via", "album")})
    .values({name: bindparam(name) for name in ("forward", "author", "reply_to", "salt")})
)
_DELETE = (
    update(posts)
    .where(posts.c.key == _KEY)
    .values(deleted=bindparam("deleted"), deleted_how=bindparam("how"), deleted_since=bindparam("since"))
)
_BY_NUMBER = among(select(posts.c.key), posts.c.channel, posts.c.id)
_BY_PART = among(select(album_parts.c.post), album_parts.c.channel, album_parts.c.message)
_BY_ALBUM = among(select(posts.c.key).where(posts.c.album.isnot(None)), posts.c.channel, posts.c.album)
_shown = insert(shown)
_SHOWN = _shown.on_conflict_do_update(index_elements=["post", "via"], set_={"content": _shown.excluded.content})
_SAME = (  # what a revision holds in the columns of the post that it was
    *("text", "markup", "captions", "parts", "link", "album", "forward", "reply_to", "author"),
    *("via", "edited", "seen", "content", "salt"),
)
_CHECK = update(posts).where(posts.c.key == _KEY).values(checked=bindparam("checked"))


class Named(NamedTuple):
    """What has to be looked up for a batch: messages and albums by channel, and channels with edits.

    `counted` are messages with the counters that the batch tells of them.
    """

    messages: set[tuple[int, int]]
    albums: set[tuple[int, int]]
    edited: set[int]
    counted: dict[tuple[int, int], list[Counters]]


async def recall(connection: AsyncConnection, named: Named, marks: Marks) -> Known:
    """What is stored of the posts that a batch names; of those that are only counted, no more than that takes."""
    messages, albums, edited, counted = named
    known = Known()
    if edited:
        rows = await connection.execute(select(cursors.c.channel, cursors.c.first).where(cursors.c.channel.in_(edited)))
        for channel, first in rows:
            known.firsts[channel] = max(first, known.firsts.get(channel, 0))
    keys: set[int] = set()
    for standing in await counts.lean(connection, counted.keys() - messages):
        place = standing.post.channel, standing.post.id
        if may_pass(marks, standing.post.counters, counted[place]):
            keys.add(standing.key)  # rules may be asked: the whole post is needed
        else:
            known.counted[place] = standing
    if messages:
        keys.update(await connection.scalars(_BY_NUMBER, written(messages)))
        keys.update(await connection.scalars(_BY_PART, written(messages)))
    if albums:
        keys.update(await connection.scalars(_BY_ALBUM, written(albums)))
    for standing in await _standings(connection, keys):
        known.add(standing)
    return known


def named(updates: Iterable[Update], tops: dict[int, int]) -> Named:
    """What has to be looked up for a batch.

    `tops` is the highest message id stored by channel: what lies above cannot be stored, which
    spares live posts the look-up.
    """
    messages: set[tuple[int, int]] = set()
    albums: set[tuple[int, int]] = set()
    edited: set[int] = set()
    counted: dict[tuple[int, int], list[Counters]] = {}
    for item in updates:
        if isinstance(item, Posted | Edited):
            post = item.post
            if isinstance(item, Edited):
                edited.add(post.channel)
            top = tops.get(post.channel, 0)
            messages.update((post.channel, message) for message in (post.id, *post.parts) if message <= top)
            if post.group is not None:
                albums.add((post.channel, post.group))
        elif isinstance(item, Deleted):
            messages.update((item.channel, message) for message in item.ids)
        elif isinstance(item, Counted) and item.id <= tops.get(item.channel, 0):
            counted.setdefault((item.channel, item.id), []).append(item.counters)
    return Named(messages, albums, edited, counted)


async def _standings(connection: AsyncConnection, keys: Collection[int]) -> list[Standing]:
    if not keys:
        return []
    attached = await connection.execute(
        select(media).where(media.c.post.in_(keys)).order_by(media.c.post, media.c.position)
    )
    by_post = media_of(attached.mappings())
    others: dict[int, dict[str, str]] = {}
    for key, via, content in await connection.execute(select(shown).where(shown.c.post.in_(keys))):
        others.setdefault(key, {})[via] = content
    rows = await connection.execute(select(posts, counts.last_row.label("charted")).where(posts.c.key.in_(keys)))
    return [
        Standing(
            key=row["key"],
            post=post_of(row, by_post.get(row["key"], ())),
            content=row["content"],
            revision=row["revision"],
            via=row["via"],
            seen=row["seen"],
            checked=row["checked"],
            deleted=row["erased"] if row["deleted"] is None else row["deleted"],
            erased=row["erased"] is not None,
            counted=row["counted"],
            charted=row["charted"],
            shown=others.get(row["key"], {}),
        )
        for row in rows.mappings()
    ]


async def keep(connection: AsyncConnection, kept: Kept) -> None:
    """Write what a batch changed, and enter it into the log; part of the batch's transaction."""
    new = [change for change in kept.changes if change.kind == "new"]
    lines = await _insert_new(connection, new, kept.fresh or [fresh(change) for change in new])
    await _refuse_erased(connection, [change.key for change in kept.changes if change.kind != "new"])
    later = [change for change in kept.changes if change.kind in ("edited", "completed")]
    if later:
        lines += await _rewrite(connection, later)
    gone = [change for change in kept.changes if change.kind == "deleted"]
    await _each(connection, _DELETE, [_deletion(change) for change in gone])
    lines += [log.deleted(change) for change in gone]
    lines += await events.keep(connection, gone)
    await _each(connection, _CHECK, [{"row": key, "checked": seen} for key, seen in kept.checked])
    if kept.shown:
        rows = [{"post": key, "via": via, "content": content} for (key, via), content in kept.shown]
        await connection.execute(_SHOWN, rows)
    await counts.keep(connection, kept)
    await keep_keys(connection, kept.keyed)
    if kept.rest:
        await _keep_rest(connection, kept.rest)
        lines += await bury(connection, [item for item in kept.rest if isinstance(item, Deleted)])
    await log.write(connection, lines)


async def _insert_new(connection: AsyncConnection, new: Sequence[Change], ready: Sequence[Fresh]) -> list[log.Line]:
    if not new:
        return []
    await connection.exec_driver_sql(_POST, [one.row for one in ready])
    attached = [row for one in ready for row in one.media]
    if attached:
        await connection.exec_driver_sql(_MEDIA, attached)
    parts = [row for one in ready for row in one.parts]
    if parts:
        await connection.exec_driver_sql(_PARTS, parts)
    return [log.new_post(change, one.digest) for change, one in zip(new, ready, strict=True)]


async def _refuse_erased(connection: AsyncConnection, keys: Collection[int]) -> None:
    """Nothing is written to a post that another process erased since the batch was settled.

    Raises:
        ErasedMeanwhile: the batch has to be settled again, which lets these changes drop out.
    """
    if not keys:
        return
    query = select(posts.c.key).where(posts.c.key.in_(keys), posts.c.erased.isnot(None)).limit(1)
    if await connection.scalar(query) is not None:
        raise ErasedMeanwhile("a post was erased while a change of it was on its way; the batch is settled again")


async def _rewrite(connection: AsyncConnection, later: Sequence[Change]) -> list[log.Line]:
    """Edits and completions, in order: what stood before an edit becomes a revision."""
    lines = []
    for change in later:
        post, key = change.post, change.key
        before = (await connection.execute(select(posts).where(posts.c.key == key))).mappings().one()
        if change.kind == "edited":
            await _archive(connection, before, change)
        after = {
            "id": post.id,
            "revision": change.revision,
            "seen": change.seen if change.kind == "edited" else before["seen"],
            "via": change.via,
            **content_columns(post),
            **origin_columns(post),
        }
        await connection.execute(_EDIT, {"row": key, "checked": change.seen, **after})
        await connection.execute(delete(media).where(media.c.post == key))
        await connection.execute(delete(album_parts).where(album_parts.c.post == key))
        if post.media:
            await connection.execute(media.insert(), media_rows(key, post))
        if parts := part_rows(key, post):
            await connection.execute(album_parts.insert(), parts)
        now = {**before, **after}
        lines.append(log.new_revision(now, canonical.content(now, media_json(post.media)), change.seen))
    dirty = insert(search_dirty).on_conflict_do_nothing()
    await connection.execute(dirty, [{"post": key} for key in {change.key for change in later}])
    return lines


async def _archive(connection: AsyncConnection, before: RowMapping, change: Change) -> None:
    """Keep what stood before an edit, whole: its digest can be worked out again."""
    query = select(media).where(media.c.post == change.key).order_by(media.c.position)
    attached = media_of((await connection.execute(query)).mappings()).get(change.key, ())
    await connection.execute(
        revisions.insert(),
        {
            "post": change.key,
            "number": before["revision"],
            "message": before["id"],
            "media": media_json(attached),
            "replaced": change.seen,
            **{name: before[name] for name in _SAME},
        },
    )


def _deletion(change: Change) -> dict[str, Any]:
    return {"row": change.key, "deleted": change.seen, "how": change.how, "since": change.since}


async def _keep_rest(connection: AsyncConnection, rest: Sequence[Update]) -> None:
    await keep_cursors(connection, [item for item in rest if isinstance(item, Reached)])
    await keep_histories(connection, [item for item in rest if isinstance(item, Filled)])
    await keep_channels(connection, [item for item in rest if isinstance(item, ChannelChanged)])
    await keep_taken(connection, [item for item in rest if isinstance(item, HandleTaken)])
    await keep_states(connection, [item for item in rest if isinstance(item, SourceChanged)])


async def _each(connection: AsyncConnection, statement: SqlUpdate, rows: list[dict[str, Any]]) -> None:
    if rows:
        await connection.execute(statement, rows)
