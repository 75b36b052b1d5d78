"""What windows over time need of the watch file, and of the database within a batch's transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from msgspec import Struct

from monitor.model import Change, Channel, Entry, Event, Evidence, Known, Millis, Reason, RuleSpec

Pair = tuple[str, str]
"""A rule, and a group or a value."""

Slot = tuple[str, str, int]
"""A rule, a group and the number of a slot of time."""


class Asked(NamedTuple):
    """Matches of a rule's group posted in `[low, high]`: of those before `first` no more than the caller says.

    `least`: how many different values a window takes. `steps`: of a sequence, what follows what.
    """

    rule: str
    group: str
    low: Millis
    high: Millis
    first: Millis
    least: int = 1
    steps: tuple[str, ...] = ()


Point = tuple[int, int, int, Millis]
"""Where a chain of steps is looked for: in which stretch, on (1) or back (-1), from which step and which moment."""


class Past(Struct, frozen=True):
    """A stored match of a rule: its post, and the entities that it names."""

    change: Change
    entities: tuple[str, ...] = ()


class StoredMatch(Struct, frozen=True):
    """A match as it is stored. `change` is its post, None where nobody asked for it. `reason`: of the last decision."""

    rule: str
    key: int
    channel: int
    post: int
    revision: int
    event: Event
    evidence: tuple[Evidence, ...]
    change: Change | None = None
    reason: Reason | Literal[""] = ""


class Quiet(Struct, frozen=True):
    """A group of a rule that waits for silence. `last` and `next` are the matches before and after a moment, each as
    (posted, row of the post). `told`: since when it had been silent as somebody was told last.
    """

    rule: str
    group: str
    told: Millis | None
    last: tuple[Millis, int] | None
    next: tuple[Millis, int] | None


class Before(Struct, frozen=True):
    """Before when the rows of a rule are of no use: matches and values by time, slots by number (None: it has none).

    `groups`: of a rule that waits for a silence, before when a group was heard last that is forgotten; until then its
    last match stays.
    """

    matches: Millis
    slots: int | None = None
    values: Millis | None = None
    groups: Millis | None = None


class Told(Struct, frozen=True):
    """What of the windows somebody was told: entries, each with its alert; silences, each with since when it was."""

    entries: tuple[tuple[str, str, int, str], ...] = ()
    silences: tuple[tuple[str, str, Millis], ...] = ()


class Windows(Protocol):
    """The rows of windows."""

    async def register(self, shapes: Mapping[str, str], now: Millis) -> tuple[Mapping[str, Millis], Collection[str]]:
        """Since when there is a record of each rule; and the rules of which it begins now, with nothing in it.

        Where only what stands from a "#" on is another, the record begins now, and its rows stay.
        """
        ...

    async def leave_off(self, rules: Collection[str]) -> None:
        """There are these rules and no others: what any other waits for, nobody looks for by now."""
        ...

    async def reach_back(self, since: Mapping[str, Millis]) -> None:
        """Records that go back further than was known."""
        ...

    async def past(self, rule: str, since: Millis, most: int) -> Sequence[Past]:
        """The newest stored matches of a rule that were posted since a moment, in no order."""
        ...

    async def of_posts(self, posts: Collection[int]) -> Sequence[Entry]:
        """The entries of posts, in order of time."""
        ...

    async def add(self, entries: Collection[Entry]) -> Sequence[Entry]:
        """Write entries. Returns those that were not there."""
        ...

    async def remove(self, entries: Collection[Entry]) -> None: ...

    async def count(self, slots: Mapping[Slot, int]) -> None:
        """Add to the numbers of slots."""
        ...

    async def usual(self, asked: Sequence[tuple[str, str, int, int]]) -> Sequence[int]:
        """How many matches there were in slots `[from, to)` of groups, for each that is asked."""
        ...

    async def seen(self, groups: Mapping[Pair, Millis]) -> None:
        """That there was a match in a group then."""
        ...

    async def groups(self, groups: Collection[Pair]) -> Mapping[Pair, tuple[Millis, Millis | None]]:
        """Since when there are matches in groups, and since when they had been silent as somebody was told last."""
        ...

    async def between(self, asked: Collection[Asked], before: int) -> Sequence[Entry]:
        """The entries of groups in stretches of time, in order; at most so many from before `first`."""
        ...

    async def latest(self, asked: Sequence[Asked]) -> Sequence[Entry]:
        """Of each value the last entry in `[low, first)` of a stretch, of several at once one, in no order.

        Where there are many values, of the `least` that came last.
        """
        ...

    async def untold_between(self, asked: Collection[Asked]) -> Sequence[Entry]:
        """The entries in `[low, first)` of stretches that no alert told of."""
        ...

    async def around(self, asked: Sequence[Asked], points: Sequence[Point]) -> Sequence[Entry]:
        """Of sequences, in no order: the nearest chain of steps that leads to each point, or on from it.

        Where several were posted at once that would do, one of them.
        """
        ...

    async def untold_chains(self, asked: Sequence[Asked]) -> Sequence[Entry]:
        """Of sequences, in no order: the entries that no alert told of and that may stand in a chain of their
        stretch, and the nearest chains of steps to and from each.
        """
        ...

    async def number(self, asked: Sequence[tuple[str, str, Millis, Millis]]) -> Sequence[int]:
        """How many entries groups have in `[from, to)`, for each that is asked."""
        ...

    async def known(self, values: Collection[Pair]) -> Mapping[Pair, Known]: ...

    async def learn(self, values: Mapping[Pair, Known]) -> None: ...

    async def matches(self, wanted: Collection[tuple[str, int]], shown: Collection[int]) -> Sequence[StoredMatch]:
        """Stored matches by rule and row of the post; with the posts that are to be shown."""
        ...

    async def quiet(self, rules: Iterable[str], edge: Millis) -> Sequence[Quiet]:
        """Every group of these rules, with the matches before and after a moment."""
        ...

    async def blind(self, channels: Collection[int], start: Millis, end: Millis) -> Mapping[int, Millis]:
        """For how long each channel was out of sight in `[start, end)`, in ms; those that were not are left out.

        What was read afterwards counts as seen.
        """
        ...


class Ground(Protocol):
    """What windows ask of the watch file."""

    @property
    def rules(self) -> Mapping[str, RuleSpec]: ...

    def channel(self, number: int) -> Channel: ...

    def listened(self, rule: str) -> frozenset[int]:
        """The watched channels that a rule looks at."""
        ...
