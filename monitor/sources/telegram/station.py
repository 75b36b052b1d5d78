"""One account's channels, each looked after by a task of its own: what fails in one is no other's matter."""

import asyncio
import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import structlog

from monitor.errors import Unavailable
from monitor.model import ChannelSpec, Cursor, Peer, Stretch, TelegramSpec
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.files import Files
from monitor.ports.source import Shelf
from monitor.sources._backoff import Backoff
from monitor.sources._polling import next_interval, spread
from monitor.sources.telegram.backfill import Filler
from monitor.sources.telegram.calls import AccountLost, Calls
from monitor.sources.telegram.catchup import CatchUp
from monitor.sources.telegram.client import LinkLost
from monitor.sources.telegram.counting import Counting
from monitor.sources.telegram.downloads import Downloads
from monitor.sources.telegram.first import FirstContact, Found
from monitor.sources.telegram.joining import Joiner
from monitor.sources.telegram.live import Live
from monitor.sources.telegram.looks import Looks
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import Reader
from monitor.sources.telegram.reread import Reread
from monitor.sources.telegram.rounds import Rounds
from monitor.sources.telegram.telling import Teller
from monitor.sources.telegram.verdict import ChannelClosed, Verdict
from monitor.sources.telegram.watched import Bookmark, Mode, Watched, comments_spec, key_of

_log = structlog.get_logger(__name__)

_TWICE = Verdict("channel", "failed", "this channel is watched already under another handle; remove one of the entries")


