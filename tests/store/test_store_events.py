"""Many posts of a channel gone at once are one event, recorded in full."""

import json

import pytest
from histories import SEEN, absorb, meddle, read_through
from sqlalchemy import select

from monitor.model import Change, Deleted, Post, Posted
from monitor.store.database import Database
from monitor.store.events import mass_deletions
from monitor.store.tables import events, log_entries


def gone(channel: int, number: int) -> Change:
    return Change("deleted", Post(channel, number, 1), SEEN + number, how="update", since=number)


@pytest.mark.parametrize(("count", "rows"), [(9, 0), (10, 1), (11, 1)])
def test_ten_are_many(count: int, rows: int) -> None:
    assert len(mass_deletions([gone(7, number) for number in range(count)])) == rows


def test_channels_are_counted_apart() -> None:
    changes = [gone(channel, number) for number in range(12) for channel in (7, 8)] + [gone(9, 1)]
    rows = mass_deletions(changes)
    assert [row["channel"] for row in rows] == [7, 8]
    assert rows[0]["at"] == SEEN + 11
    assert json.loads(rows[0]["detail"]) == {"posts": [*range(12)], "since": 0, "how": ["update"]}


def test_an_edit_is_no_deletion() -> None:
    assert mass_deletions([Change("edited", Post(7, n, 1), SEEN) for n in range(99)]) == []


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
