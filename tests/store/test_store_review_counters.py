"""What a source does not tell of counters stays as it is."""

import pytest

from monitor.model import Counted, Counters, Post, Posted, Update
from monitor.store import look
from monitor.store.database import Database

FULL = Counters(100, 7, (("🔥", 3),))


async def keep(database: Database, *updates: Update) -> None:
    kept = await database.settle(updates)
    async with database.write() as unit:
        await unit.keep(kept)


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        (Counters(views=120), Counters(120, 7, (("🔥", 3),))),
        (Counters(forwards=8), Counters(100, 8, (("🔥", 3),))),
        (Counters(reactions=(("👍", 1),)), Counters(100, 7, (("👍", 1),))),
        (Counters(), Counters(100, 7)),  # the last reaction was taken back
        (Counters(130, 9), Counters(130, 9)),
    ],
)
async def test_counters_that_are_not_told_stay(database: Database, told: Counters, stands: Counters) -> None:
    await keep(database, Posted(Post(7, 1, 500, "a", counters=FULL), 600))
    await keep(database, Counted(7, 1, told, 700))
    async with database.engines.reading() as connection:
        row = await look.one_post(connection, 7, 1)
    assert row is not None
    assert row["post"].counters == stands
