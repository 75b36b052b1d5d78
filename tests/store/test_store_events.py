"""Many posts of a channel gone within minutes are one event, recorded in full."""

import json
from typing import Any

import pytest
from histories import SEEN, absorb, meddle, read_through
from sqlalchemy import select

from monitor.model import Deleted, Post, Posted
from monitor.store.database import Database
from monitor.store.tables import events, log_entries

MINUTE = 60_000


async def posted(database: Database, count: int, channel: int = 7) -> None:
    await absorb(database, *(Posted(Post(channel, number, 1, "a"), SEEN) for number in range(1, count + 1)))


async def found(database: Database) -> list[tuple[int, int, int]]:
    """Channel, time and number of posts of every event."""
    async with database.engines.reading() as connection:
        rows = (await connection.execute(select(events).order_by("key"))).mappings().all()
    return [(row["channel"], row["at"] - SEEN, len(json.loads(row["detail"])["posts"])) for row in rows]


@pytest.mark.parametrize(("count", "rows"), [(9, []), (10, [(7, 5, 10)]), (11, [(7, 5, 11)])])
async def test_ten_are_many(database: Database, count: int, rows: list[Any]) -> None:
    await posted(database, 12)
    await absorb(database, Deleted(7, tuple(range(1, count + 1)), SEEN + 5))
    assert await found(database) == rows


async def test_they_are_judged_over_ten_minutes_across_batches_and_restarts(database: Database) -> None:
    await posted(database, 30)
    for number in range(1, 10):
        await absorb(database, Deleted(7, (number,), SEEN + number * MINUTE, "reread", SEEN + number))
    assert await found(database) == []
    again = Database(database.engines.path)
    await again.open()
    await absorb(again, Deleted(7, (10,), SEEN + 10 * MINUTE, "update", SEEN + 10))
    assert await found(again) == [(7, 10 * MINUTE, 10)]
    await again.close()
    async with database.engines.reading() as connection:
        (detail,) = await connection.scalars(select(events.c.detail))
    assert json.loads(detail) == {"posts": [*range(1, 11)], "since": SEEN + 1, "how": ["reread", "update"]}


async def test_ten_in_more_than_ten_minutes_are_not_many(database: Database) -> None:
    await posted(database, 30)
    for number in range(1, 31):
        await absorb(database, Deleted(7, (number,), SEEN + number * 67_000))
    assert await found(database) == []


async def test_one_event_grows_for_as_long_as_it_goes_on(database: Database) -> None:
    await posted(database, 60)
    await absorb(database, Deleted(7, tuple(range(1, 21)), SEEN))
    for step in range(1, 4):
        await absorb(database, Deleted(7, (20 + step,), SEEN + step * 9 * MINUTE))
    assert await found(database) == [(7, 27 * MINUTE, 23)]
    await absorb(database, Deleted(7, tuple(range(30, 41)), SEEN + 37 * MINUTE))  # quiet for ten minutes
    assert await found(database) == [(7, 27 * MINUTE, 23), (7, 37 * MINUTE, 11)]
    await database.seal_some(SEEN + 99 * MINUTE)
    assert (await read_through(database)).broken == []
    async with database.engines.reading() as connection:
        lines = select(log_entries.c.row).where(log_entries.c.kind == "event").order_by("key")
        assert [*(await connection.scalars(lines))] == [1, 1, 1, 1, 2]


async def test_channels_are_counted_apart(database: Database) -> None:
    for channel in (7, 8, 9):
        await posted(database, 12, channel)
    await absorb(
        database,
        Deleted(7, tuple(range(1, 13)), SEEN + 1),
        Deleted(9, (1,), SEEN + 2),
        Deleted(8, tuple(range(1, 13)), SEEN + 3),
    )
    assert await found(database) == [(7, 1, 12), (8, 3, 12)]


async def test_what_was_gone_already_makes_no_event_grow(database: Database) -> None:
    await posted(database, 12)
    for _ in range(2):
        await absorb(database, Deleted(7, tuple(range(1, 13)), SEEN + 5))
    assert await found(database) == [(7, 5, 12)]
    async with database.engines.reading() as connection:
        assert len([*(await connection.scalars(select(log_entries.c.key).where(log_entries.c.kind == "event")))]) == 1


async def test_the_last_minutes_are_found_by_an_index(database: Database) -> None:
    for table in ("posts", "events"):
        where = "channel = 7 AND deleted > 5" if table == "posts" else "channel = 7 ORDER BY key DESC LIMIT 1"
        async with database.engines.reading() as connection:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {where}")  # noqa: S608
            assert "USING INDEX" in str(plan.all())


async def purge(database: Database) -> None:
    await absorb(database, *(Posted(Post(7, number, 1, "a"), SEEN) for number in range(1, 13)))
    await absorb(database, Deleted(7, tuple(range(1, 13)), SEEN + 5))
    await database.seal_some(SEEN + 9)


async def test_an_event_is_in_the_log_and_proven(database: Database) -> None:
    await purge(database)
    async with database.engines.reading() as connection:
        kinds = [*(await connection.scalars(select(log_entries.c.kind).order_by("key")))]
        (detail,) = await connection.scalars(select(events.c.detail))
    assert kinds == ["post"] * 12 + ["deletion"] * 12 + ["event"]
    assert json.loads(detail)["posts"] == [*range(1, 13)]
    assert (await read_through(database)).broken == []


@pytest.mark.parametrize("column", ["key", "at", "channel", "kind", "detail"])
async def test_an_event_that_was_changed_is_found(database: Database, column: str) -> None:
    await purge(database)
    assert meddle(database.engines.path, f'UPDATE events SET "{column}" = 5000') == 1  # noqa: S608
    assert (await read_through(database)).broken


async def test_an_event_that_was_removed_is_found(database: Database) -> None:
    await purge(database)
    meddle(database.engines.path, "DELETE FROM events")
    assert (await read_through(database)).broken
