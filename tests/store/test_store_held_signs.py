"""Signs that wait in memory: whatever happens, posts are found by all signs that they have, and by no others."""

import asyncio
import random
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.model import Telling
from monitor.ports.stories import SignedTelling
from monitor.store.database import Database
from monitor.store.direct import Ready, directly
from monitor.store.unit import WriteUnit

MOST = 40
_POST = Ready(
    "INSERT INTO posts (key, channel, id, posted, seen, checked, via, text, author, link, content, revision)"
    " VALUES (:n, 1, :n, :n, :n, :n, '', '', '', '', '', 1)"
)
_ROWS = Ready("SELECT sign, post FROM signs")
_TOLD = Ready("SELECT post FROM tellings")
# few, all over the numbers, so that posts share some
SIGNS = [random.Random(5).getrandbits(63) for _ in range(60)]


class Newsroom:
    """A daemon that holds signs back, somebody else at its database, and what is true of both."""

    def __init__(self, path: Path, draw: random.Random) -> None:
        self.path, self.draw = path, draw
        self.daemon, self.other = Database(path), Database(path)
        self.daemon.hold_signs(MOST)
        self.true: dict[int, frozenset[int]] = {}
        self.erased: set[int] = set()
        self.last = 0

    async def close(self) -> None:
        await self.daemon.close()
        await self.other.close()

    async def restart(self) -> None:
        """As after SIGKILL: what is in memory is gone."""
        await self.daemon.close()
        self.daemon = Database(self.path)
        self.daemon.hold_signs(MOST)

    async def keep(self, database: Database, new: int, *, fails: bool = False) -> None:
        """New posts, and some of before that say something else."""
        keys = list(range(self.last + 1, self.last + 1 + new))
        changed = [key for key in self.true if key not in self.erased and self.draw.random() < 0.1]
        told = {key: frozenset(self.draw.sample(SIGNS, self.draw.randint(0, 9))) for key in [*keys, *changed]}

        async def work(unit: WriteUnit) -> None:
            await directly(unit.connection, lambda hand: hand.write(_POST, [{"n": n} for n in keys]))
            if changed:
                await unit.in_stories(lambda stories: stories.forget_tellings(changed))
            rows = [SignedTelling(Telling(key, 1, key, key), some) for key, some in told.items()]
            await unit.in_stories(lambda stories: stories.keep_tellings(rows, []))
            if fails:
                raise ZeroDivisionError

        try:
            await database.transact(work)
        except ZeroDivisionError:
            return
        self.true |= told
        self.last += new

    async def erase(self, database: Database) -> None:
        gone = self.draw.sample(sorted(self.true), min(len(self.true), 2))
        await database.erase(gone, "told to", 1)
        for key in gone:
            self.true[key] = frozenset()
        self.erased |= set(gone)

    async def let_go(self) -> None:
        before = self.last // 3
        await self.daemon.unsign_some(before, 1_000)
        for key in self.true:
            if key < before:
                self.true[key] = frozenset()

    def expected(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for key in sorted(self.true):
            for sign in self.true[key]:
                found.setdefault(sign, []).append(key)
        return found

    async def check(self, database: Database) -> None:
        async with database.write() as unit:
            found = await unit.in_stories(lambda stories: stories.near(SIGNS, 1_000))
            cores = await unit.in_stories(lambda stories: stories.near_cores(SIGNS, 0, 1_000))
        assert {sign: sorted(posts) for sign, posts in found.items()} == self.expected()
        assert {sign: sorted(posts) for sign, posts in cores.items()} == self.expected()

    async def told(self) -> set[int]:
        """Who is stored."""
        async with self.other.write() as unit:
            return await directly(unit.connection, lambda hand: {post for (post,) in hand.rows(_TOLD, {})})

    async def rows(self) -> list[tuple[int, int]]:
        async with self.other.write() as unit:
            return await directly(unit.connection, lambda hand: [(s, p) for s, p in hand.rows(_ROWS, {})])


@pytest.fixture
async def rooms(empty: Path, tmp_path: Path) -> AsyncIterator[list[Newsroom]]:
    opened: list[Newsroom] = []
    yield opened
    for room in opened:
        await room.close()


@pytest.mark.parametrize("seed", range(24))
async def test_posts_are_found_by_what_they_have_whatever_happens(
    empty: Path, tmp_path: Path, rooms: list[Newsroom], seed: int
) -> None:
    draw = random.Random(seed)
    room = Newsroom(Path(shutil.copy(empty, tmp_path)), draw)
    rooms.append(room)
    for _ in range(40):
        step = draw.random()
        if step < 0.5:
            await room.keep(room.daemon, draw.randint(0, 6))
        elif step < 0.6:
            await room.keep(room.daemon, draw.randint(0, 6), fails=True)
        elif step < 0.7:
            await room.restart()
        elif step < 0.76:
            await room.keep(room.other, draw.randint(0, 3), fails=draw.random() < 0.2)
        elif step < 0.84:
            await room.erase(draw.choice((room.daemon, room.other)))
        elif step < 0.88:
            await room.let_go()
        else:
            await room.check(draw.choice((room.daemon, room.other)))
    await room.check(room.daemon)
    await room.check(room.other)
    await room.keep(room.other, 1)  # which has all enter that waits
    entered = await room.rows()
    assert sorted(entered) == sorted((sign, post) for sign, posts in room.expected().items() for post in posts)


async def test_signs_are_entered_many_at_a_time(empty: Path, tmp_path: Path, rooms: list[Newsroom]) -> None:
    room = Newsroom(Path(shutil.copy(empty, tmp_path)), random.Random(1))
    rooms.append(room)
    waits = []
    for _ in range(60):
        await room.keep(room.daemon, 3)
        waits.append(sum(map(len, room.expected().values())) - len(await room.rows()))
    assert max(waits) <= MOST
    assert max(waits) > MOST / 2
    assert sum(waits) > len(waits) * MOST / 4


async def nothing(unit: WriteUnit) -> None:
    await directly(unit.connection, lambda hand: hand.rows(_TOLD, {}))


async def test_who_is_cancelled_leaves_no_doubt(empty: Path, tmp_path: Path, rooms: list[Newsroom]) -> None:
    room = Newsroom(Path(shutil.copy(empty, tmp_path)), random.Random(2))
    rooms.append(room)
    for _ in range(12):
        key = room.last + 1
        some = frozenset(room.draw.sample(SIGNS, 5))

        async def work(unit: WriteUnit, key: int = key, some: frozenset[int] = some) -> None:
            await directly(unit.connection, lambda hand: hand.write(_POST, [{"n": key}]))
            row = SignedTelling(Telling(key, 1, key, key), some)
            await unit.in_stories(lambda stories: stories.keep_tellings([row], []))

        task = asyncio.create_task(room.daemon.transact(work))
        for _ in range(room.draw.randint(0, 4)):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await room.daemon.transact(nothing)  # behind what may still be under way on the daemon's connection
        if key in await room.told():
            room.true[key] = some
            room.last = key
        await room.check(room.daemon)


async def test_a_database_from_before_has_none_that_wait(empty: Path, tmp_path: Path, rooms: list[Newsroom]) -> None:
    room = Newsroom(Path(shutil.copy(empty, tmp_path)), random.Random(3))
    rooms.append(room)
    await room.keep(room.other, 30)
    before = len(await room.rows())
    await room.keep(room.daemon, 2)
    await room.keep(room.daemon, 4)
    assert before <= len(await room.rows()) < sum(map(len, room.expected().values()))
    await room.restart()
    await room.check(room.daemon)
