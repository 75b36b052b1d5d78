"""A Telegram on loopback, a source that watches it, and the ends that a source talks to: shelf and intake."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE
from pydantic import SecretStr

from monitor.model import (
    AccountSpec,
    ChannelChanged,
    ChannelSpec,
    Cursor,
    Deleted,
    Edited,
    Filled,
    Join,
    Peer,
    Posted,
    Reached,
    SourceChanged,
    Stretch,
    TelegramSpec,
    Update,
)
from monitor.ports.clock import SystemClock
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.source import TelegramSource
from monitor.testing.telegram import Server

# Test files import what is beside them; pytest's importlib mode adds no folder by itself.
sys.path.append(str(Path(__file__).parent))

QUICK = Pace(
    connect_timeout=2.0,
    call_timeout=2.0,
    ping_every=0.2,
    ping_timeout=5.0,
    reconnect_first=0.05,
    reconnect_most=0.4,
    steady_after=5.0,
    retry_first=0.02,
    retry_most=0.2,
    settle=0.02,
    gap_most=0.2,
    flush=0.01,
    resolve_every=0.0,
    join_every=(0.05, 0.1),
    blocked_retry=60.0,
    difference_bounds=(0.1, 1.0),
    history_every=0.0,
    count_every=0.05,
    count_rest=0.1,
    count_look=0.01,
)


@dataclass
class World:
    """Shelf and intake in one: what was handed over is stored at once, and a cursor may not go back."""

    updates: list[Update] = field(default_factory=list)
    stored: dict[int, Cursor] = field(default_factory=dict)
    peers_: dict[tuple[str, int], Peer] = field(default_factory=dict)
    pins: dict[str, int] = field(default_factory=dict)
    messages: dict[int, dict[int, int]] = field(default_factory=dict)
    due: dict[int, Sequence[int]] = field(default_factory=dict)  # whose counters are to be read again
    refuse: Callable[[Update], bool] = lambda _update: False
    queue: dict[tuple[str, str], Join] = field(default_factory=dict)
    tried: list[tuple[str, int, str]] = field(default_factory=list)
    pasts: dict[int, Stretch] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    # Intake

    def offer(self, update: Update) -> bool:
        if self.refuse(update):
            return False
        self._take(update)
        return True

    async def put(self, update: Update) -> None:
        await asyncio.sleep(0)
        self._take(update)

    def _take(self, update: Update) -> None:
        self.updates.append(update)
        if isinstance(update, Posted):
            self.messages.setdefault(update.post.channel, {}).setdefault(update.post.id, update.seen)
        elif isinstance(update, Deleted):
            for number in update.ids:
                self.messages.get(update.channel, {}).pop(number, None)
        elif isinstance(update, ChannelChanged):
            if update.peer is not None:
                self.peers_[update.peer.account, update.id] = update.peer
                self.pins[update.peer.handle.lower()] = update.id
        elif isinstance(update, Reached):
            self._reach(update.cursor)
        elif isinstance(update, Filled):
            self._fill(update.stretch)
        self.news.set()

    def _fill(self, stretch: Stretch) -> None:
        before = self.pasts.get(stretch.channel)
        assert before is None or (stretch.above or 0) >= (before.above or 0), "the past went back"
        self.pasts[stretch.channel] = stretch
        if stretch.done:
            del self.pasts[stretch.channel]

    def _reach(self, cursor: Cursor) -> None:
        before = self.stored.get(cursor.channel)
        if before is not None:
            assert cursor.read_to >= before.read_to, "a cursor went back"
            assert (cursor.pts or 0) >= (before.pts or 0), "an event count went back"
        self.stored[cursor.channel] = cursor

    # Shelf

    async def cursors(self, source: str) -> Mapping[int, Cursor]:
        assert source == "telegram"
        return dict(self.stored)

    async def histories(self) -> Mapping[int, Stretch]:
        return dict(self.pasts)

    async def peers(self, account: str) -> Sequence[Peer]:
        return [peer for (name, _), peer in self.peers_.items() if name == account]

    async def pinned(self, handles: Sequence[str]) -> Mapping[str, int]:
        return {handle: self.pins[handle] for handle in handles if handle in self.pins}

    async def standing(self, channel: int, low: int, high: int) -> Mapping[int, int]:
        return {n: seen for n, seen in self.messages.get(channel, {}).items() if low <= n <= high}

    async def joins(self, account: str) -> Sequence[Join]:
        mine = [join for (name, _), join in self.queue.items() if name == account]
        return sorted(mine, key=lambda join: join.asked)

    async def joins_since(self, account: str, moment: int) -> Sequence[int]:
        return sorted(at for name, at, _ in self.tried if name == account and at >= moment)

    async def keep_join(self, join: Join, tried: int | None = None) -> None:
        self.queue[join.account, join.handle] = join
        if tried is not None:
            self.tried.append((join.account, tried, join.handle))
        self.news.set()

    async def forget_join(self, account: str, handle: str) -> None:
        self.queue.pop((account, handle), None)
        self.news.set()

    async def countable(self, channel: int, now: int) -> Sequence[int]:
        return self.due.get(channel, ())

    # Looking

    def of(self, kind: type[Any]) -> list[Any]:
        return [update for update in self.updates if isinstance(update, kind)]

    def posts(self, channel: Any) -> list[int]:
        """Ids in the order in which they were handed over, each once."""
        return list(dict.fromkeys(u.post.id for u in self.of(Posted) if u.post.channel == channel.id))

    def texts(self) -> list[str]:
        return [u.post.text for u in self.of(Posted)]

    def edits(self) -> list[str]:
        return [u.post.text for u in self.of(Edited)]

    def states(self, channel: str = "") -> list[str]:
        return [u.state for u in self.of(SourceChanged) if u.channel == channel]

    async def until(self, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait for something to come in that makes the condition hold."""
        async with asyncio.timeout(seconds):
            while not condition():
                self.news.clear()
                await self.news.wait()

    async def caught_up(self, channel: Any, seconds: float = PATIENCE) -> None:
        """Wait until the cursor says that all of a channel was read."""
        await self.until(lambda: self.stored.get(channel.id, Cursor("", 0, 0, 0)).pts == channel.pts, seconds)


