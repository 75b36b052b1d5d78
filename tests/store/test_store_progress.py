"""How far long work has come, in the database: the queue of joins, the past of channels."""

from collections.abc import Mapping

from monitor.model import Filled, Join, Stretch
from monitor.ports.store import Kept
from monitor.store.database import Database


async def test_places_and_times_are_kept_by_account(database: Database) -> None:
    first, second = Join("desk-1", "a", 20, due=99, detail="soon"), Join("desk-1", "b", 10)
    other = Join("desk-2", "a", 5, "refused", 7)
    for join in (first, second, other):
        await database.keep_join(join)
    assert await database.joins("desk-1") == [second, first]
    assert await database.joins("desk-2") == [other]
    await database.keep_join(Join("desk-1", "a", 20), tried=50)
    await database.keep_join(Join("desk-1", "a", 20), tried=40)
    await database.forget_join("desk-1", "a")
    assert await database.joins("desk-1") == [second]
    assert await database.joins_since("desk-1", 41) == [50]
    assert await database.joins_since("desk-1", 40) == [40, 50]
    assert await database.joins_since("desk-2", 0) == []


async def test_the_past_is_kept_until_it_was_read(database: Database) -> None:
    async def fill(*stretches: Stretch) -> Mapping[int, Stretch]:
        async with database.write() as unit:
            await unit.keep(Kept((), tuple(Filled(one) for one in stretches)))
        return await database.histories()

    first, other = Stretch(7, 1000, 50), Stretch(8, 1000, 9, 3)
    assert await fill(first, other) == {7: first, 8: other}
    further = Stretch(7, 1000, 50, 20)
    assert await fill(Stretch(7, 1000, 50, 10), further) == {7: further, 8: other}
    assert await fill(Stretch(8, 1000, 9, 9)) == {7: further}
