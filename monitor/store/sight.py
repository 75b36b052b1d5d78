"""When each channel was looked at, and when nobody saw it. Pure: rows and events in, rows out.

A channel is, from its first look on, always either in sight or in a gap; the stretch that goes on now has no end.
A look holds until the next is due (`lapses`): one that comes later than that ends a gap, which began with the look
before, for that is when we last know that we saw. What happens in between (a link that breaks and is mended, a
restart) is no gap while looks keep coming in time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from monitor.model import Looked, Millis, Started, Tick

Cause = Literal["down", "flood", "network", "closed", "unknown"]
How = Literal["read", "lost"]

CAUSES: Mapping[str, Cause] = {
    **dict.fromkeys(("disconnected", "waiting"), "network"),
    "flooded": "flood",
    **dict.fromkeys(("unauthorized", "banned", "failed", "stopped"), "closed"),
    **dict.fromkeys(("private", "no_preview", "vanished", "renamed"), "closed"),
}
"""What a gap is put down to, by the state that a source told of itself or of a channel."""


class Glance(Struct, frozen=True):
    """The last look of one source at one channel. `trouble`: what has held the source up since, if anything."""

    channel: int
    source: str
    via: str
    last: Millis
    lapses: Millis
    trouble: Cause | Literal[""] = ""


class Sight(Struct, frozen=True):
    """A stretch `[start, until)` in which a channel was being looked at; without an end, it goes on."""

    channel: int
    start: Millis
    via: str
    until: Millis | None = None


class Gap(Struct, frozen=True):
    """A stretch `[start, until)` in which nobody looked; without an end, it goes on.

    `closed` and `how`: when it was known that everything posted in it had been read ("read"), `late` posts of it
    after they were posted; or that something of it is lost: then it stays partly open, and `missing` says what.
    """

    channel: int
    start: Millis
    cause: Cause
    until: Millis | None = None
    closed: Millis | None = None
    how: How | None = None
    late: int = 0
    missing: str = ""


class Spell(Struct, frozen=True):
    """A part of a window in which a channel was out of sight."""

    start: Millis
    until: Millis
    cause: Cause


def unseen(gaps: Iterable[Gap], first: Millis | None, start: Millis, end: Millis) -> tuple[Spell, ...]:
    """The parts of `[start, end)` that lie in gaps (given in order), or before the first look, if there was one."""
    before = end if first is None else min(first, end)
    found = [Spell(start, before, "unknown")] if start < before else []
    for gap in gaps:
        low, high = max(gap.start, start), end if gap.until is None else min(gap.until, end)
        if low < high:
            found.append(Spell(low, high, gap.cause))
    return tuple(found)


class Late(Struct, frozen=True):
    """A post came by way of a catch-up."""

    channel: int
    seen: Millis


class Trouble(Struct, frozen=True):
    """A source cannot look at these channels; None: at none of its own."""

    source: str
    channels: frozenset[int] | None
    cause: Cause
    seen: Millis


Event = Looked | Late | Trouble | Started | Tick


def moment(event: Event) -> Millis:
    """When an event happened."""
    return event.now if isinstance(event, Started | Tick) else event.seen


@dataclass(slots=True)
class Eye:
    """One channel: the last look of each source, and the stretch that goes on now, which is one of both."""

    channel: int
    glances: dict[str, Glance] = field(default_factory=dict)
    sight: Sight | None = None
    gap: Gap | None = None

    @property
    def last(self) -> Millis:
        return max(glance.last for glance in self.glances.values())

    @property
    def lapses(self) -> Millis:
        return max(glance.lapses for glance in self.glances.values())

    @property
    def trouble(self) -> Cause:
        """What holds up the source whose look holds longest."""
        return max(self.glances.values(), key=lambda glance: glance.lapses).trouble or "unknown"

    def lapsed(self, now: Millis) -> Gap | None:
        """The gap that begins because no look has come in time; None while the channel is in sight, or in a gap."""
        if self.sight is None or now <= self.lapses:
            return None
        return Gap(self.channel, self.last, self.trouble)


class Ledger:
    """Takes events in the order of time. `glances`, `sights`, `gaps` are the rows that they change, as they are then.

    It has to know the eyes of all channels that the events concern.
    """

    def __init__(self, eyes: Iterable[Eye] = ()) -> None:
        self.eyes = {eye.channel: eye for eye in eyes}
        self.glances: dict[tuple[int, str], Glance] = {}
        self.sights: dict[tuple[int, Millis], Sight] = {}
        self.gaps: dict[tuple[int, Millis], Gap] = {}

    def hear(self, event: Event) -> None:
        """Take in what happened."""
        match event:
            case Looked():
                for channel in event.channels:
                    self._looked(self.eyes.setdefault(channel, Eye(channel)), event)
            case Late(channel=channel) if channel in self.eyes:
                self._late(self.eyes[channel], event.seen)
            case Trouble():
                for eye in self.eyes.values():
                    if event.channels is None or eye.channel in event.channels:
                        self._troubled(eye, event)
            case Started():
                for eye in self.eyes.values():
                    self._blame(eye, tuple(eye.glances), "down")
                    self._pass(eye, event.now)
            case Tick():
                for eye in self.eyes.values():
                    self._pass(eye, event.now)
            case _:
                pass

    def _looked(self, eye: Eye, look: Looked) -> None:
        if eye.glances and look.seen <= eye.last:
            self._glance(eye, look)  # an older look: it shows nothing that was not seen
            return
        if eye.glances:
            self._pass(eye, look.seen)
            if look.missing and eye.gap is None:
                self._open(eye, Gap(eye.channel, eye.last, "unknown"))
        if eye.gap is not None:
            self._close(eye, eye.gap, look)
        if eye.sight is None:
            self._see(eye, look.seen, look.via)
        elif eye.sight.via != look.via and not self._holds(eye, eye.sight.via, look.seen):
            self._end(eye, eye.last)
            self._see(eye, eye.last, look.via)
        self._glance(eye, look)

    def _late(self, eye: Eye, seen: Millis) -> None:
        self._pass(eye, seen)
        if eye.gap is not None:
            self._gap(eye, replace(eye.gap, late=eye.gap.late + 1))

    def _troubled(self, eye: Eye, trouble: Trouble) -> None:
        self._pass(eye, trouble.seen)
        if trouble.source in eye.glances:
            self._blame(eye, (trouble.source,), trouble.cause)

    def _pass(self, eye: Eye, now: Millis) -> None:
        """Time has passed: where no look came in time, nobody has seen the channel since the last."""
        gap = eye.lapsed(now)
        if gap is not None:
            self._open(eye, gap)

    def _blame(self, eye: Eye, sources: Iterable[str], cause: Cause) -> None:
        """The last that was heard before a look lapses counts; a gap keeps the cause that it began with.

        "network" replaces none: a page that turns us away is told as such, and then its source as out of reach.
        """
        if eye.gap is not None:
            if eye.gap.cause == "unknown":
                self._gap(eye, replace(eye.gap, cause=cause))
            return
        for source in sources:
            glance = eye.glances[source]
            if glance.trouble != cause and not (glance.trouble and cause == "network"):
                self._keep(eye, replace(glance, trouble=cause))

    @staticmethod
    def _holds(eye: Eye, via: str, now: Millis) -> bool:
        return any(glance.via == via and glance.lapses >= now for glance in eye.glances.values())

    def _open(self, eye: Eye, gap: Gap) -> None:
        self._end(eye, gap.start)
        self._gap(eye, gap)

    def _close(self, eye: Eye, gap: Gap, look: Looked) -> None:
        how: How = "lost" if look.missing else "read"
        closed = None if look.missing else look.seen
        self._gap(eye, replace(gap, until=look.seen, closed=closed, how=how, missing=look.missing))
        eye.gap = None

    def _see(self, eye: Eye, start: Millis, via: str) -> None:
        eye.sight = self.sights[eye.channel, start] = Sight(eye.channel, start, via)

    def _end(self, eye: Eye, until: Millis) -> None:
        if eye.sight is not None:
            self.sights[eye.channel, eye.sight.start] = replace(eye.sight, until=until)
            eye.sight = None

    def _gap(self, eye: Eye, gap: Gap) -> None:
        eye.gap = self.gaps[gap.channel, gap.start] = gap

    def _glance(self, eye: Eye, look: Looked) -> None:
        before = eye.glances.get(look.source)
        last = max(look.seen, before.last if before else look.seen)
        self._keep(eye, Glance(eye.channel, look.source, look.via, last, last + look.within))

    def _keep(self, eye: Eye, glance: Glance) -> None:
        eye.glances[glance.source] = self.glances[eye.channel, glance.source] = glance
