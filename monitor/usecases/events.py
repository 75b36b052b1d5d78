"""What happened that is more than its parts."""

from datetime import datetime

import msgspec
from msgspec import Struct

from monitor.store import look
from monitor.store.engine import Engines
from monitor.usecases.moments import utc, when


class EventLine(Struct):
    """Many posts of a channel gone at once. `posts` are their ids; all went between `since` and `at`."""

    at: datetime
    channel: str
    kind: str
    posts: list[int]
    since: datetime | None
    how: list[str]


class _Detail(Struct):
    posts: list[int]
    how: list[str]
    since: int | None = None


async def listed(engines: Engines, most: int) -> list[EventLine]:
    """The newest events."""
    async with engines.reading() as connection:
        rows = await look.listed_events(connection, most)
    return [line_of(row) for row in rows]


def line_of(row: look.Row) -> EventLine:
    """A row of `listed_events` as it is handed out."""
    detail = msgspec.json.decode(row["detail"], type=_Detail)
    channel = row["handle"] or row["title"] or str(row["channel"])
    return EventLine(when(row["at"]), channel, row["kind"], detail.posts, utc(detail.since), detail.how)
