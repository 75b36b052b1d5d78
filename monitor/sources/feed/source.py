"""Feeds of the watch file, each visited in its own rhythm, none held up by another."""

import asyncio
import random
import traceback
from collections.abc import Awaitable, Callable, Sequence

import structlog

from monitor.errors import Rejected, Unavailable
from monitor.model import ChannelSpec, Looked, Millis, SourceChanged
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.source import Shelf
from monitor.sources._backoff import Backoff
from monitor.sources._polling import next_interval, spread
from monitor.sources.feed.followed import Followed
from monitor.sources.feed.handover import SOURCE, Handover
from monitor.sources.feed.pace import Pace
from monitor.sources.feed.reader import Reader
from monitor.sources.feed.timetable import Timetable
from monitor.sources.feed.verdict import FeedClosed
from monitor.sources.feed.visit import Gets, Visitor

_log = structlog.get_logger(__name__)


class FeedSource:
    """All feeds of the watch file. `fetcher` is open for as long as the source runs.

    A post of a feed keeps the id that `identity` gave it; what drops out of a document is not deleted, only
    old. `allow_private` lets feeds be read from addresses of the own network.
    """

    name = SOURCE

    def __init__(
        self,
        channels: Sequence[ChannelSpec],
        shelf: Shelf,
        clock: Clock,
        fetcher: Gets,
        *,
        pace: Pace | None = None,
        allow_private: bool = False,
    ) -> None:
        self._channels = tuple(channels)
        self._shelf = shelf
        self._clock = clock
        self._fetcher = fetcher
        self._pace = pace or Pace()
        self._allow_private = allow_private
        self._feeds: dict[int, Followed] = {}
        self._contacted: set[int] = set()
        self._start: Callable[[Followed], None] | None = None

    def watch(self, channels: Sequence[ChannelSpec]) -> None:
        """After a reload: watch these feeds, and no others."""
        self._channels = tuple(channels)
        if self._start is not None:
            self._fill(self._start)

    async def run(self, intake: Intake) -> None:
        """Hand updates over until cancelled."""
        await intake.put(SourceChanged(self.name, "starting", self._clock.now()))
        self._contacted |= set(await self._shelf.cursors(SOURCE))
        self._feeds.clear()
        reader, timetable = Reader(self._pace.read_deadline), Timetable()
        handover = Handover(intake, self._shelf, self._clock)
        visitor = Visitor(self._fetcher, reader, handover, self._pace, allow_private=self._allow_private)
        round_ = _Round(intake, self._clock, self._pace, visitor, timetable, self._contacted)
        timetable.start()
        try:
            async with asyncio.TaskGroup() as group:
                self._start = _starter(group, round_, timetable)
                self._fill(self._start)
                await intake.put(SourceChanged(self.name, "polling", self._clock.now()))
                await asyncio.Event().wait()  # a group without feeds would end
        finally:
            self._start = None
            timetable.stop()
            await reader.close()
            intake.offer(SourceChanged(self.name, "stopped", self._clock.now()))

    def _fill(self, start: Callable[[Followed], None]) -> None:
        """Bring what runs in line with the watch file. Two spellings of one address are one feed."""
        wanted: dict[int, Followed] = {}
        for spec in self._channels:
            feed = Followed(spec)
            wanted.setdefault(feed.id, feed)
        for number in self._feeds.keys() - wanted.keys():
            gone = self._feeds.pop(number).task
            if gone is not None:
                gone.cancel()
        for number, feed in wanted.items():
            if number in self._feeds:
                self._feeds[number].respell(feed.spec)
            else:
                feed.contacted = number in self._contacted
                self._feeds[number] = feed
                start(feed)


def _starter(group: asyncio.TaskGroup, round_: "_Round", timetable: Timetable) -> Callable[[Followed], None]:
    def start(feed: Followed) -> None:
        feed.task = group.create_task(round_.attend(feed), name=f"feed-{feed.host}")
        feed.task.add_done_callback(lambda _task: timetable.remove(str(feed.id)))

    return start


class _Round:
    """What each feed's own task does: wait until it is due, visit it, say how that went, set when it is due again."""

    def __init__(
        self,
        intake: Intake,
        clock: Clock,
        pace: Pace,
        visitor: Visitor,
        timetable: Timetable,
        contacted: set[int],
    ) -> None:
        self._intake = intake
        self._clock = clock
        self._pace = pace
        self._visitor = visitor
        self._timetable = timetable
        self._contacted = contacted

    async def attend(self, feed: Followed) -> None:
        passing = Backoff(self._pace.retry_first, self._pace.retry_most)
        closed = Backoff(self._pace.closed_first, self._pace.closed_most)
        wait = random.uniform(0, self._pace.start_within)  # noqa: S311 - spreading load
        while True:
            self._timetable.set(str(feed.id), _waker(feed), wait)
            await feed.due.wait()
            feed.due.clear()
            wait = await self._try(feed, passing, closed)

    async def _try(self, feed: Followed, passing: Backoff, closed: Backoff) -> float:
        """Visit a feed. Returns how long to wait for the next time, in seconds."""
        try:
            found = await self._visitor.visit(feed)
        except FeedClosed as error:
            return await self._failed(feed, error.verdict.state, error.verdict.detail, closed.wait())
        except Rejected as error:
            return await self._failed(feed, "failed", str(error), closed.wait())
        except Unavailable as error:
            wait = min(max(passing.wait(), error.retry_after or 0.0), self._pace.most_wait)
            return await self._failed(feed, "waiting", str(error), wait)
        except Exception as error:  # noqa: BLE001 - a bug that one feed meets must not end the others
            stack = "".join(traceback.format_tb(error.__traceback__))
            _log.error("feed_failed", feed=feed.host, error=type(error).__name__, stack=stack)
            return await self._failed(feed, "failed", f"a bug: {type(error).__name__}", passing.wait())
        passing.reset()
        closed.reset()
        self._contacted.add(feed.id)
        feed.interval = next_interval(feed.interval or self._pace.first, found, self._pace.bounds)
        await self._tell(feed, "polling", feed.detail)
        interval = max(feed.interval, min(max(feed.pause, feed.fresh_for), self._pace.most_asked))
        await self._tell_look(feed, interval)
        return spread(interval, random.random())  # noqa: S311 - spreading load

    async def _tell_look(self, feed: Followed, interval: float) -> None:
        now = asyncio.get_running_loop().time()
        if not (feed.lost or self._pace.looking.is_due(now, feed.looked)):
            return
        within = self._pace.looking.within(interval)
        await self._intake.put(Looked(SOURCE, (feed.id,), self._clock.now(), within, SOURCE, feed.lost))
        feed.lost, feed.looked = "", now

    async def _failed(self, feed: Followed, state: str, detail: str, wait: float) -> float:
        feed.stumbled()
        if feed.told[0] != state:
            _log.warning("feed_not_read", feed=feed.host, state=state, reason=detail, again_in_s=round(wait))
        await self._tell(feed, state, detail, self._clock.now() + int(wait * 1000))
        return wait

    async def _tell(self, feed: Followed, state: str, detail: str, until: Millis | None = None) -> None:
        """Hand over a feed's state when it is another than before."""
        if feed.told != (state, detail):
            await self._intake.put(SourceChanged(SOURCE, state, self._clock.now(), feed.address, detail, until))
            feed.told = (state, detail)


def _waker(feed: Followed) -> Callable[[], Awaitable[None]]:
    async def due() -> None:
        feed.due.set()

    return due
