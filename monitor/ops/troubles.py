"""What is wrong for long enough that operators are told: once when it begins to be, once when it is over. Pure.

What was told is handed in and comes back, so that a restart tells nothing twice.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from monitor.model import Incident, Millis, Silence

LOOKS = 10
"""So many looks in a row, a minute apart, have to find a source failing."""

OLD = 15 * 60_000
"""How long (ms) the oldest notice of an entry may be due."""

LEAST_FREE = 500_000_000
LEAST_SHARE = 0.05
"""Less of the disk than either, in bytes or of the whole, is too little."""

_AGAIN = 1.2  # so much more than too little is enough again, or the state would flap
_SOON = 3_600_000
_IDLE = 7 * 86_400_000
_AT_WORK = frozenset({"live", "polling", "catching_up"})
_FAILING = frozenset({"failed", "disconnected", "vanished"})
# An account puts many a thing off, and says when it comes; who reads pages waits because a site does not answer.
_PUT_OFF = frozenset({"waiting", "flooded"})
_ACCOUNT = "telegram:"


class Refusal(Struct, frozen=True):
    """The newest watch file was refused at `at`, and the one from before is at work. `problems`: each a full line."""

    at: Millis
    reason: str
    problems: tuple[str, ...] = ()


class Said(Struct, frozen=True):
    """What a source says of itself (`channel` is "") or of a channel of it."""

    source: str
    channel: str
    state: str
    detail: str = ""

    @property
    def name(self) -> str:
        return f"{self.source} {self.channel}" if self.channel else self.source

    @property
    def fails(self) -> bool:
        put_off = bool(self.channel) and not self.source.startswith(_ACCOUNT) and self.state in _PUT_OFF
        return self.state in _FAILING or put_off


class Look(Struct, frozen=True):
    """What there is to see. `owed`: by entry ("receiver/entry"), how many are due and since when the oldest (ms).

    `free` and `total` are bytes of the file system at `folder`.
    """

    now: Millis
    sources: tuple[Said, ...] = ()
    owed: Mapping[str, tuple[int, Millis]] = {}
    folder: str = ""
    free: int = 0
    total: int = 0


class Failing(Struct, frozen=True):
    """Since when something fails, how many looks found it so in a row, and whether that was told."""

    since: Millis
    looks: int
    told: bool = False


class Known(Struct, frozen=True):
    """What is wrong by what was seen so far. `old` and `disk`: since when that is told."""

    failing: dict[str, Failing] = {}
    old: dict[str, Millis] = {}
    disk: Millis | None = None


def judge(known: Known, look: Look) -> tuple[Known, tuple[Incident, ...]]:
    """What is wrong by now, and what operators may want to hear of."""
    failing, about_sources = _sources(known.failing, look)
    old, about_outbox = _outbox(known.old, look)
    disk, about_disk = _disk(known.disk, look)
    return Known(failing, old, disk), (*about_sources, *about_outbox, *about_disk)


def _sources(known: Mapping[str, Failing], look: Look) -> tuple[dict[str, Failing], list[Incident]]:
    """What is not there any more is forgotten; what neither works nor fails stays what it was."""
    down = {one.source for one in look.sources if not one.channel and one.fails}
    failing: dict[str, Failing] = {}
    told = []
    for one in look.sources:
        before = known.get(one.name)
        if one.state in _AT_WORK:
            if before is not None and before.told:
                lasted = str(look.now - before.since)
                told.append(Incident("source_failing", one.name, look.now, "works", lasted))
            continue
        if not one.fails or (one.channel and one.source in down):  # its source fails as a whole: that is enough said
            if before is not None:
                failing[one.name] = before
            continue
        now = Failing(look.now, 1) if before is None else replace(before, looks=before.looks + 1)
        if now.looks >= LOOKS and not now.told:
            now = replace(now, told=True)
            told.append(Incident("source_failing", one.name, look.now, "fails", str(look.now - now.since), one.detail))
        failing[one.name] = now if not now.told else replace(now, looks=LOOKS)
    return failing, told


def _outbox(known: Mapping[str, Millis], look: Look) -> tuple[dict[str, Millis], list[Incident]]:
    late = {name: one for name, one in look.owed.items() if look.now - one[1] > OLD}
    told = [
        Incident("outbox_old", name, look.now, "old", str(since), str(count))
        for name, (count, since) in late.items()
        if name not in known
    ]
    told += [Incident("outbox_old", name, look.now, "sent") for name in known if name not in late]
    return {name: known.get(name, look.now) for name in late}, told


def _disk(since: Millis | None, look: Look) -> tuple[Millis | None, list[Incident]]:
    if not look.total:
        return since, []
    least = max(LEAST_FREE, look.total * LEAST_SHARE)
    if since is None and look.free < least:
        return look.now, [Incident("disk", look.folder, look.now, "low", str(look.free), str(look.total))]
    if since is not None and look.free >= least * _AGAIN:
        return None, [Incident("disk", look.folder, look.now, "room", str(look.free), str(look.total))]
    return since, []


Ending = Literal["soon", "over", "idle"]


def ending(silence: Silence, now: Millis) -> Ending | None:
    """What is to be told of a silence that was not yet: it ends in an hour, is over, or has held nothing for 7 days."""
    if silence.told == "over":
        return None
    if silence.ends <= now:
        return "over"
    if silence.starts > now:
        return None
    if silence.told != "soon" and silence.ends - now <= _SOON < silence.ends - silence.starts:
        return "soon"
    return "idle" if not silence.told and now - (silence.last or silence.starts) >= _IDLE else None
