"""Posts that were stored before there was a log: entered afterwards, in small steps, and marked as such."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis
from monitor.store.evidence import log
from monitor.store.evidence.canonical import Content, EntryKind, content, deletion, earlier_content, tombstone
from monitor.store.marks import ENTERED, read_mark, set_mark
from monitor.store.rows import media_json, media_of
from monitor.store.tables import log_entries, media, posts, revisions, tombstones


async def enter_some(connection: AsyncConnection, now: Millis, most: int) -> int:
    """Enter the next posts, then tombstones. Returns how many; 0 when nothing is left to be entered."""
    reached, until = await bounds(connection)
    if until is None:
        return 0
    page = select(posts).where(posts.c.key > reached, posts.c.key <= until).order_by(posts.c.key).limit(most)
    rows = [dict(row) for row in (await connection.execute(page)).mappings()]
    if rows:
        await _enter_posts(connection, rows, now)
        await set_mark(connection, ENTERED, f"{rows[-1]['key']}/{until}")
        return len(rows)
    left = await _enter_tombstones(connection, now, most)
    if not left:
        await set_mark(connection, ENTERED, "")
    return left


async def bounds(connection: AsyncConnection) -> tuple[int, int | None]:
    """Row numbers: up to where posts are entered, and up to where they are to be; None if all are."""
    reached, _, until = (await read_mark(connection, ENTERED)).partition("/")
    return (int(reached), int(until)) if until else (0, None)


async def _enter_posts(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]], now: Millis) -> None:
    keys = [row["key"] for row in rows]
    attached = media_of(
        (await connection.execute(select(media).where(media.c.post.in_(keys)).order_by("post", "position"))).mappings()
    )
    older: dict[int, list[Mapping[str, Any]]] = {}
    query = select(revisions).where(revisions.c.post.in_(keys)).order_by("post", "number")
    for revision in (await connection.execute(query)).mappings():
        older.setdefault(revision["post"], []).append(dict(revision))
    lines = []
    there = await _entered(connection, keys)
    for row in rows:
        key = row["key"]
        if row["erased"] is not None:
            continue  # nothing is left to be entered but the erasure, which was
        records = [earlier_content(row, one) for one in older.get(key, ())]
        records.append(content(row, media_json(attached.get(key, ()))))
        lines += [_early(key, record, now) for record in records if (key, record.revision) not in there]
        if row["deleted"] is not None and (key, None) not in there:
            lines.append(log.before_the_log("deletion", key, deletion(row), row["id"], row["revision"], now))
    await log.write(connection, lines)


def _early(key: int, record: Content, now: Millis) -> log.Line:
    kind: EntryKind = "post" if record.revision == 1 else "revision"
    return log.before_the_log(kind, key, record, record.id, record.revision, now)


async def _entered(connection: AsyncConnection, keys: Sequence[int]) -> set[tuple[int, int | None]]:
    """What edits since then have entered: (row, revision); a deletion as (row, None)."""
    entry = log_entries.c
    told = entry.kind.in_(("post", "revision", "deletion"))
    query = select(entry.row, entry.kind, entry.revision).where(entry.row.in_(keys), told)
    return {(row, None if kind == "deletion" else number) for row, kind, number in await connection.execute(query)}


async def _enter_tombstones(connection: AsyncConnection, now: Millis, most: int) -> int:
    entry = log_entries.c
    mine = (entry.row.is_(None), entry.channel == tombstones.c.channel, entry.post == tombstones.c.message)
    query = select(tombstones).where(~select(entry.key).where(*mine).exists()).limit(most)
    rows = [dict(row) for row in (await connection.execute(query)).mappings()]
    lines = [log.before_the_log("tombstone", None, tombstone(row), row["message"], None, now) for row in rows]
    await log.write(connection, lines)
    return len(rows)
