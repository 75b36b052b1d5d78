"""Were we blind, or was it quiet? Real sources against servers on loopback, through the pipeline into the ledger."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from typing import Any

import pytest
from patience import PATIENCE
from pydantic import SecretStr

from monitor.bus import LocalBus
from monitor.model import AccountSpec, ChannelSpec, Started, TelegramSpec, Tick
from monitor.pipeline import Pipeline
from monitor.ports.clock import SystemClock
from monitor.ports.meter import NoMeter
from monitor.ports.source import Source
from monitor.sources._fetch import Fetcher
from monitor.sources._looking import Looking
from monitor.sources._turns import Manners
from monitor.sources.preview.pace import Pace as PreviewPace
from monitor.sources.preview.pace import PreviewOptions
from monitor.sources.preview.source import PreviewSource
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.source import TelegramSource
from monitor.store import blindness
from monitor.store.sight import Gap
from monitor.testing.preview import PreviewServer
from monitor.testing.receivers import Answer
from monitor.testing.telegram import Server

CLOCK = SystemClock()
SHARP = Looking(every=0.05, times=0.3, least=0.4)
PATIENT = Looking(every=0.05, least=20.0)  # a busy machine must not make a gap where there is none


@dataclass
class Watch:
    """A daemon's heart, with a clock that ticks often: sources hand over, the pipeline writes, gaps are read."""

    bench: Any
    bus: LocalBus = field(default_factory=LocalBus)

    @asynccontextmanager
    async def running(self, *sources: Source) -> AsyncIterator[None]:
        """Ends as a kill does: what was not written is not written."""
        self.bus = LocalBus()
        pipeline = Pipeline(self.bus, self.bench.database, self.bench.watching, CLOCK, NoMeter())
        await self.bus.put(Started(CLOCK.now()))
        work = [pipeline.run(), self._tick(), *(source.run(self.bus) for source in sources)]
        tasks = [asyncio.create_task(one) for one in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(0.05)
            await self.bus.put(Tick(CLOCK.now()))

    async def gaps(self) -> Sequence[Gap]:
        """As they were written."""
        async with self.bench.database.engines.reading() as connection:
            return await blindness.listed_gaps(connection, 0, 100)

    async def until(self, condition: Callable[[Sequence[Gap]], bool]) -> Sequence[Gap]:
        async with asyncio.timeout(PATIENCE):
            while not condition(found := await self.gaps()):
                await asyncio.sleep(0.02)
            return found

    async def looks(self, channel: Any, count: int) -> None:
        """Wait until a channel was looked at so many times more."""
        last, seen = -1, 0
        async with asyncio.timeout(PATIENCE):
            while seen < count:
                async with self.bench.database.engines.reading() as connection:
                    found = await blindness.seeing(connection, CLOCK.now())
                if channel.id in found and found[channel.id].last > last:
                    last, seen = found[channel.id].last, seen + 1
                await asyncio.sleep(0.02)


def is_open(cause: str) -> Callable[[Sequence[Gap]], bool]:
    return lambda found: any(gap.cause == cause and gap.until is None for gap in found)


def is_read(cause: str) -> Callable[[Sequence[Gap]], bool]:
    return lambda found: any(gap.cause == cause and gap.how == "read" for gap in found)


@pytest.fixture
async def watch(bench: Any) -> Watch:
    return Watch(bench)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server() as server:
        yield server


@pytest.fixture
async def pages() -> AsyncIterator[PreviewServer]:
    async with PreviewServer() as server:
        yield server


def by_account(watch: Watch, server: Server, user: Any, *channels: Any, looking: Looking = SHARP) -> TelegramSource:
    pace = Pace(
        connect_timeout=2.0,
        call_timeout=2.0,
        ping_every=0.05,
        ping_timeout=1.0,
        reconnect_first=0.05,
        reconnect_most=0.1,
        settle=0.02,
        flush=0.01,
        resolve_every=0.0,
        difference_bounds=(0.05, 0.1),
        looking=looking,
    )
    spec = TelegramSpec(1, SecretStr("0" * 32), (AccountSpec("desk"),), None, reconcile=600_000, poll=(100, 200))
    entries = [ChannelSpec("telegram", channel.handle) for channel in channels]
    session = server.session_for(user)
    return TelegramSource(spec, spec.accounts[0], entries, watch.bench.database, CLOCK, session=session, pace=pace)


@asynccontextmanager
async def by_page(watch: Watch, pages: PreviewServer, *handles: str) -> AsyncIterator[PreviewSource]:
    pace = PreviewPace(poll=(0.05, 0.1), timeout=1.0, retry_first=0.05, retry_most=0.1, closed_retry=0.1, looking=SHARP)
    options = PreviewOptions(pages.base, allow_private=True, pace=pace)
    async with Fetcher(CLOCK, Manners(gap=0.0, patience=0.1, hold_first=0.1, hold_most=0.2)) as fetcher:
        entries = [ChannelSpec("telegram", handle) for handle in handles]
        yield PreviewSource(entries, watch.bench.database, CLOCK, fetcher, options)


async def test_a_quiet_channel_is_no_gap_pushed_or_polled(watch: Watch, server: Server) -> None:
    user, joined, polled = server.add_user(), server.add_channel("A", "joined"), server.add_channel("B", "polled")
    server.join(user, joined)
    polled.post("an old post")
    async with watch.running(by_account(watch, server, user, joined, polled, looking=PATIENT)):
        await watch.looks(joined, 4)
        await watch.looks(polled, 4)
    assert await watch.gaps() == []


async def test_a_link_that_was_down_is_a_gap_which_reading_closes(watch: Watch, server: Server) -> None:
    user, joined = server.add_user(), server.add_channel("A", "joined")
    server.join(user, joined)
    async with watch.running(by_account(watch, server, user, joined)):
        await watch.looks(joined, 2)
        server.close_port()
        (gap,) = await watch.until(is_open("network"))
        for number in range(3):
            joined.post(f"meanwhile {number}")
        await server.open_port()
        found = await watch.until(is_read("network"))
    read = next(one for one in found if one.start == gap.start)
    assert (read.channel, read.cause, read.how, read.late, read.missing) == (joined.id, "network", "read", 3, "")
    assert read.until is not None
    assert read.until == read.closed > read.start


async def test_a_link_that_has_fallen_silent_shows_nothing(watch: Watch, server: Server) -> None:
    user, joined = server.add_user(), server.add_channel("A", "joined")
    server.join(user, joined)
    async with watch.running(by_account(watch, server, user, joined)):
        await watch.looks(joined, 2)
        server.half_open()
        await watch.until(lambda found: any(gap.until is None for gap in found))
        server.recover()


async def test_a_daemon_that_was_killed_was_down_until_it_has_read(watch: Watch, server: Server) -> None:
    user, joined = server.add_user(), server.add_channel("A", "joined")
    server.join(user, joined)
    server.too_long_after = 5
    async with watch.running(by_account(watch, server, user, joined)):
        await watch.looks(joined, 2)
    assert await watch.gaps() == []
    for number in range(20):
        joined.post(f"meanwhile {number}")
    await asyncio.sleep(0.5)
    async with watch.running(by_account(watch, server, user, joined)):
        (gap,) = await watch.until(is_read("down"))
    assert (gap.late, gap.missing) == (20, ""), "a difference that is too long to tell is read from the history"


async def test_a_flood_blinds_what_is_polled_and_not_what_is_pushed(watch: Watch, server: Server) -> None:
    user, joined, polled = server.add_user(), server.add_channel("A", "joined"), server.add_channel("B", "polled")
    server.join(user, joined)
    server.difference_timeout = 0.01  # else what is new is pushed for a while after each poll
    async with watch.running(by_account(watch, server, user, joined, polled)):
        await watch.looks(joined, 2)
        await watch.looks(polled, 2)
        server.flood("updates.getChannelDifference", seconds=1)
        await watch.until(is_open("flood"))
        polled.post("behind the wall")
        found = await watch.until(is_read("flood"))
    assert {(gap.channel, gap.late) for gap in found if gap.cause == "flood"} == {(polled.id, 1)}


async def test_a_page_that_asks_for_peace_is_a_flood(watch: Watch, pages: PreviewServer) -> None:
    page = pages.add("news", 77)
    page.posts(3)
    async with by_page(watch, pages, "news") as source, watch.running(source):
        await watch.looks(page, 2)
        page.faults.extend([Answer(429)] * 100)
        await watch.until(is_open("flood"))
        page.faults.clear()
        page.post("meanwhile")
        found = await watch.until(is_read("flood"))
    assert next(gap for gap in found if gap.cause == "flood").channel == 77


async def test_a_page_without_preview_is_closed_to_us(watch: Watch, pages: PreviewServer) -> None:
    page, other = pages.add("news", 77), pages.add("other", 78)
    page.posts(3)
    other.posts(3)
    async with by_page(watch, pages, "news", "other") as source, watch.running(source):
        await watch.looks(page, 2)
        await watch.looks(other, 2)
        page.shows = "front"
        found = await watch.until(is_open("closed"))
    assert [gap.channel for gap in found if gap.cause == "closed"] == [77]


async def test_the_whole_daemon_knows_that_it_was_down(world: Any) -> None:
    (channel,) = world.add_channels(1)
    await world.start()
    await world.until("SELECT count(*) FROM looks", 1)
    assert await world.stop() == 0
    assert world.ask("SELECT count(*) FROM gaps") == [(0,)], "a stop is no gap if the next start comes soon"
    with closing(sqlite3.connect(world.folder / "monitor.db")) as connection, connection:
        connection.execute("UPDATE looks SET last = last - 3600000, lapses = lapses - 3600000")  # an hour ago
        connection.execute("UPDATE sight SET start = start - 3600000")
    channel.post("while nobody looked")
    await world.start()
    await world.until("SELECT count(*) FROM gaps WHERE how = 'read'", 1)
    ((cause, late, seconds),) = world.ask("SELECT cause, late, (until - start) / 1000 FROM gaps")
    assert (cause, late) == ("down", 1)
    assert 3600 <= seconds < 3700
    assert await world.stop() == 0
