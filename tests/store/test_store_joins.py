"""The queue of joins in the database."""

from monitor.model import Join
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
