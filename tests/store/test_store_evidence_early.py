"""A database from before the log is entered afterwards, and what was entered is marked."""

import asyncio
from pathlib import Path

import pytest
from alembic import command
from histories import SEEN, absorb, meddle, read_through

from monitor.model import Deleted, Edited, Post
from monitor.store import schema
from monitor.store.database import Database

OLD = (
    """INSERT INTO posts (key, channel, id, posted, seen, checked, via, text, author, link, content, revision)
    VALUES (1, 7, 1, 500, 900, 900, 'account', 'b', '', '', 'x', 2),
    (2, 7, 2, 500, 800, 800, 'account', 'c', '', '', 'x', 1)""",
    "UPDATE posts SET deleted = 950, deleted_how = 'update', deleted_since = 940 WHERE key = 2",
    """INSERT INTO revisions (post, number, text, seen, replaced, content) VALUES (1, 1, 'a', 800, 900, 'y')""",
    "INSERT INTO media VALUES (2, 0, 2, 'video', '', 1, 1, 1, 1, '', 'f')",
    "INSERT INTO tombstones VALUES (7, 3, 950, 'update')",
)


@pytest.fixture
async def old(tmp_path: Path) -> Database:
    """A database that was written by the version before the log, and upgraded."""
    path = tmp_path / "monitor.db"
    await asyncio.to_thread(command.upgrade, schema._config(path), "0003")
    meddle(path, *OLD)
    await schema.upgrade(path)
    return Database(path)


async def entered(database: Database) -> list[int]:
    steps = []
    while count := await database.enter_some(SEEN, 1):
        steps.append(count)
    await database.seal_some(SEEN)
    return steps


async def test_it_is_whole_before_and_after_it_was_entered(old: Database) -> None:
    await old.open()
    found = await read_through(old)
    assert (found.broken, found.waiting, found.entries) == ([], 2, 0)
    assert await entered(old) == [1, 1, 1]
    found = await read_through(old)
    assert (found.broken, found.waiting, found.entries, found.early) == ([], 0, 5, 5)
    assert await entered(old) == []
    await old.close()


async def test_what_happens_before_it_is_entered_is_entered_once(old: Database) -> None:
    await old.open()
    await absorb(old, Edited(Post(7, 1, 500, "c", edited=9), SEEN), Deleted(7, (1,), SEEN))
    await entered(old)
    found = await read_through(old)
    assert (found.broken, found.entries, found.early) == ([], 7, 5)
    await old.close()


async def test_what_was_entered_cannot_be_changed_any_more(old: Database) -> None:
    await old.open()
    await entered(old)
    meddle(old.engines.path, "UPDATE revisions SET text = 'never said'")
    assert len((await read_through(old)).broken) == 1
    await old.close()


async def test_it_can_go_back(old: Database) -> None:
    path = old.engines.path
    await asyncio.to_thread(command.downgrade, schema._config(path), "0003")
    assert schema.version(path) == "0003"
