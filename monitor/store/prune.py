"""What is kept for a time only: the next few rows whose time is up. A pass goes from the oldest to the youngest."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, literal_column, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Millis
from monitor.store.tables import alerts, counts, decisions, posts

_ROW: ColumnElement[int] = literal_column("counts.rowid")  # as they were written; no index on times is paid for
_later = counts.alias("later")
_OUTLIVED = select(_later.c.at).where(_later.c.post == counts.c.post, _later.c.at > counts.c.at).exists()

START = (-(2**63), 0)
"""Where a pass begins."""

Place = tuple[int, int]
"""How far a pass has come: a moment (ms) or 0, and a row's number."""


class Step(Struct, frozen=True):
    """Rows whose time is up, and where the next step begins; None at the end of the pass."""

    keys: Sequence[int]
    next: Place | None


async def old_posts(connection: AsyncConnection, before: Millis, after: Place, most: int) -> Step:
    """Posts that were posted before a moment and still say something. Reads only."""
    place = tuple_(posts.c.posted, posts.c.key)
    query = select(posts.c.posted, posts.c.key).where(place > after, posts.c.posted < before, posts.c.erased.is_(None))
    rows = (await connection.execute(query.order_by(posts.c.posted, posts.c.key).limit(most))).all()
    return Step([key for _, key in rows], (rows[-1][0], rows[-1][1]) if len(rows) == most else None)


async def delete_decisions(connection: AsyncConnection, before: Millis, after: Place, most: int) -> Step:
    """Delete decisions from before a moment whose alert is closed, or that made none; part of a write transaction.

    Rows are numbered as time goes: the first that is young ends the pass.
    """
    query = select(decisions.c.key, decisions.c.at, decisions.c.alert).where(decisions.c.key > after[1])
    rows = (await connection.execute(query.order_by(decisions.c.key).limit(most))).all()
    old = [row for row in rows if row.at < before]
    named = select(alerts.c.id).where(alerts.c.id.in_({row.alert for row in old}), alerts.c.closed.is_(None))
    still_open = set(await connection.scalars(named))
    keys = [row.key for row in old if row.alert not in still_open]
    if keys:
        await connection.execute(delete(decisions).where(decisions.c.key.in_(keys)))
    return Step(keys, (0, rows[-1].key) if len(old) == most else None)


async def old_counts(connection: AsyncConnection, before: Millis, after: Place, most: int) -> Step:
    """Counters from before a moment that are not the last of their post. Reads only: the last of posts that are no
    longer followed stay for good, and are met again in each pass.

    They come nearly in the order of time (an import may bring older ones): a step of young ones ends the pass.
    """
    query = select(_ROW.label("row"), counts.c.at, _OUTLIVED.label("outlived")).where(after[1] < _ROW)
    rows = (await connection.execute(query.order_by(_ROW).limit(most))).all()
    old = [row for row in rows if row.at < before]
    done = len(rows) < most or not old
    return Step([row.row for row in old if row.outlived], None if done else (0, rows[-1].row))


async def delete_counts(connection: AsyncConnection, rows: Sequence[int]) -> None:
    """Part of a write transaction. What had a later one when it was looked up still has it."""
    await connection.execute(delete(counts).where(_ROW.in_(rows)))
