"""Erasing posts: what they said goes, that they were here stays, and the log says that and why we erased them."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, delete, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Edited, Excerpt, Millis, Notice, Posted
from monitor.store.direct import directly
from monitor.store.evidence import log
from monitor.store.media import gone
from monitor.store.stories import StoredStories
from monitor.store.tables import alerts as alert_table
from monitor.store.tables import (
    channels,
    claims,
    decisions,
    held,
    matches,
    media,
    notices,
    peers,
    posts,
    quarantine,
    revisions,
    search_dirty,
    shown,
    tellings,
    window_matches,
)
from monitor.store.text import from_json, to_json

_BLANK = {"text": "", "author": "", "content": "", "markup": None, "captions": None, "forward": None, "salt": None}
# notices that show posts of other alerts than their own
_SUMMARIES = ("away", "late", "digest", "quiet", "budget")


class _Names(Struct, frozen=True):
    """How excerpts name the posts that are erased: by link, or by any name of a channel and a message."""

    links: frozenset[str]
    messages: frozenset[tuple[str, int]]

    def show(self, one: Excerpt) -> bool:
        named = {(one.handle.lower(), one.post), (one.channel.lower(), one.post)}
        return one.link in self.links or not named.isdisjoint(self.messages)


async def erase(connection: AsyncConnection, keys: Collection[int], reason: str, now: Millis) -> int:
    """Erase posts, given by their rows; part of the caller's write transaction. Returns how many it erased.

    What we stored elsewhere of their words goes too: claims, evidence of matches, excerpts in notices, the search.
    """
    query = select(posts).where(posts.c.key.in_(keys), posts.c.erased.is_(None)).order_by(posts.c.key)
    rows = [dict(row) for row in (await connection.execute(query)).mappings()]
    if not rows:
        return 0
    await connection.execute(text("PRAGMA secure_delete = ON"))  # pages that become free are overwritten
    erased = [row["key"] for row in rows]
    await _blank_elsewhere(connection, rows, erased)
    for table in (claims, media, revisions, shown, search_dirty, window_matches):
        await connection.execute(delete(table).where(table.c.post.in_(erased)))
    await directly(connection, lambda hand: StoredStories(hand).blank(erased))
    await gone.forget(connection, erased)
    await connection.execute(text("DELETE FROM search WHERE rowid = :key"), [{"key": key} for key in erased])
    left = {**_BLANK, "erased": now, "erased_why": reason}
    await connection.execute(update(posts).where(posts.c.key.in_(erased)).values(left))
    await log.write(connection, [log.erased({**row, **left}) for row in rows])
    return len(rows)


async def _blank_elsewhere(connection: AsyncConnection, rows: Sequence[dict[str, Any]], keys: Sequence[int]) -> None:
    """Take the words of posts out of what was made of them."""
    alerts = {
        alert
        for table in (matches, decisions)
        for alert in await connection.scalars(select(table.c.alert).where(table.c.post.in_(keys)))
        if alert
    }
    await connection.execute(update(matches).where(matches.c.post.in_(keys)).values(evidence="[]"))
    await connection.execute(update(decisions).where(decisions.c.post.in_(keys)).values(detail=""))
    alerts |= await _of_stories(connection, keys)
    names = await _names(connection, rows)
    await _blank_notices(connection, alerts, names)
    await _blank_held(connection, alerts, names)
    places = {(row["channel"], number) for row in rows for number in _numbers(row)}
    await _blank_quarantine(connection, places)


async def _of_stories(connection: AsyncConnection, keys: Sequence[int]) -> set[str]:
    """The alerts about the stories of posts: they show posts that their rules do not match."""
    found = await connection.execute(select(tellings.c.post, tellings.c.story).where(tellings.c.post.in_(keys)))
    groups = {f"s{story or post}" for post, story in found}
    return set(await connection.scalars(select(alert_table.c.id).where(alert_table.c.group.in_(groups))))


async def _names(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> _Names:
    called: dict[int, set[str]] = {row["channel"]: {str(row["channel"])} for row in rows}
    for channel, *names in await connection.execute(
        select(channels.c.id, channels.c.handle, channels.c.title).where(channels.c.id.in_(called))
    ):
        called[channel].update(name.lower() for name in names if name)
    peer = select(peers.c.channel, peers.c.handle).where(peers.c.channel.in_(called))
    for channel, name in await connection.execute(peer):
        called[channel].add(name.lower())
    messages = {(name, number) for row in rows for number in _numbers(row) for name in called[row["channel"]]}
    return _Names(frozenset(row["link"] for row in rows if row["link"]), frozenset(messages))


def _numbers(row: dict[str, Any]) -> set[int]:
    return {row["id"], *(from_json(row["parts"], tuple[int, ...]) if row["parts"] else ())}


async def _blank_notices(connection: AsyncConnection, alerts: Collection[str], names: _Names) -> None:
    asked = or_(notices.c.alert.in_(alerts), notices.c.kind.in_(_SUMMARIES))
    query = select(notices.c.alert, notices.c.number, notices.c.body).where(asked)
    changed = []
    for alert, number, body in (await connection.execute(query)).all():
        notice = from_json(body, Notice)
        excerpts = tuple(_blank(one) if names.show(one) else one for one in notice.excerpts)
        if excerpts != notice.excerpts:
            changed.append({"of": alert, "no": number, "body": to_json(replace(notice, excerpts=excerpts))})
    where = (notices.c.alert == bindparam("of"), notices.c.number == bindparam("no"))
    if changed:
        await connection.execute(update(notices).where(*where).values(body=bindparam("body")), changed)


async def _blank_held(connection: AsyncConnection, alerts: Collection[str], names: _Names) -> None:
    asked = or_(held.c.alert.in_(alerts), held.c.kind.in_(_SUMMARIES))
    query = select(held.c.key, held.c.excerpt).where(asked, held.c.excerpt.isnot(None))
    changed = [
        {"row": key, "excerpt": to_json(_blank(one))}
        for key, written in (await connection.execute(query)).all()
        if names.show(one := from_json(written, Excerpt))
    ]
    where = held.c.key == bindparam("row")
    if changed:
        await connection.execute(update(held).where(where).values(excerpt=bindparam("excerpt")), changed)


def _blank(one: Excerpt) -> Excerpt:
    return replace(one, text="", before="", evidence=(), media=(), forward="", note="erased")


async def _blank_quarantine(connection: AsyncConnection, places: Collection[tuple[int, int]]) -> None:
    """Updates that could not be processed are kept raw, and may be of these posts."""
    query = select(quarantine.c.key, quarantine.c.raw).where(quarantine.c.kind.in_(("Posted", "Edited")))
    decode: Callable[[str], Posted | Edited] = lambda raw: from_json(raw, Posted | Edited)  # type: ignore[arg-type] # noqa: E731
    for key, raw in (await connection.execute(query)).all():
        try:
            post = decode(raw).post
        except msgspec.MsgspecError:
            continue
        if (post.channel, post.id) in places:
            await connection.execute(update(quarantine).where(quarantine.c.key == key).values(raw="", error=""))
