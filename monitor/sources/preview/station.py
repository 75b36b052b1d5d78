"""All channels of the preview, each looked after by a task of its own: what fails in one is no other's matter."""

import asyncio
import random
import traceback
from collections.abc import Sequence

import structlog

from monitor.errors import Rejected, Unavailable
from monitor.model import ChannelSpec, Looked, Millis, SourceChanged
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock
from monitor.ports.source import Shelf
from monitor.sources._backoff import Backoff
from monitor.sources._handle import handle_in
from monitor.sources._polling import next_interval, spread
from monitor.sources.preview.compare import Compare
from monitor.sources.preview.contact import Contact
from monitor.sources.preview.history import read_back
from monitor.sources.preview.pace import Pace
from monitor.sources.preview.reader import Reader
from monitor.sources.preview.reading import Reading
from monitor.sources.preview.timetable import Timetable
from monitor.sources.preview.tree import PageError
from monitor.sources.preview.watched import SOURCE, Closed, Watched

_log = structlog.get_logger(__name__)

_AT_WORK = frozenset({"polling", "catching_up"})


class Station:
    """Made once a run."""

    def __init__(
        self,
        reader: Reader,
        contact: Contact,
        intake: Intake,
        shelf: Shelf,
        clock: Clock,
        pace: Pace,
    ) -> None:
        self._reader = reader
        self._contact = contact
        self._intake = intake
        self._clock = clock
        self._pace = pace
        self._reading = Reading(reader, intake, clock, pace, self.tell)
        self._compare = Compare(reader, intake, shelf, clock, pace)
        self._timetable = Timetable()
        self._history_turn = asyncio.Lock()  # the history of many channels must not crowd out what is live
        self._watched: dict[str, Watched] = {}
        self._let_go: dict[str, Watched] = {}  # they know more than the store does, if they come back
        self._by_id: dict[int, Watched] = {}
        self._group: asyncio.TaskGroup | None = None
        self._told = ""

    # Which channels

    def add(self, spec: ChannelSpec) -> None:
        """Watch a channel, or take over its changed entry."""
        key = handle_in(spec.address).lower()
        if known := self._watched.get(key):
            known.spec = spec
            return
        channel = self._let_go.pop(key, None) or Watched(spec)
        channel.spec, channel.level, channel.told, channel.looked = spec, False, ("", ""), None
        self._watched[key] = channel
        if self._group is not None:
            self._look_after(channel)

    def keep_only(self, specs: Sequence[ChannelSpec]) -> None:
        """Let go of channels that are not among these."""
        kept = {handle_in(spec.address).lower() for spec in specs}
        for key in self._watched.keys() - kept:
            channel = self._let_go[key] = self._watched.pop(key)
            self._timetable.cancel(key)
            if self._by_id.get(channel.id) is channel:
                del self._by_id[channel.id]
            for task in (channel.task, channel.filling):
                if task is not None:
                    task.cancel()

    async def attend(self) -> None:
        """Look after all channels until cancelled."""
        self._timetable.start()
        try:
            async with asyncio.TaskGroup() as self._group:
                self._group.create_task(asyncio.Event().wait(), name="preview-open")  # a reload may bring channels
                for channel in self._watched.values():
                    self._look_after(channel)
        finally:
            self._group = None
            self._timetable.stop()

    def _look_after(self, channel: Watched) -> None:
        assert self._group is not None  # noqa: S101 - called only while attending
        channel.filling = None
        channel.task = self._group.create_task(self._attend(channel), name=f"preview-{channel.address}")

    # One channel

    async def _attend(self, channel: Watched) -> None:
        backoff = Backoff(self._pace.retry_first, self._pace.retry_most)
        closed = Backoff(self._pace.retry_first, self._pace.closed_retry)
        while True:
            channel.wake.clear()
            wait = await self._try(channel, backoff, closed)
            self._timetable.wake(channel.address.lower(), channel.wake, wait)
            await channel.wake.wait()

    async def _try(self, channel: Watched, backoff: Backoff, closed: Backoff) -> float:
        """Look at the channel. Returns how long to wait before the next look, in seconds."""
        try:
            found = await self._look(channel)
        except Closed as reason:
            _log.warning("preview_channel_closed", channel=channel.address, state=reason.state)
            return await self._put_off(channel, reason.state, reason.detail, closed.wait())
        except Unavailable as error:
            state = "waiting" if error.retry_after is None else "flooded"
            wait = max(error.retry_after or 0.0, backoff.wait())
            return await self._put_off(channel, state, str(error), wait)
        except (PageError, Rejected) as error:
            _log.warning("preview_page_unreadable", channel=channel.address, reason=str(error))
            return await self._put_off(channel, "failed", str(error), backoff.wait())
        except Exception as error:  # noqa: BLE001 - a bug that one channel meets must not end the others
            self._bug("preview_channel_failed", channel, error)
            return await self._put_off(channel, "failed", f"a bug: {type(error).__name__}", backoff.wait())
        backoff.reset()
        closed.reset()
        return await self._rested(channel, found=found)

    async def _look(self, channel: Watched) -> bool:
        """One poll. Returns whether anything was new."""
        page = await self._reader.newest(channel.address)
        if not await self._contact.know(channel, page):
            return False
        if self._by_id.setdefault(channel.id, channel) is not channel:
            raise Closed("failed", "this channel is watched already under another handle; remove one of the entries")
        top = channel.read_to
        found = await self._reading.run(channel, page)
        self._fill_if_due(channel)
        return await self._compare.run(channel, page, top) or found

    async def _rested(self, channel: Watched, *, found: bool) -> float:
        channel.interval = next_interval(channel.interval or self._pace.poll[0], found, self._pace.poll)
        await self.tell(channel, "polling", "" if channel.id else "the channel has no posts yet", None)
        if channel.contacted:
            await self._tell_look(channel)
        return spread(channel.interval, random.random())  # noqa: S311 - spreading load, not secrets

    async def _tell_look(self, channel: Watched) -> None:
        now = asyncio.get_running_loop().time()
        if not (channel.unreadable or self._pace.looking.is_due(now, channel.looked)):
            return
        within = self._pace.looking.within(channel.interval)
        missing = ", ".join(f"post {number}" for number in channel.unreadable)
        channel.unreadable.clear()
        await self._intake.put(Looked(SOURCE, (channel.id,), self._clock.now(), within, SOURCE, missing))
        channel.looked = now

    def _fill_if_due(self, channel: Watched) -> None:
        if channel.pending is not None and channel.filling is None and self._group is not None:
            name = f"preview-history-{channel.address}"
            channel.filling = self._group.create_task(self._fill(channel), name=name)

    async def _fill(self, channel: Watched) -> None:
        """Read the history that the entry asks for, behind everything else."""
        backoff = Backoff(self._pace.retry_first, self._pace.retry_most)
        while channel.pending is not None:
            try:
                done = await read_back(
                    self._reader, channel, channel.pending, self._intake, self._clock, self._pace, self._history_turn
                )
            except Unavailable as error:
                await asyncio.sleep(max(error.retry_after or 0.0, backoff.wait()))
            except (Closed, PageError, Rejected) as error:
                _log.warning("preview_history_stopped", channel=channel.address, reason=str(error))
                await asyncio.sleep(self._pace.closed_retry)
            except Exception as error:  # noqa: BLE001 - old posts must not end what is live
                self._bug("preview_history_failed", channel, error)
                break
            else:
                _log.info("preview_history_read", channel=channel.address, posts=done)
                channel.pending = None

    # Telling

    async def tell(self, channel: Watched, state: str, detail: str, until: Millis | None) -> None:
        """Hand over a channel's state when it is another than before, and the source's as it follows from all."""
        if channel.told != (state, detail):
            channel.told = (state, detail)
            now = self._clock.now()
            await self._intake.put(SourceChanged(SOURCE, state, now, channel.address, detail, until))
        await self._tell_all()

    async def _tell_all(self) -> None:
        """At work while one channel is; once all were tried and none is, out of reach or failed."""
        states = {channel.told[0] for channel in self._watched.values()}
        if not _AT_WORK.isdisjoint(states):
            state = "polling"
        elif "" in states:
            return
        else:
            state = "failed" if states.isdisjoint({"waiting", "flooded"}) else "disconnected"
        if state != self._told:
            self._told = state
            await self._intake.put(SourceChanged(SOURCE, state, self._clock.now()))

    async def _put_off(self, channel: Watched, state: str, detail: str, wait: float) -> float:
        channel.looked = None
        await self.tell(channel, state, detail, self._clock.now() + int(wait * 1000))
        return wait * random.uniform(1.0, 1.1)  # noqa: S311 - spreading load, not secrets

    def _bug(self, event: str, channel: Watched, error: Exception) -> None:
        """Where it happened, in lines of source: values could hold secrets."""
        stack = "".join(traceback.format_tb(error.__traceback__))
        _log.error(event, channel=channel.address, error=type(error).__name__, stack=stack)