class Station:
    """Made once a run; its tasks live as long as a connection does."""

    def __init__(
        self,
        name: str,
        account: str,
        spec: TelegramSpec,
        intake: Intake,
        shelf: Shelf,
        clock: Clock,
        pace: Pace,
        calls: Calls,
        cursors: Mapping[int, Cursor],
        histories: Mapping[int, Stretch],
        found: Found,
        files: Files | None = None,
    ) -> None:
        self._teller = Teller(name, account, intake, clock)
        self._clock = clock
        self._pace = pace
        self._bounds = (spec.poll[0] / 1000, spec.poll[1] / 1000)
        self._watched: dict[str, Watched] = {}
        self._let_go: dict[str, Watched] = {}  # they know more than the store does, if they come back
        self._by_id: dict[int, Watched] = {}
        self._reader = Reader(calls)
        self._cursors, self._histories = cursors, histories
        self._first = FirstContact(account, self._reader, intake, clock, pace, shelf.pinned, found)
        self._reread = Reread(self._reader, intake, shelf, clock, pace)
        self._catch_up = CatchUp(
            self._reader, intake, clock, pace, self._teller.tell, self._first.facts, self._reread.run
        )
        joins = spec.joins_a_day
        self._joiner = Joiner(
            account, joins, self._watched, self._reader, self._first, shelf, clock, pace, self._joined
        )
        self._filler = Filler(self._reader, intake, clock, pace, self._teller.bug)
        self._counting = Counting(self._by_id, self._reader, intake, shelf, clock, pace)
        self._downloads = Downloads(self._by_id, self._reader, calls, files, pace) if files is not None else None
        self._rounds = Rounds(spec.reconcile / 1000)
        self._group: asyncio.TaskGroup | None = None
        self.live = Live(account, self._by_id, intake, clock)
        self.looks = Looks(name, self._by_id, intake, clock, pace)
        self._log = _log.bind(account=account)

    # Which channels

    def add(self, spec: ChannelSpec, peer: Peer | None, marks: Mapping[str, Bookmark]) -> None:
        """Watch a channel, and its comments if they are wanted, from the bookmarks of the account that read them
        before; or take over its changed entry.
        """
        parent = self._add(spec, peer, marks)
        comments = comments_spec(spec)
        if spec.comments:
            self._add(comments, None, marks, parent)
        else:
            self.release([key_of(comments)])

    def _add(
        self, spec: ChannelSpec, peer: Peer | None, marks: Mapping[str, Bookmark], parent: Watched | None = None
    ) -> Watched:
        key = key_of(spec)
        if known := self._watched.get(key):
            if known.spec != spec:
                known.spec = spec
                known.wake.set()
                self._joiner.look()
            return known
        channel = self._let_go.pop(key, None) or Watched(spec, peer)
        channel.spec, channel.parent = spec, parent
        if key in marks:
            channel.take_up(marks[key])
        elif not channel.contacted:
            self._go_on(channel)
        channel.relink()
        self._watched[key] = channel
        if self._group is not None:
            self._look_after(channel)
        return channel

    def release(self, keys: Collection[str]) -> dict[str, Bookmark]:
        """Let go of channels. From here on nothing of them is handed over: the bookmarks say where to go on."""
        marks = {}
        for key in self._watched.keys() & set(keys):
            channel = self._let_go[key] = self._watched.pop(key)
            marks[key] = channel.bookmark()
            self._joiner.look()
            self._rounds.remove(key)
            self.live.forget(channel)
            if self._by_id.get(channel.id) is channel:
                del self._by_id[channel.id]
            for task in (channel.task, channel.filling):
                if task is not None:
                    task.cancel()
            channel.mode, channel.told = "history", ("", "")
        return marks

    @property
    def watched(self) -> Collection[str]:
        """Keys of the channels at work."""
        return self._watched.keys()

    @property
    def peers(self) -> Mapping[str, Peer]:
        """How to address the channels that were met in this run, by key; also of those that were let go."""
        met = {**self._let_go, **self._watched}
        return {key: channel.peer for key, channel in met.items() if channel.peer is not None}

    def _go_on(self, channel: Watched) -> None:
        """From the stored cursor, whichever account came so far; and so with the past, if it is still asked for."""
        if (cursor := self._cursors.get(channel.id)) is not None:
            channel.resume(cursor)
            if channel.spec.backfill and (stretch := self._histories.get(channel.id)) is not None:
                channel.fill(stretch)

    # One connection

    async def attend(self) -> None:
        """Look after all channels until cancelled, or until the account or the link is lost."""
        self._rounds.start()
        try:
            async with asyncio.TaskGroup() as self._group:
                self._group.create_task(self._joiner.run(), name="telegram-join")
                self._group.create_task(self._counting.run(), name="telegram-counters")
                if self._downloads is not None:
                    self._group.create_task(self._downloads.run(), name="telegram-files")
                for channel in self._watched.values():
                    channel.relink()
                    self._look_after(channel)
        finally:
            self._group = None
            self._rounds.stop()
            self._rounds = self._rounds.fresh()

    def _look_after(self, channel: Watched) -> None:
        assert self._group is not None  # noqa: S101 - called only while connected
        channel.filling = None
        channel.task = self._group.create_task(self._attend(channel), name=f"telegram-{channel.address}")

    async def _attend(self, channel: Watched) -> None:
        backoff = Backoff(self._pace.retry_first, self._pace.retry_most)
        gaps = Backoff(self._pace.settle, self._pace.gap_most)
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, channel.blocked - loop.time()))
        while True:
            wait = await self._try(channel, backoff)
            if wait is None and channel.tracker.behind:
                wait = gaps.wait()
            if wait is not None:
                await asyncio.sleep(wait)
                continue
            gaps.reset()
            await self._rest(channel)

    async def _try(self, channel: Watched, backoff: Backoff) -> float | None:
        """Do what is due. Returns how long to wait after a failure, or None."""
        try:
            await self._do(channel)
        except ChannelClosed as closed:
            return await self._closed(channel, closed.verdict)
        except Unavailable as error:
            return await self._put_off(channel, "waiting", str(error), backoff.wait())
        except (LinkLost, AccountLost):
            raise
        except Exception as error:  # noqa: BLE001 - a bug that one channel meets must not end the others
            self._teller.bug("telegram_channel_failed", channel, error)
            return await self._put_off(channel, "failed", f"a bug: {type(error).__name__}", backoff.wait())
        backoff.reset()
        return None

    async def _do(self, channel: Watched) -> None:
        channel.wake.clear()
        await self._know(channel)
        if channel.tracker.behind and not channel.tracker.alarmed:
            await asyncio.sleep(self._pace.settle)  # out of order, more often than lost
        asked = True
        if channel.tracker.behind:
            found = await self._catch_up.run(channel)
            if channel.mode == "history":
                self._schedule(channel, found)
        elif channel.mode != "joined" and channel.due <= asyncio.get_running_loop().time():
            await self._poll(channel)
        else:
            asked = channel.reread
        if channel.reread:
            await self._read_again(channel)
        channel.mode = self._mode_of(channel)  # what was read may say that the account has left it, or joined
        self.live.moved(channel)
        self.live.flush()
        if not channel.tracker.behind:
            await self._teller.tell(channel, "live" if channel.mode == "joined" else "polling", "", None)
        if asked:
            await self.looks.read(channel)

    async def _know(self, channel: Watched) -> None:
        """Everything that must be there before a channel can be read, and what follows from it."""
        if channel.parent is not None:
            if channel.threads is None:
                await self._first.find_comments(channel, channel.parent)
        elif channel.peer is None:
            await self._first.resolve(channel)
        if self._by_id.setdefault(channel.id, channel) is not channel:
            raise ChannelClosed(_TWICE)
        if not channel.contacted:
            self._go_on(channel)
        if not channel.contacted:
            await self._first.start(channel)
        channel.mode = self._mode_of(channel)
        self._rounds.add(channel.key, self._ask_again(channel), random.random())  # noqa: S311
        if channel.spec.join and channel.mode != "joined":
            self._joiner.look()
        if channel.pending is not None and channel.filling is None and self._group is not None:
            name = f"telegram-history-{channel.address}"
            channel.filling = self._group.create_task(self._filler.run(channel), name=name)

    def _mode_of(self, channel: Watched) -> Mode:
        if channel.peer is not None and channel.peer.joined:
            return "joined"
        if channel.parent is not None:
            return "history"  # the few that are pushed are for channels
        if channel.mode == "difference":
            return "difference"
        taken = sum(c.mode == "difference" for c in self._watched.values())
        return "difference" if taken < self._pace.watched_differences else "history"

    # What is done for one channel

    async def _poll(self, channel: Watched) -> None:
        found = await self._catch_up.run(channel, by_history=channel.mode == "history")
        self._schedule(channel, found)

    def _schedule(self, channel: Watched, found: bool) -> None:
        """When to poll next. Asking for the difference in the server's own rhythm makes it push as well."""
        if channel.mode == "difference":
            low, high = self._pace.difference_bounds
            channel.interval = min(high, max(low, channel.server_timeout))
        else:
            channel.interval = next_interval(channel.interval or self._bounds[0], found, self._bounds)
        channel.due = asyncio.get_running_loop().time() + spread(channel.interval, random.random())  # noqa: S311

    async def _rest(self, channel: Watched) -> None:
        """Until something is due."""
        if channel.mode == "joined":
            await channel.wake.wait()
            return
        left = channel.due - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(max(0.0, left)):
                await channel.wake.wait()
        except TimeoutError:
            return

    async def _read_again(self, channel: Watched) -> None:
        channel.reread = False
        channel.rereading = True
        try:
            await self._reread.run(channel)
        finally:
            channel.rereading = False
        if not channel.tracker.behind:
            channel.caught_up()

    def _ask_again(self, channel: Watched) -> Any:
        async def due() -> None:
            channel.reread = True
            channel.wake.set()

        return due

    async def _joined(self, channel: Watched, chats: Sequence[Any]) -> None:
        await self._first.facts(channel, chats)
        channel.tracker.mark()
        channel.wake.set()

    # Telling

    async def _closed(self, channel: Watched, verdict: Verdict) -> float:
        wait = self._pace.unresolved_retry if channel.peer is None else self._pace.blocked_retry
        channel.blocked = asyncio.get_running_loop().time() + wait
        self._log.warning("telegram_channel_closed", channel=channel.address, state=verdict.state)
        return await self._put_off(channel, verdict.state, verdict.detail, wait)

    async def _put_off(self, channel: Watched, state: str, detail: str, wait: float) -> float:
        channel.looked = None
        await self._teller.tell(channel, state, detail, self._clock.now() + int(wait * 1000))
        return wait
