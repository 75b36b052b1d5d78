"""What was erased stays so, whatever a source hands over later."""

import pytest
from histories import SEEN, absorb, part, read_through
from sqlalchemy import select

from monitor.errors import ErasedMeanwhile
from monitor.model import Deleted, Edited, Post, Posted, Update
from monitor.store.database import Database
from monitor.store.erase import erase
from monitor.store.tables import log_entries, posts


async def erased(database: Database, *keys: int) -> None:
    async with database.write() as unit:
        assert await erase(unit.connection, keys, "asked to", SEEN + 50) == len(keys)


async def texts(database: Database) -> list[str]:
    async with database.engines.reading() as connection:
        return [*(await connection.scalars(select(posts.c.text)))]


@pytest.mark.parametrize(
    "later",
    [
        Posted(Post(7, 1, 500_000, "said"), SEEN + 60, live=False),
        Posted(Post(7, 1, 500_000, "said", edited=9), SEEN + 60, via="preview"),
        Edited(Post(7, 1, 500_000, "said again", edited=9), SEEN + 60),
        Deleted(7, (1,), SEEN + 60),
        part(20, "caption", SEEN + 60),
        part(21, "late caption", SEEN + 60),
    ],
)
async def test_a_post_that_is_read_again_is_not_stored_again(database: Database, later: Update) -> None:
    await absorb(database, Posted(Post(7, 1, 500_000, "said"), SEEN), part(20, "caption"))
    await erased(database, 1, 2)
    await absorb(database, later)
    assert await texts(database) == ["", ""]
    assert (await read_through(database)).broken == []
    async with database.engines.reading() as connection:
        kinds = [*(await connection.scalars(select(log_entries.c.kind).order_by("key")))]
    assert kinds == ["post", "post", "erasure", "erasure"]


async def test_an_edit_that_was_on_its_way_is_settled_again(database: Database) -> None:
    await absorb(database, Posted(Post(7, 1, 500_000, "said"), SEEN))
    kept = await database.settle([Edited(Post(7, 1, 500_000, "said again", edited=9), SEEN + 1)])
    await erased(database, 1)
    with pytest.raises(ErasedMeanwhile) as raised:
        async with database.write() as unit:
            await unit.keep(kept)
    assert database.is_away(raised.value), "the pipeline tries again"
    assert await texts(database) == [""]


async def test_what_is_erased_is_not_asked_for_again(database: Database) -> None:
    await absorb(database, Posted(Post(7, 1, 500_000, "said"), SEEN), Posted(Post(7, 2, 500_000, "said"), SEEN))
    await erased(database, 1)
    assert set(await database.standing(7, 1, 99)) == {2}


async def test_a_post_that_was_deleted_and_then_erased_is_whole(database: Database) -> None:
    await absorb(database, Posted(Post(7, 1, 500_000, "said"), SEEN), Deleted(7, (1,), SEEN + 9))
    await erased(database, 1)
    found = await read_through(database)
    assert (found.broken, found.erased) == ([], 1)
