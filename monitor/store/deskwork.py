"""What people decide about stories, until the alerts about them were told."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.model import Desked
from monitor.store import storied
from monitor.store.tables import stories_told

_AT_ONCE = 100
_NEXT = select(stories_told).order_by(stories_told.c.key).limit(_AT_ONCE)


async def note(connection: AsyncConnection, decided: Collection[Desked]) -> None:
    """Part of the transaction that carries the decision out: neither is there without the other."""
    if decided:
        rows = [{"story": one.story, "line": one.line} for one in decided]
        await connection.execute(stories_told.insert(), rows)


async def take(connection: AsyncConnection) -> tuple[dict[int, int], Sequence[Desked]]:
    """Stories that are part of others by now, each with that one; and what is to be told of those that there are.

    Whatever was decided since counts: a merge that was taken back meanwhile is none. Part of the transaction that
    writes what becomes of it, so that it is told once.
    """
    rows = (await connection.execute(_NEXT)).mappings().all()
    if not rows:
        return {}, ()
    await connection.execute(delete(stories_told).where(stories_told.c.key <= rows[-1]["key"]))
    homes = {story: await storied.home(connection, story) for story in {row["story"] for row in rows}}
    merged = {
        row["story"]: home
        for row in rows
        if not row["line"] and (home := homes[row["story"]]) not in (None, row["story"])
    }
    told = [
        Desked(home, row["line"] if home == row["story"] else f"Of s{row['story']}, a part of it: {row['line']}")
        for row in rows
        if row["line"] and (home := homes[row["story"]]) is not None
    ]
    return merged, told
