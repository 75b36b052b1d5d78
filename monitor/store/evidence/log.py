"""Writing the log: an entry for everything that is recorded, in the transaction that records it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Change, Millis
from monitor.store.direct import insertion
from monitor.store.evidence.canonical import (
    Content,
    EntryKind,
    Record,
    deletion,
    digest,
    erasure,
    event,
    file,
    removal,
    tombstone,
)
from monitor.store.evidence.chain import Entry
from monitor.store.tables import log_entries

Line = tuple[str, int | None, int, int | None, int | None, Millis, int, str]
"""An entry before it has a key."""

_FIELDS = tuple(Entry.__struct_fields__)
_INSERT = insertion(log_entries, _FIELDS[1:])


async def write(connection: AsyncConnection, lines: Sequence[Line]) -> None:
    """Add entries at the end of the log; part of the caller's write transaction."""
    if lines:
        await connection.exec_driver_sql(_INSERT, lines)


def new_post(change: Change, its_digest: str) -> Line:
    """A post was stored; its digest is known already."""
    post = change.post
    return _line("post", change.key, post.channel, post.id, change.revision, change.seen, its_digest)


def new_revision(row: Mapping[str, Any], record: Content, at: Millis) -> Line:
    """A post's content changed: an edit, or, under the same number of revision, an album that got a late part."""
    return _line("revision", row["key"], record.channel, record.id, record.revision, at, digest(record))


def deleted(change: Change) -> Line:
    """A post is gone."""
    post = change.post
    row = {
        "channel": post.channel,
        "id": post.id,
        "deleted": change.seen,
        "deleted_how": change.how,
        "deleted_since": change.since,
    }
    return _line("deletion", change.key, post.channel, post.id, change.revision, change.seen, digest(deletion(row)))


def never_seen(row: Mapping[str, Any]) -> Line:
    """A message is gone that was never seen: a row of `tombstones`."""
    return _line("tombstone", None, row["channel"], row["message"], None, row["seen"], digest(tombstone(row)))


def erased(row: Mapping[str, Any]) -> Line:
    """We erased a post: a row of `posts` as it is left."""
    its = digest(erasure(row))
    return _line("erasure", row["key"], row["channel"], row["id"], row["revision"], row["erased"], its)


def fetched(row: Mapping[str, Any]) -> Line:
    """A file was fetched: a row of `post_files`, with the `sha256` and `bytes` of its file."""
    return _line("file", row["post"], row["channel"], row["message"], None, row["at"], digest(file(row)))


def removed(row: Mapping[str, Any]) -> Line:
    """A file was removed: the same row, as it is left."""
    return _line("removal", row["post"], row["channel"], row["message"], None, row["removed"], digest(removal(row)))


def happened(row: Mapping[str, Any]) -> Line:
    """A row of `events`."""
    return _line("event", row["key"], row["channel"], None, None, row["at"], digest(event(row)))


def before_the_log(
    kind: EntryKind, row: int | None, record: Record, number: int, revision: int | None, at: Millis
) -> Line:
    """Something that was stored before there was a log, entered at `at`."""
    return (kind, row, record.channel, number, revision, at, 1, digest(record))


def entries_of(rows: Iterable[RowMapping | Mapping[str, Any]]) -> list[Entry]:
    """Rows of `log_entries`."""
    return [Entry(*(row[name] for name in _FIELDS)) for row in rows]


def _line(
    kind: EntryKind, row: int | None, channel: int, post: int | None, revision: int | None, at: Millis, its: str
) -> Line:
    return (kind, row, channel, post, revision, at, 0, its)
