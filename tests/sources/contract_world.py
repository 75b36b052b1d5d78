"""The house that every kind of source hands over to: a real pipeline over a real database, killed and started again.

A process is one `living`. It ends as a kill does: what waits in its queue is lost. While it lives, every cursor that
is handed over is held against what was read: it may not go back, nor pass anything that was not handed over before.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from patience import PATIENCE

from monitor.bus import LocalBus
from monitor.kinds import discover
from monitor.model import Edited, Posted, Reached, Update, WatchSpec
from monitor.pipeline import Pipeline
from monitor.ports.clock import SystemClock
from monitor.ports.meter import NoMeter
from monitor.ports.source import Shelf, Source
from monitor.rules.compile import compile_rules
from monitor.store import pulse
from monitor.store.database import Database
from monitor.store.text import restore
from monitor.watching import Watching

CLOCK = SystemClock()
BEFORE = "from before the first contact"
_NO_RULES = compile_rules((), {}, (), discover().conditions)
_SPEC = WatchSpec(database="", channels=(), entities={}, rules=(), receivers={})  # type: ignore[arg-type]


class World(Protocol):
    """One kind of source and what it reads. `loses`: characters that its format cannot carry."""

    loses: frozenset[str]

    def say(self, text: str) -> None:
        """Post something, as the newest."""
        ...

    def passed(self, read_to: int) -> set[str]:
        """What was said after the first contact and is read, if a cursor tells the truth."""
        ...

    def place(self, house: "House") -> int:
        """How far the database says that this is read; -1: nowhere yet."""
        ...

    async def run(self, life: "Life") -> None:
        """Read until cancelled."""
        ...


class Live(World, Protocol):
    """A world whose sources the daemon runs."""

    def source(self, shelf: Shelf, *, spare: bool = False) -> AbstractAsyncContextManager[Source]:
        """A source that reads this world. `spare`: a second one beside it."""
        ...


class Queue(LocalBus):
    """The intake. It can be stopped up, and the process can be killed while an update is handed over to it."""

    def __init__(self, life: "Life", bound: int) -> None:
        super().__init__(bound)
        self._life, self._flows = life, asyncio.Event()
        self._killed = asyncio.Event()  # never set: nothing comes back from a dead process
        self._flows.set()
        self.refused = 0

    def stop_up(self) -> None:
        self._flows.clear()

    def flow(self) -> None:
        self._flows.set()

    def offer(self, update: Update) -> bool:
        if self._life.dying or not super().offer(update):
            self.refused += 1
            self._life.house.news.set()
            return False
        self._life.took(update)
        return True

    async def put(self, update: Update) -> None:
        if self._life.strikes(update):
            self._life.kill()
        while not self.offer(update):
            await self._killed.wait() if self._life.dying else await self._room.wait()

    async def take(self, most: int) -> list[Update]:
        await self._flows.wait()
        taken = await super().take(min(most, 3))  # many small transactions: a kill falls between them
        await self._flows.wait()
        return taken


@dataclass
class Life:
    """One process. It is killed when it hands over the post after the `strike`-th, if that is given."""

    house: "House"
    database: Database
    strike: int | None
    bound: int
    dying: bool = False
    handed: set[str] = field(default_factory=set)
    posts: int = 0
    cursors: dict[tuple[str, int], int] = field(default_factory=dict)
    reading: "asyncio.Task[None] | None" = None

    def __post_init__(self) -> None:
        self.queue = Queue(self, self.bound)
        self.handed = self.house.texts()
        self.cursors = self.house.cursors()

    def took(self, update: Update) -> None:
        if isinstance(update, Posted | Edited):
            self.handed.add(update.post.text)
            self.posts += isinstance(update, Posted)
        elif isinstance(update, Reached):
            cursor = update.cursor
            key = cursor.source, cursor.channel
            assert cursor.read_to >= self.cursors.get(key, -1), "a cursor went back"
            unread = self.house.world.passed(cursor.read_to) - self.handed
            assert not unread, f"the cursor passed {unread} unread"
            self.cursors[key] = cursor.read_to
        self.house.news.set()

    def strikes(self, update: Update) -> bool:
        return self.strike is not None and isinstance(update, Posted) and self.posts >= self.strike

    def kill(self) -> None:
        """Now. The task that calls this may be the one that dies."""
        self.dying = True
        if self.reading is not None:
            self.reading.cancel()
        self.house.news.set()


class House:
    """A database on disk, one world, and one process after the other between them."""

    def __init__(self, path: Path, world: World) -> None:
        self.path, self.world = path, world
        self.news = asyncio.Event()

    @asynccontextmanager
    async def living(self, *, strike: int | None = None, bound: int = 4, read: bool = True) -> AsyncIterator[Life]:
        database = Database(self.path)
        await database.open()
        async with database.write() as unit:  # while it opens, nobody else may look
            await pulse.touch(unit.connection)
        life = Life(self, database, strike, bound)
        watching = Watching(_SPEC, _NO_RULES, (), lambda _verdict: self.news.set())
        tasks = [asyncio.create_task(Pipeline(life.queue, database, watching, CLOCK, NoMeter()).run())]
        if read:
            life.reading = asyncio.create_task(self.world.run(life), name="source")
            tasks.insert(0, life.reading)
        try:
            yield life
        finally:
            life.dying = True
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            await database.close()
        failed = [end for end in ends if isinstance(end, Exception)]
        assert not failed, failed

    async def meet(self) -> None:
        """The first contact: something stands already, and is no news."""
        self.world.say(BEFORE)
        async with self.living():
            await self.until(lambda: self.cursors() or self.ask("SELECT 1 FROM posts"))

    async def until(self, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait for something to be handed over or written that makes the condition hold."""
        async with asyncio.timeout(seconds):
            while not condition():
                self.news.clear()
                await self.news.wait()

    async def stored(self, *texts: str) -> None:
        await self.until(lambda: set(texts) <= self.texts())

    # Looking

    def texts(self) -> set[str]:
        """What is stored of what was said after the first contact."""
        return set(self.all_texts())

    def all_texts(self) -> list[str]:
        """The same, as often as it is stored."""
        return [text for (raw,) in self.ask("SELECT text FROM posts ORDER BY key") if (text := restore(raw)) != BEFORE]

    def cursors(self) -> dict[tuple[str, int], int]:
        return {
            (source, channel): at for source, channel, at in self.ask("SELECT source, channel, read_to FROM cursors")
        }

    def place(self) -> int:
        """The highest cursor."""
        return max(self.cursors().values(), default=-1)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        if not self.path.exists():
            return []
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    def holds(self, *said: str) -> None:
        """Exactly this is stored, each once and unchanged."""
        assert sorted(self.all_texts()) == sorted(said)
        for table in ("revisions", "quarantine", "tombstones"):
            assert self.ask(f"SELECT * FROM {table}") == [], table  # noqa: S608
        assert self.ask("SELECT id FROM posts WHERE deleted IS NOT NULL") == []
