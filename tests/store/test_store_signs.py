"""What posts are found by: of a sign that very many have, the first and the last."""

import pytest

from monitor.model import Telling
from monitor.ports.stories import SignedTelling
from monitor.store.database import Database
from monitor.store.direct import Ready, directly

_MINE, _OTHERS, _NOBODYS = 11, (1 << 62) + 1, 5
_POST = Ready(
    "INSERT INTO posts (key, channel, id, posted, seen, checked, via, text, author, link, content, revision)"
    " VALUES (:n, 1, :n, :n, :n, :n, '', '', '', '', '', 1)"
)


@pytest.fixture
async def signed(database: Database) -> Database:
    """Ten posts that share a sign; three of them another, and no story but the last's has a core."""
    told = [SignedTelling(Telling(n, 1, n, n), [_MINE, *([_OTHERS] if n < 4 else ())]) for n in range(1, 11)]
    async with database.write() as unit:
        await directly(unit.connection, lambda hand: hand.write(_POST, [{"n": n} for n in range(1, 11)]))
        await unit.in_stories(lambda stories: stories.keep_tellings(told, []))
        alone = Ready("UPDATE tellings SET core = :n WHERE post < 9")
        await directly(unit.connection, lambda hand: hand.write(alone, [{"n": 0}]))
    return database


async def near(database: Database, *signs: int, most: int) -> dict[int, list[int]]:
    async with database.write() as unit:
        return dict(await unit.in_stories(lambda stories: stories.near(signs, most)))


async def test_all_are_found_where_they_are_few(signed: Database) -> None:
    assert await near(signed, _MINE, _OTHERS, _NOBODYS, most=10) == {_MINE: [*range(1, 11)], _OTHERS: [1, 2, 3]}
    assert await near(signed, most=10) == {}


async def test_of_many_the_first_and_the_last_are_found(signed: Database) -> None:
    found = await near(signed, _MINE, _OTHERS, most=4)
    assert {sign: set(rows) for sign, rows in found.items()} == {_MINE: {1, 2, 9, 10}, _OTHERS: {1, 2, 3}}


async def test_cores_and_what_is_new_are_found(signed: Database) -> None:
    async with signed.write() as unit:
        found = await unit.in_stories(lambda stories: stories.near_cores([_MINE], 8, 10))
        ends = await unit.in_stories(lambda stories: stories.near_cores([_MINE], 3, 4))
    assert found == {_MINE: [8, 9, 10]}
    assert set(ends[_MINE]) == {3, 4, 9, 10}


async def test_a_fault_leaves_nothing_of_the_transaction(signed: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with signed.write() as unit:
            await unit.in_stories(lambda stories: (stories.forget_tellings([1]), 1 // 0))
    assert 1 in (await near(signed, _MINE, most=10))[_MINE]
