"""Silences in the database: which hold, what they held, how they end."""

from monitor.model import Silence
from monitor.store import silences
from monitor.store.database import Database

NOW = 1_000_000
HOLDS = Silence("5ea1", "Olena", "drill", NOW - 5, NOW, NOW + 10, rule="alarm", channel=7, entity="plekhovo")
LATER = Silence("5eb2", "Ihor", "night", NOW - 4, NOW + 3, NOW + 9, channel=-100_7)
OVER = Silence("77c3", "Ihor", "", NOW - 9, NOW - 8, NOW, rule="alarm")


async def kept(database: Database, *found: Silence) -> None:
    async with database.write() as unit:
        for one in found:
            await silences.add(unit.connection, one)


async def test_a_silence_holds_from_its_start_until_before_its_end(database: Database) -> None:
    await kept(database, HOLDS, LATER, OVER)
    async with database.engines.reading() as connection:
        assert await silences.active(connection, NOW) == [HOLDS]
        assert await silences.active(connection, NOW + 3) == [HOLDS, LATER]
        assert await silences.active(connection, NOW + 9) == [HOLDS]
        assert await silences.active(connection, NOW + 10) == []
        assert await silences.listed(connection, NOW) == [LATER, HOLDS]
        assert await silences.listed(connection, NOW, ended=True) == [LATER, HOLDS, OVER]


async def test_one_is_named_by_the_start_of_its_id(database: Database) -> None:
    await kept(database, HOLDS, LATER, OVER)
    async with database.engines.reading() as connection:
        assert await silences.named(connection, "7") == [OVER]
        assert len(await silences.named(connection, "5e")) == 2
        assert await silences.named(connection, "%") == []


async def test_what_it_held_is_added_up(database: Database) -> None:
    await kept(database, HOLDS, LATER)
    async with database.write() as unit:
        await silences.count(unit.connection, {"5ea1": (2, NOW + 4), "gone": (1, NOW)})
        await silences.count(unit.connection, {"5ea1": (1, NOW + 3)})
        await silences.count(unit.connection, {})
    async with database.engines.reading() as connection:
        found = {one.id: (one.matched, one.last) for one in await silences.listed(connection, NOW)}
    assert found == {"5ea1": (3, NOW + 4), "5eb2": (0, None)}


async def test_one_is_ended_by_hand_once(database: Database) -> None:
    await kept(database, HOLDS, LATER, OVER)
    async with database.write() as unit:
        assert await silences.expire(unit.connection, "5ea1", NOW + 1, "drill (ended by Ihor)")
        assert not await silences.expire(unit.connection, "5ea1", NOW + 2, "again")
        assert not await silences.expire(unit.connection, "77c3", NOW + 2, "again")
        assert await silences.expire(unit.connection, "5eb2", NOW + 1, "night")
        found = {one.id: one for one in await silences.listed(unit.connection, NOW, ended=True)}
    assert (found["5ea1"].starts, found["5ea1"].ends, found["5ea1"].comment) == (NOW, NOW + 1, "drill (ended by Ihor)")
    assert (found["5eb2"].starts, found["5eb2"].ends) == (NOW + 1, NOW + 1)
    assert found["77c3"] == OVER


async def test_their_ends_are_announced_once(database: Database) -> None:
    await kept(database, HOLDS, LATER, OVER)
    async with database.write() as unit:
        assert [one.id for one in await silences.unannounced(unit.connection)] == ["77c3", "5eb2", "5ea1"]
        await silences.announced(unit.connection, ["77c3"], "over")
        await silences.announced(unit.connection, ["5ea1"], "soon")
        await silences.announced(unit.connection, [], "over")
        found = {one.id: one.told for one in await silences.unannounced(unit.connection)}
    assert found == {"5eb2": "", "5ea1": "soon"}
