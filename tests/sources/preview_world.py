"""A preview on loopback, a source that reads it, and the ends that a source talks to."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace
from patience import PATIENCE

from monitor.model import (
    ChannelChanged,
    ChannelSpec,
    Counted,
    Cursor,
    Deleted,
    Edited,
    Posted,
    Reached,
    SourceChanged,
    Update,
)
from monitor.ports.clock import SystemClock
from monitor.sources._fetch import Fetcher
from monitor.sources._turns import Manners
from monitor.sources.preview import Pace, PreviewOptions, PreviewSource
from monitor.testing.preview import PreviewServer

QUICK = Pace(
    poll=(0.03, 0.06),
    timeout=0.5,
    retry_first=0.02,
    retry_most=0.1,
    closed_retry=0.1,
    look_again=30.0,
    history_every=0.0,
)
MANNERS = Manners(gap=0.0, patience=0.1, hold_first=0.1, hold_most=0.2)
BOTH = ("polling", "catching_up")


@dataclass
class Shelf:
    """Shelf and intake in one: what was handed over is stored at once, and a cursor may not go back."""

    updates: list[Update] = field(default_factory=list)
    stored: dict[tuple[str, int], Cursor] = field(default_factory=dict)
    pins: dict[str, int] = field(default_factory=dict)
    messages: dict[int, dict[int, int]] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    fails: Callable[[Update], bool] = lambda _update: False

    def offer(self, update: Update) -> bool:
        self._take(update)
        return True

    async def put(self, update: Update) -> None:
        await asyncio.sleep(0)
        if self.fails(update):
            raise RuntimeError("the daemon dies here")
        self._take(update)

    def _take(self, update: Update) -> None:
        self.updates.append(update)
        match update:
            case Posted(post=post) | Edited(post=post):
                for number in post.parts or (post.id,):
                    self.messages.setdefault(post.channel, {}).setdefault(number, update.seen)
            case Deleted():
                for number in update.ids:
                    self.messages.get(update.channel, {}).pop(number, None)
            case ChannelChanged():
                self.pins[update.handle.lower()] = update.id
            case Reached(cursor=cursor):
                before = self.stored.get((cursor.source, cursor.channel))
                assert before is None or cursor.read_to >= before.read_to, "a cursor went back"
                self.stored[cursor.source, cursor.channel] = cursor
        self.news.set()

    async def cursors(self, source: str) -> Mapping[int, Cursor]:
        return {channel: cursor for (name, channel), cursor in self.stored.items() if name == source}

    async def peers(self, account: str) -> Sequence[Any]:
        return []

    async def pinned(self, handles: Sequence[str]) -> Mapping[str, int]:
        return {handle: self.pins[handle] for handle in handles if handle in self.pins}

    async def standing(self, channel: int, low: int, high: int) -> Mapping[int, int]:
        return {n: seen for n, seen in self.messages.get(channel, {}).items() if low <= n <= high}

    # Looking

    def of(self, kind: type[Any]) -> list[Any]:
        return [update for update in self.updates if isinstance(update, kind)]

    def ids(self, channel: Any, *, history: bool = False) -> list[int]:
        """Message ids in the order in which they were handed over, as often as they were."""
        posted = [update for update in self.of(Posted) if update.post.channel == channel.id]
        handed = [update.post for update in posted if update.history is history]
        return [number for post in handed for number in post.parts or (post.id,)]

    def read_to(self, channel: Any) -> int:
        cursor = self.stored.get(("preview", channel.id))
        return cursor.read_to if cursor is not None else -1

    def states(self, channel: str = "") -> list[str]:
        return [update.state for update in self.of(SourceChanged) if update.channel == channel]

    def edits(self) -> list[str]:
        return [update.post.text for update in self.of(Edited)]

    def gone(self) -> list[int]:
        return [number for update in self.of(Deleted) for number in update.ids]

    def counted(self) -> list[tuple[int, int | None]]:
        return [(update.id, update.counters.views) for update in self.of(Counted)]

    async def until(self, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                self.news.clear()
                await self.news.wait()


@dataclass
class Desk:
    """A server, and sources that read it one after the other into the same shelf."""

    server: PreviewServer
    shelf: Shelf = field(default_factory=Shelf)
    pace: Pace = QUICK
    manners: Manners = MANNERS
    source: PreviewSource | None = None

    @asynccontextmanager
    async def watching(self, *channels: Any) -> AsyncIterator[PreviewSource]:
        """A source that runs; entered when every channel was looked at once. Takes channels or their specs."""
        specs = [c if isinstance(c, ChannelSpec) else ChannelSpec("telegram", c.handle) for c in channels]
        options = PreviewOptions(self.server.base, allow_private=True, pace=self.pace)
        began = len(self.shelf.updates)
        async with Fetcher(SystemClock(), self.manners) as fetcher:
            source = PreviewSource(specs, self.shelf, SystemClock(), fetcher, options)
            task = asyncio.create_task(source.run(self.shelf), name="source")
            try:
                for spec in specs:
                    await self.shelf.until(lambda a=spec.address: self._settled(a, began))  # type: ignore[misc]
                yield source
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    def _settled(self, address: str, began: int) -> bool:
        said = [u for u in self.shelf.updates[began:] if isinstance(u, SourceChanged) and u.channel == address]
        return bool(said) and said[-1].state not in ("", "catching_up")

    async def polls(self, channel: Any, count: int = 2) -> None:
        """Wait until a channel was looked at so many times more."""
        path = f"/s/{channel.handle}"
        goal = self.server.asked.count(path) + count + 1  # the last may still be under way
        async with asyncio.timeout(5.0):
            while self.server.asked.count(path) < goal:
                await asyncio.sleep(0.01)


def backfilling(channel: Any, backfill: int) -> ChannelSpec:
    return replace(ChannelSpec("telegram", channel.handle), backfill=backfill)