@dataclass
class Desk:
    """A server with one account, and sources that use it."""

    server: Server
    user: Any
    session: str
    world: World
    pace: Pace = QUICK
    proxy: str = ""

    def source(
        self, *channels: Any, reconcile: int = 600_000, poll: tuple[int, int] = (100, 400), joins_a_day: int = 10
    ) -> TelegramSource:
        spec = TelegramSpec(
            1,
            SecretStr("0" * 32),
            (AccountSpec("desk-1"),),
            SecretStr(self.proxy) if self.proxy else None,
            reconcile=reconcile,
            poll=poll,
            joins_a_day=joins_a_day,
        )
        entries = [c if isinstance(c, ChannelSpec) else ChannelSpec("telegram", c.handle) for c in channels]
        return TelegramSource(
            spec, spec.accounts[0], entries, self.world, SystemClock(), session=self.session, pace=self.pace
        )

    @asynccontextmanager
    async def watching(self, *channels: Any, **options: Any) -> AsyncIterator[TelegramSource]:
        """A source that runs; entered when every channel was read once."""
        source = self.source(*channels, **options)
        async with self.running(source):
            for channel in channels:
                if not isinstance(channel, ChannelSpec):
                    await self.world.until(
                        lambda c=channel: {"live", "polling"} & set(self.world.states(c.handle)[-1:])
                    )
            yield source

    @asynccontextmanager
    async def running(self, source: TelegramSource) -> AsyncIterator["asyncio.Task[None]"]:
        task = asyncio.create_task(source.run(self.world), name="source")
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def joined(self, title: str, handle: str) -> Any:
        channel = self.server.add_channel(title, handle)
        self.server.join(self.user, channel)
        return channel


@pytest.fixture
async def desk(no_task_left: None) -> AsyncIterator[Desk]:
    server = await Server.start()
    user = server.add_user()
    yield Desk(server, user, server.session_for(user), World())
    await server.stop()
    gc.collect()  # what failed unseen is told when it is collected


@pytest.fixture(autouse=True)
async def no_task_left() -> AsyncIterator[None]:
    """A background task that outlives its test, or failed unseen, is a bug of the test or of the source."""
    failures: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: failures.append(context))
    yield
    assert failures == []
