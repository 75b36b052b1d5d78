"""One account's channels, each looked after by a task of its own: what fails in one is no other's matter."""

import asyncio
import random
import traceback
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from monitor.errors import Unavailable
from monitor.model import ChannelSpec, Cursor, Millis, Peer, SourceChanged, TelegramSpec
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.source import Shelf
from monitor.sources._backoff import Backoff
from monitor.sources._handle import handle_in
from monitor.sources._polling import next_interval, spread
from monitor.sources.telegram.backfill import read_back
from monitor.sources.telegram.calls import AccountLost, Calls
from monitor.sources.telegram.catchup import CatchUp
from monitor.sources.telegram.client import LinkLost
from monitor.sources.telegram.counting import Counting
from monitor.sources.telegram.first import FirstContact
from monitor.sources.telegram.joining import Joiner
from monitor.sources.telegram.live import Live
from monitor.sources.telegram.pace import Pace
from monitor.sources.telegram.reader import Reader
from monitor.sources.telegram.reread import Reread
from monitor.sources.telegram.rounds import Rounds
from monitor.sources.telegram.verdict import ChannelClosed, Verdict
from monitor.sources.telegram.watched import Mode, Watched

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
        pinned: Mapping[str, int],
    ) -> None:
        self._name = name
        self._intake = intake
        self._clock = clock
        self._pace = pace
        self._bounds = (spec.poll[0] / 1000, spec.poll[1] / 1000)
        self._watched: dict[str, Watched] = {}
        self._let_go: dict[str, Watched] = {}  # they know more than the store does, if they come back
        self._by_id: dict[int, Watched] = {}
        self._reader = Reader(calls)
        self._first = FirstContact(account, self._reader, intake, clock, pace, pinned)
        self._reread = Reread(self._reader, intake, shelf, clock, pace)
        self._catch_up = CatchUp(self._reader, intake, clock, pace, self.tell, self._first.facts, self._reread.run)
        self._joiner = Joiner(self._reader, clock, pace, self.tell, self._joined)
        self._counting = Counting(self._by_id, self._reader, intake, shelf, clock, pace)
        self._rounds = Rounds(spec.reconcile / 1000)
        self._group: asyncio.TaskGroup | None = None
        self.live = Live(account, self._by_id, intake, clock)
        self._log = _log.bind(account=account)

    # Which channels

    def add(self, spec: ChannelSpec, peers: Mapping[str, Peer], cursors: Mapping[int, Cursor]) -> None:
        """Watch a channel, or take over its changed entry."""
        key = handle_in(spec.address).lower()
        if known := self._watched.get(key):
            known.spec = spec
            known.wake.set()
            return
        channel = self._let_go.pop(key, None)
        if channel is None:
            channel = Watched(spec, peer=peers.get(key))
            if channel.id in cursors:
                channel.resume(cursors[channel.id])
        else:
            channel.spec = spec
            channel.relink()
        self._watched[key] = channel
        if self._group is not None:
            self._look_after(channel)

    def keep_only(self, specs: Sequence[ChannelSpec]) -> None:
        """Let go of channels that are not among these."""
        kept = {handle_in(spec.address).lower() for spec in specs}
        for key in self._watched.keys() - kept:
            channel = self._let_go[key] = self._watched.pop(key)
            self._joiner.drop(channel)
            self._rounds.remove(key)
            if self._by_id.get(channel.id) is channel:
                del self._by_id[channel.id]
            for task in (channel.task, channel.filling):
                if task is not None:
                    task.cancel()

    # One connection

    async def attend(self) -> None:
        """Look after all channels until cancelled, or until the account or the link is lost."""
        self._rounds.start()
        try:
            async with asyncio.TaskGroup() as self._group:
                self._group.create_task(self._joiner.run(), name="telegram-join")
                self._group.create_task(self._counting.run(), name="telegram-counters")
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
            self._bug("telegram_channel_failed", channel, error)
            return await self._put_off(channel, "failed", f"a bug: {type(error).__name__}", backoff.wait())
        backoff.reset()
        return None

    async def _do(self, channel: Watched) -> None:
        channel.wake.clear()
        await self._know(channel)
        if channel.tracker.behind and not channel.tracker.alarmed:
            await asyncio.sleep(self._pace.settle)  # out of order, more often than lost
        if channel.tracker.behind:
            found = await self._catch_up.run(channel)
            if channel.mode == "history":
                self._schedule(channel, found)
        elif channel.mode != "joined" and channel.due <= asyncio.get_running_loop().time():
            await self._poll(channel)
        if channel.reread:
            channel.reread = False
            await self._reread.run(channel)
        self.live.moved(channel)
        self.live.flush()
        if not channel.tracker.behind:
            await self.tell(channel, "live" if channel.mode == "joined" else "polling", "", None)

    async def _know(self, channel: Watched) -> None:
        """Everything that must be there before a channel can be read, and what follows from it."""
        if channel.peer is None:
            await self._first.resolve(channel)
        if self._by_id.setdefault(channel.id, channel) is not channel:
            raise ChannelClosed(_TWICE)
        if not channel.contacted:
            await self._first.start(channel)
        channel.mode = self._mode_of(channel)
        key = channel.address.lower()
        self._rounds.add(key, self._ask_again(channel), random.random())  # noqa: S311
        if channel.spec.join and channel.mode != "joined":
            self._joiner.want(channel)
        if channel.pending is not None and channel.filling is None and self._group is not None:
            name = f"telegram-history-{channel.address}"
            channel.filling = self._group.create_task(self._fill(channel), name=name)

    def _mode_of(self, channel: Watched) -> Mode:
        if channel.peer is not None and channel.peer.joined:
            return "joined"
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

    def _ask_again(self, channel: Watched) -> Any:
        async def due() -> None:
            channel.reread = True
            channel.wake.set()

        return due

    async def _joined(self, channel: Watched, chats: Sequence[Any]) -> None:
        await self._first.facts(channel, chats)
        channel.tracker.mark()
        channel.wake.set()

    async def _fill(self, channel: Watched) -> None:
        """Read the history that the entry asks for, behind everything else."""
        backoff = Backoff(self._pace.retry_first, self._pace.retry_most)
        while channel.pending is not None:
            try:
                done = await read_back(self._reader, channel, channel.pending, self._intake, self._clock, self._pace)
            except Unavailable:
                await asyncio.sleep(backoff.wait())
            except ChannelClosed:
                break
            except (LinkLost, AccountLost):
                raise
            except Exception as error:  # noqa: BLE001 - old posts must not end what is live
                self._bug("telegram_history_failed", channel, error)
                break
            else:
                self._log.info("telegram_history_read", channel=channel.address, posts=done)
                channel.pending = None

    # Telling

    async def tell(self, channel: Watched, state: str, detail: str, until: Millis | None) -> None:
        """Hand over a channel's state when it is another than before."""
        if channel.told != (state, detail):
            channel.told = (state, detail)
            now = self._clock.now()
            await self._intake.put(SourceChanged(self._name, state, now, channel.address, detail, until))

    def _bug(self, event: str, channel: Watched, error: Exception) -> None:
        """Where it happened, in lines of source: values could hold secrets."""
        stack = "".join(traceback.format_tb(error.__traceback__))
        self._log.error(event, channel=channel.address, error=type(error).__name__, stack=stack)

    async def _closed(self, channel: Watched, verdict: Verdict) -> float:
        wait = self._pace.unresolved_retry if channel.peer is None else self._pace.blocked_retry
        channel.blocked = asyncio.get_running_loop().time() + wait
        self._log.warning("telegram_channel_closed", channel=channel.address, state=verdict.state)
        return await self._put_off(channel, verdict.state, verdict.detail, wait)

    async def _put_off(self, channel: Watched, state: str, detail: str, wait: float) -> float:
        await self.tell(channel, state, detail, self._clock.now() + int(wait * 1000))
        return wait
