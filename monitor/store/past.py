"""What posts were before: their revisions as rows, and posts that another database had the whole past of."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Markup, Media, Millis, Post, Revision
from monitor.store.tables import cursors, revisions
from monitor.store.text import from_json, to_json


class Restored(Struct, frozen=True):
    """The earlier revisions of a post that is new here, the oldest first. `seen`: when the last one was replaced."""

    key: int
    post: Post
    revisions: tuple[Revision, ...]
    seen: Millis


async def revisions_of(connection: AsyncConnection, keys: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The earlier revisions of posts by row number, the oldest first."""
    found: dict[int, list[dict[str, Any]]] = {}
    if not keys:
        return found
    query = select(revisions).where(revisions.c.post.in_(keys)).order_by(revisions.c.post, revisions.c.number)
    for row in (await connection.execute(query)).mappings():
        found.setdefault(row["post"], []).append(
            {
                **row,
                "markup": from_json(row["markup"], tuple[Markup, ...]) if row["markup"] else (),
                "media": from_json(row["media"], tuple[Media, ...]) if row["media"] else (),
            }
        )
    return found


async def restore(connection: AsyncConnection, restored: Sequence[Restored]) -> None:
    """Write earlier revisions of posts that this transaction wrote."""
    rows = [row for one in restored for row in _rows(one)]
    if rows:
        await connection.execute(revisions.insert(), rows)


def _rows(one: Restored) -> list[dict[str, Any]]:
    seen = [*(earlier.seen for earlier in one.revisions), one.seen]
    return [
        {
            "post": one.key,
            "number": earlier.number,
            "text": earlier.text,
            "markup": to_json(earlier.markup) if earlier.markup else None,
            "media": to_json(earlier.media) if earlier.media else None,
            "edited": earlier.edited,
            "seen": earlier.seen,
            "replaced": replaced,
            "content": Post(one.post.channel, one.post.id, 0, earlier.text, earlier.markup, earlier.media).content,
        }
        for earlier, replaced in zip(one.revisions, seen[1:], strict=True)
    ]


async def read_to(connection: AsyncConnection) -> Mapping[int, int]:
    """How far sources have read, by channel."""
    rows = await connection.execute(select(cursors.c.channel, func.max(cursors.c.read_to)).group_by(cursors.c.channel))
    return {row[0]: row[1] for row in rows}
