"""What is more than its parts: many posts of a channel gone within minutes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Change, Incident, Millis
from monitor.store import incidents
from monitor.store.evidence import log
from monitor.store.tables import events, posts
from monitor.store.text import from_json, to_json

MASS = 10
"""So many posts of one channel gone within `WINDOW` are an event of their own."""

WINDOW = 600_000
"""Ms. An event takes in what goes so soon after the last of it, however long that lasts: it grows."""

_KIND = "mass_deletion"
_GONE = (
    select(posts.c.id, posts.c.deleted_since, posts.c.deleted_how)
    .where(posts.c.channel == bindparam("channel"), posts.c.deleted > bindparam("after"))
    .order_by(posts.c.deleted)
)
_LAST = (
    select(events)
    .where(events.c.channel == bindparam("channel"), events.c.kind == _KIND)
    .order_by(events.c.key.desc())
    .limit(1)
)


class Gone(NamedTuple):
    """A post that went: `since` is when it was last known to stand, `how` how we know."""

    id: int
    since: Millis | None
    how: str


class Detail(Struct, frozen=True):
    """What a row of `events` tells: every post by its id, the earliest moment at which one was last known to stand."""

    posts: tuple[int, ...] = ()
    since: Millis | None = None
    how: tuple[str, ...] = ()

    def with_more(self, gone: Sequence[Gone]) -> "Detail":
        """The same after more posts went."""
        since = [moment for moment in (self.since, *(one.since for one in gone)) if moment is not None]
        return replace(
            self,
            posts=tuple(sorted({*self.posts, *(one.id for one in gone)})),
            since=min(since, default=None),
            how=tuple(sorted({*self.how, *(one.how for one in gone)})),
        )


async def keep(connection: AsyncConnection, gone: Sequence[Change]) -> list[log.Line]:
    """Judge what a batch, which is written already, adds to the last minutes; part of its transaction.

    All state is in the database: a restart in the middle of a purge tears nothing apart. Returns the lines for the
    log: an event that grows is entered again.
    """
    by_channel: dict[int, list[Change]] = {}
    for change in gone:
        by_channel.setdefault(change.post.channel, []).append(change)
    rows = [await _judge(connection, channel, changes) for channel, changes in by_channel.items()]
    return [log.happened(row) for row in rows if row is not None]


async def _judge(connection: AsyncConnection, channel: int, changes: Sequence[Change]) -> dict[str, Any] | None:
    """The event of a channel as it is now written, if there is one."""
    first, last = min(change.seen for change in changes), max(change.seen for change in changes)
    row = (await connection.execute(_LAST, {"channel": channel})).mappings().first()
    if row is not None and row["at"] > first - WINDOW:
        return await _grow(connection, dict(row), last, changes)
    asked = {"channel": channel, "after": last - WINDOW}
    found = [Gone(*one) for one in await connection.execute(_GONE, asked)]
    return await _open(connection, channel, last, found) if len(found) >= MASS else None


async def _open(connection: AsyncConnection, channel: int, at: Millis, gone: Sequence[Gone]) -> dict[str, Any]:
    newest = await connection.scalar(select(func.max(events.c.key))) or 0
    detail = Detail().with_more(gone)
    row = {"key": newest + 1, "at": at, "channel": channel, "kind": _KIND, "detail": to_json(detail)}
    await connection.execute(events.insert(), row)
    await incidents.note(connection, [_incident(row, detail, 0)])
    return row


async def _grow(
    connection: AsyncConnection, row: dict[str, Any], at: Millis, changes: Sequence[Change]
) -> dict[str, Any] | None:
    before = from_json(row["detail"], Detail)
    detail = before.with_more([Gone(change.post.id, change.since, change.how) for change in changes])
    if detail == before:
        return None
    row |= {"at": max(row["at"], at), "detail": to_json(detail)}
    await connection.execute(
        update(events).where(events.c.key == row["key"]).values(at=row["at"], detail=row["detail"])
    )
    await incidents.note(connection, [_incident(row, detail, len(before.posts))])
    return row


def _incident(row: dict[str, Any], detail: Detail, before: int) -> Incident:
    channel = row["channel"]
    counted, since = (str(number) if number else "" for number in (before, detail.since))
    return Incident("mass_deletion", str(channel), row["at"], since, counted, str(len(detail.posts)), channel)
