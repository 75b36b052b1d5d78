"""What a batch of updates goes through, top to bottom."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import structlog

from monitor.alerts.decide import decide
from monitor.alerts.facts import Judged
from monitor.alerts.operators import Report, reports
from monitor.alerts.windows.moved import NOTHING_MOVED, Moved
from monitor.gathering import Asked, gather
from monitor.model import (
    COMMENTS,
    Change,
    Channel,
    ChannelChanged,
    Event,
    HandleTaken,
    Incident,
    Millis,
    OperatorsSpec,
    SourceChanged,
    Started,
    Storied,
    Telling,
    Tick,
    Update,
)
from monitor.ports.bus import Bus
from monitor.ports.clock import Clock
from monitor.ports.desk import Desk, Found, Settled
from monitor.ports.meter import Meter
from monitor.ports.store import Kept, Said, Store, Unit, Verdict, Wish
from monitor.ports.stories import StoryStore
from monitor.stories.telling import telling_of
from monitor.windowing import Windowing, values_in

log = structlog.get_logger()

MOST = 512
_BREATH = 0.010  # seconds of matching after which the loop gets its turn
_EVENTS: Mapping[str, Event] = {
    "new": "new",
    "completed": "new",
    "edited": "edited",
    "deleted": "deleted",
    "counted": "reached",
}
_SAYING = frozenset({"new", "completed", "edited"})  # changes that bring a text
_LASTING = frozenset({"completed", "edited", "deleted"})  # they concern matches from before, whatever holds now


@dataclass(slots=True)
class _Read:
    """What was read from the changes of a batch: for rules, for the record, for stories, and which files to fetch."""

    judged: list[Judged] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    told: list[Telling] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)


class _PartFailed(Exception):
    """A fault in the weaving or in the windows: whatever that wrote has to go."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class Pipeline:
    """One batch after the other: keep, match, decide, write; all or nothing."""

    def __init__(self, bus: Bus, store: Store, desk: Desk, clock: Clock, meter: Meter) -> None:
        self._bus, self._store, self._desk, self._clock, self._meter = bus, store, desk, clock, meter
        self._windowing = Windowing(desk)
        self._due: Millis | None = 0  # unknown at start: look at once
        self._idle = asyncio.Event()
        self._idle.set()
        self.changed = asyncio.Event()  # something new may be due

    async def run(self) -> None:
        """Work until cancelled; a batch that has begun is finished, or not written at all."""
        while True:
            batch = await self._bus.take(MOST)
            self._idle.clear()
            await self.absorb(batch)
            self._idle.set()

    async def finish(self, patience: float) -> None:
        """Wait until the batch at hand is done, at most `patience` seconds. What still waits is read again."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._idle.wait()

    async def absorb(self, batch: Sequence[Update]) -> None:
        """Work through a batch whatever happens: waits for a database that is away, sets aside what is poison."""
        try:
            await self._patiently(lambda: self._one(batch))
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop the rest
            if len(batch) > 1:
                middle = len(batch) // 2
                await self.absorb(batch[:middle])
                await self.absorb(batch[middle:])
            else:
                poison = error
                await self._patiently(lambda: self._set_aside(batch[0], poison))

    async def _patiently(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do it, again and again while the database is away."""
        pause = 0.5
        while True:
            try:
                return await work()
            except Exception as error:
                if not self._store.is_away(error):
                    raise
                log.warning("database_away", error=str(getattr(error, "orig", None) or error), again_in=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)

    async def _one(self, batch: Sequence[Update]) -> None:
        began = time.perf_counter()
        self._desk.learn(batch)
        kept = await self._store.settle(batch, self._desk.marks)
        settled = time.perf_counter()
        read = await self._match(kept.changes)
        matched = time.perf_counter()
        verdict = await self._write_what_can_be(kept, read)
        ticked = any(isinstance(item, Tick) for item in kept.rest)
        written = time.perf_counter()
        self._desk.written(verdict)  # before anything else: whoever delivers may begin
        if verdict.alerts or verdict.loosed or ticked or self._due == 0:
            await self._look_ahead()
        self._count(kept, verdict)
        for stage, seconds in (("settle", settled - began), ("match", matched - settled), ("write", written - matched)):
            self._meter.stage(stage, seconds, len(batch))

    async def _write_what_can_be(self, kept: Kept, read: "_Read") -> Verdict:
        """A part that fails costs the batch that part; all else is written again: savepoints would cost all batches."""
        without: set[str] = set()
        while True:
            try:
                return await self._write(kept, read, without)
            except _PartFailed as failed:
                without.add(failed.part)

    async def _write(self, kept: Kept, read: "_Read", without: Collection[str]) -> Verdict:
        """All that a batch comes to, in one transaction, `without` its "stories" or "windows"."""

        async def all_of_it(unit: Unit) -> Verdict:
            await unit.keep(kept, read.said)
            settled = await self._weave(unit, kept, read.told) if "stories" not in without else Settled()
            if read.wishes:
                await unit.want(read.wishes, self._clock.now())
            incidents = await unit.incidents() if _may_concern_operators(kept) else ()
            judged = await self._told_of(unit, read, settled)
            ticking = any(isinstance(item, Tick) for item in kept.rest)
            moved = await self._move(unit, judged, ticking=ticking) if "windows" not in without else NOTHING_MOVED
            verdict = await self._decide(unit, judged, incidents, settled.merged, moved, heard=ticking)
            await unit.write(verdict)
            return verdict

        return await self._store.transact(all_of_it)

    async def _look_ahead(self) -> None:
        """What is written stays so, whatever becomes of this: if it fails, the next tick asks again."""
        before, self._due = self._due, 0
        try:
            self._due = await self._store.next_due()
        except Exception as error:  # noqa: BLE001 - as above
            log.warning("next_due_unknown", error=repr(error))
        if self._due != before:
            self.changed.set()

    async def _match(self, changes: Sequence[Change]) -> "_Read":
        read, until = _Read(), time.perf_counter() + _BREATH
        for change in changes:
            self._read(change, read)
            if time.perf_counter() > until:
                await asyncio.sleep(0)
                until = time.perf_counter() + _BREATH
        return read

    def _read(self, change: Change, read: "_Read") -> None:
        channel = self._desk.channel(change.post.channel)
        found = self._desk.match(change.post, channel, _EVENTS[change.kind], change.reached)
        entities = frozenset(one.entity for one in found.mentions)
        rules = [self._desk.rules[match.rule] for match in found.matches if match.rule in self._desk.rules]
        values = values_in(rules, change.post, channel, found.mentions)
        judged = Judged(change, channel, found.matches, found.failed, entities=entities, values=values)
        read.judged.append(judged)
        if change.post.media and change.kind != "deleted":
            read.wishes += self._desk.wishes(change, found.matches)
        if change.kind not in _SAYING:
            return
        completed = change.kind == "completed"
        if found.claims or completed:
            read.said.append(Said(change.key, change.revision, change.post.text, found.claims, completed))
        if COMMENTS not in channel.labels and (told := self._telling(change, channel, found)) is not None:
            read.told.append(told)

    def _telling(self, change: Change, channel: Channel, found: Found) -> Telling | None:
        try:
            said = found.folded, found.claims, found.mentions
            return telling_of(change, channel.handle, *said, channel.entity)
        except Exception:  # a post is kept and matched, whatever its text does to the stories
            log.exception("post_in_no_story", channel=channel.handle, post=change.post.id)
            return None

    async def _weave(self, unit: Unit, kept: Kept, told: Sequence[Telling]) -> Settled:
        """Put what is new or says something else into its story; what files hold is heard of at a tick.

        Raises:
            _PartFailed: it costs the batch its stories, and nothing else.
        """
        heard = any(isinstance(item, Tick) for item in kept.rest)
        if not told and not heard:
            return Settled()
        try:
            return await unit.in_stories(lambda store: self._woven(store, kept, told, heard=heard))
        except Exception as error:
            if self._store.is_away(error):
                raise
            log.exception("batch_in_no_story", posts=len(told))
            raise _PartFailed("stories") from error

    async def _move(self, unit: Unit, judged: Sequence[Judged], *, ticking: bool) -> Moved:
        """Enter matches into the windows of their rules, and hear what is reached.

        Raises:
            _PartFailed: it costs the batch its windows, and nothing else.
        """
        try:
            return await self._windowing.move(unit, judged, self._clock.now(), ticking=ticking)
        except Exception as error:
            if self._store.is_away(error):
                raise
            log.exception("batch_in_no_window", matches=sum(len(item.matches) for item in judged))
            raise _PartFailed("windows") from error

    def _woven(self, store: StoryStore, kept: Kept, told: Sequence[Telling], *, heard: bool) -> Settled:
        now, weaver, woven = self._clock.now(), self._desk.weaver, Settled()
        if told:
            again = {change.key for change in kept.changes if change.kind in _LASTING}
            woven = weaver.weave(store, told, again & {one.key for one in told}, now)
        if heard:
            files = weaver.hear_of_files(store, now)
            woven = Settled(woven.posts, {**woven.merged, **files.merged})
        return woven

    async def _told_of(self, unit: Unit, read: "_Read", settled: Settled) -> list[Judged]:
        """What is to be judged, with what each post is to its story; of posts that no rule holds for, those that add
        something to one.
        """
        unknown = {item.change.key for item in read.judged} - settled.posts.keys()
        known = await unit.stories_of(unknown) if unknown else {}
        judged = []
        for item in read.judged:
            key = item.change.key
            story = settled.posts.get(key) or Storied(known.get(key, key))
            if item.matches or item.failed or item.change.kind in _LASTING or story.kinds:
                judged.append(replace(item, story=story))
        return judged

    async def _decide(
        self,
        unit: Unit,
        judged: Sequence[Judged],
        incidents: Sequence[Incident],
        merged: Mapping[int, int],
        moved: Moved,
        *,
        heard: bool,
    ) -> Verdict:
        now = self._clock.now()
        due = self._due is not None and self._due <= now
        told = self._reports(incidents, self._desk.operators)
        facts = await gather(unit, self._desk, Asked(now, judged, told, merged, due, heard, moved))
        return Verdict() if facts is None else decide(judged, facts)

    def _reports(self, incidents: Sequence[Incident], operators: OperatorsSpec) -> Sequence[Report]:
        """Incidents that cannot be put into words are no reason to set a batch aside: they are let go of."""
        try:
            return reports(incidents, operators, self._desk.channel)
        except Exception:
            log.exception("incidents_untold", incidents=len(incidents))
            return ()

    async def _set_aside(self, update: Update, error: Exception) -> None:
        kind = type(update).__name__
        log.error("poison_update", kind=kind, error=repr(error), exc_info=error)
        now = self._clock.now()
        await self._store.transact(lambda unit: unit.quarantine(update, repr(error), now))
        self._meter.count("quarantined", kind)

    def _count(self, kept: Kept, verdict: Verdict) -> None:
        for change in kept.changes:
            self._meter.count("changes", change.kind)
        for ruling in verdict.rulings:
            self._meter.count("decisions", ruling.decision.reason)
        self._meter.count("notices", by=len(verdict.notices))

    @property
    def due(self) -> Millis | None:
        """When the clock next changes something: an alert's next notice, its escalation or closing, a summary."""
        return self._due


def _may_concern_operators(kept: Kept) -> bool:
    """Whether a batch may tell of the watch itself; a tick brings what others recorded."""
    telling = (ChannelChanged, HandleTaken, SourceChanged, Started, Tick)
    return any(isinstance(item, telling) for item in kept.rest) or any(c.kind == "deleted" for c in kept.changes)
