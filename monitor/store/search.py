"""Full-text search over folded text (FTS5), fed behind the alert path in small steps."""

from collections.abc import Sequence

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.language.normalize import fold
from monitor.store.marks import INDEXED, read_mark, set_mark
from monitor.store.tables import posts, search_dirty

_MERGE = 200  # pages in a step
_STILL_MERGING = 2  # changes: fewer mean that there was nothing to merge
_CHANGES = text("SELECT total_changes()")


async def index_some(connection: AsyncConnection, most: int) -> int:
    """Index the oldest posts that are not, and re-index some that were edited. Returns how many."""
    reached = int(await read_mark(connection, INDEXED) or 0)
    fresh = (
        await connection.execute(
            select(posts.c.key, posts.c.text).where(posts.c.key > reached).order_by(posts.c.key).limit(most)
        )
    ).all()
    edited = (
        await connection.execute(
            select(posts.c.key, posts.c.text).join(search_dirty, search_dirty.c.post == posts.c.key).limit(most)
        )
    ).all()
    if edited:
        keys = [key for key, _ in edited]
        await connection.execute(text("DELETE FROM search WHERE rowid = :key"), [{"key": key} for key in keys])
        await connection.execute(delete(search_dirty).where(search_dirty.c.post.in_(keys)))
    reach = max(reached, fresh[-1].key if fresh else 0)
    rows = {key: body for key, body in (*edited, *fresh) if key <= reach}  # newer ones come in their turn
    if rows:
        await connection.execute(
            text("INSERT INTO search (rowid, body) VALUES (:key, :body)"),
            [{"key": key, "body": _indexable(body)} for key, body in rows.items()],
        )
    if fresh:
        await set_mark(connection, INDEXED, str(fresh[-1].key))
    return len(rows)


async def merge_some(connection: AsyncConnection, *, first: bool) -> bool:
    """Merge a part of the index, so that words of posts that are gone leave the file. Returns whether more is left."""
    before = await connection.scalar(_CHANGES) or 0
    pages = -_MERGE if first else _MERGE  # a negative number begins a merge of everything
    await connection.execute(text("INSERT INTO search (search, rank) VALUES ('merge', :pages)"), {"pages": pages})
    return (await connection.scalar(_CHANGES) or 0) - before >= _STILL_MERGING


async def find(connection: AsyncConnection, query: str, most: int, before: int | None = None) -> Sequence[int]:
    """Row numbers of the newest posts that hold all words of a query; a trailing `*` matches beginnings."""
    words = [_quoted(word) for word in _indexable(query).split()]
    if not words:
        return []
    rows = await connection.execute(
        text("SELECT rowid FROM search WHERE search MATCH :q AND rowid < :before ORDER BY rowid DESC LIMIT :most"),
        {"q": " ".join(words), "before": before if before is not None else 2**62, "most": most},
    )
    return [row[0] for row in rows]


def _quoted(word: str) -> str:
    stem = word.rstrip("*")
    quoted = '"' + stem.replace('"', '""') + '"'
    return quoted + "*" if stem != word else quoted


def _indexable(body: str) -> str:
    return fold(body).text.encode("utf-8", "replace").decode().replace("\0", " ")
