"""What the pipeline and the deliverer need of the database."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeVar

from msgspec import Struct

from monitor.model import (
    Act,
    Alert,
    Change,
    Channel,
    Claim,
    Counters,
    Decision,
    Delivery,
    Desked,
    Event,
    Evidence,
    Excerpt,
    HeldFor,
    Incident,
    Marks,
    Millis,
    Notice,
    NoticeKind,
    Opinion,
    Outcome,
    Severity,
    Silence,
    Update,
)
from monitor.ports.stories import StoryStore
from monitor.ports.windows import Told, Windows

T = TypeVar("T")


class Fresh(Struct, frozen=True):
    """A new post ready to be written: its row, the rows of what is attached and of an album's parts, their digest."""

    row: tuple[Any, ...]
    media: list[tuple[Any, ...]]
    parts: list[tuple[Any, ...]]
    digest: str


class Tally(Struct, frozen=True):
    """Counters of a post at a moment; `post` is its row."""

    post: int
    at: Millis
    counters: Counters


class Kept(Struct, frozen=True):
    """What a batch comes to: `changes` in order, `rest` what else is to be written.

    `tallies` are the newest counters, one a post, each with when a source last told all that it knows of them (None:
    not in this batch); `series` are those that are kept for good.
    `checked` are rows of posts that were seen again as they are, with when (ms). `shown`: by row and kind of source,
    what a kind of source showed last, as a hash, where the content of another kind is kept. `keyed` are updates that
    bring keys of articles, whether or not anything else of them is new. `fresh` are the new posts among the changes,
    in the same order: what can be worked out before the write opens is.
    """

    changes: tuple[Change, ...]
    rest: tuple[Update, ...]
    tallies: tuple[tuple[int, Counters, Millis | None], ...] = ()
    series: tuple[Tally, ...] = ()
    checked: tuple[tuple[int, Millis], ...] = ()
    shown: tuple[tuple[tuple[int, str], str], ...] = ()
    keyed: tuple[Update, ...] = ()
    fresh: tuple[Fresh, ...] = ()


class Wish(Struct, frozen=True):
    """A file that is wanted: what message `message` of the post whose row is `post` carries. Sizes in bytes.

    `refused`: why it is not fetched; empty where it is to be.
    """

    post: int
    channel: int
    message: int
    file_id: str
    kind: str
    size: int | None
    largest: int
    refused: str = ""


class Said(Struct, frozen=True):
    """What a revision of a post claims; `post` is its row. Offsets point into `text`, the revision's own.

    `replaces`: what was written of this revision before (of an album that is now complete) is void.
    """

    post: int
    revision: int
    text: str
    claims: tuple[Claim, ...]
    replaces: bool = False


class Recorded(Struct, frozen=True):
    """A match that is stored. `alert` is empty where it made none. `past`: it came with a post from before the first
    contact.
    """

    rule: str
    channel: int
    post: int
    alert: str
    holds: bool
    evidence: tuple[Evidence, ...] = ()
    past: bool = False


class Held(Struct, frozen=True):
    """A message that waits to be folded into its alert's next notice: a post, or a line."""

    alert: str
    kind: NoticeKind
    rule: str
    excerpt: Excerpt | None
    line: str = ""


class LongestWait(Struct, frozen=True):
    """When the last is due of what waits for a receiver and for the same."""

    receiver: str
    held: HeldFor
    due: Millis


class Trait(Struct, frozen=True):
    """What a match is compared by: its channel and message, its story, and the entities that its post names.

    `alert` is empty where it is not told, `barred` then says why. `row` is its post's, 0: it is of the batch at hand.
    """

    rule: str
    alert: str
    channel: int
    post: int
    story: int
    entities: frozenset[str] = frozenset()
    row: int = 0
    barred: Literal["", "silenced", "inhibited", "muted"] = ""


class Parcel(Struct, frozen=True):
    """A delivery that waited for its receiver until `due`. `notice` is None where there are too many to show all."""

    key: str
    receiver: str
    entry: str
    held: HeldFor
    due: Millis
    created: Millis
    alert: str
    number: int
    rule: str
    title: str
    severity: Severity
    notice: Notice | None = None


class Ruling(Struct, frozen=True):
    """A match or a follow-up with what was decided of it. `holds`: whether the rule holds for the post now."""

    rule: str
    channel: int
    post: int
    revision: int
    event: Event
    evidence: tuple[Evidence, ...]
    decision: Decision
    notice: int | None = None
    holds: bool = True


class Ruled(Struct, frozen=True):
    """What was decided of a match that is stored, whose post has this row."""

    row: int
    rule: str
    decision: Decision


class Verdict(Struct, frozen=True):
    """Everything that a batch decides: rows to write, as they stand afterwards.

    `folded` are deliveries that waited and are part of a summary now, each with the summary's alert, `loosed` those
    that go as they are. `silenced`: how many matches each silence held. `acts`: what people did that is told now.
    `ruled`: decisions of matches that are stored. `at`: when all this was decided.
    """

    rulings: tuple[Ruling, ...] = ()
    alerts: tuple[Alert, ...] = ()
    notices: tuple[Notice, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    held: tuple[Held, ...] = ()
    released: tuple[str, ...] = ()
    folded: tuple[tuple[str, str], ...] = ()
    loosed: tuple[Parcel, ...] = ()
    silenced: Mapping[str, int] = {}
    acts: tuple[int, ...] = ()
    ruled: tuple[Ruled, ...] = ()
    at: Millis = 0
    windows: Told = Told()


class Unit(Protocol):
    """One write transaction."""

    async def keep(self, kept: Kept, said: Sequence[Said] = ()) -> None:
        """Write posts, revisions, deletions, counters, states and cursors, and what the posts claim."""
        ...

    async def in_stories(self, work: Callable[[StoryStore], T]) -> T:
        """Do some work on stories, where the database is: many small questions cost one way there."""
        ...

    async def stories_of(self, posts: Collection[int]) -> Mapping[int, int]:
        """The story of each post that is in one, by row."""
        ...

    async def want(self, wishes: Sequence[Wish], now: Millis) -> None:
        """Note which files are to be fetched; one that is noted already is not noted again."""
        ...

    async def recorded(self, posts: Collection[tuple[int, int]]) -> Sequence[Recorded]:
        """The stored matches of posts given as (channel, id)."""
        ...

    async def open_alerts(
        self, keys: Collection[tuple[str, str]], groups: Collection[str], now: Millis
    ) -> Sequence[Alert]:
        """Open alerts of (rule, group) keys, of groups whatever their rule, and all whose next notice or closing is
        due.
        """
        ...

    async def open_of(self, rules: Collection[str]) -> Sequence[Alert]:
        """The open alerts of rules."""
        ...

    async def alerts(self, ids: Collection[str]) -> Sequence[Alert]: ...

    async def last_opened(self, rules: Collection[str], most: int) -> dict[str, list[Millis]]:
        """When each rule last opened alerts, oldest first, at most so many of each."""
        ...

    async def silences(self, now: Millis) -> Sequence[Silence]:
        """Silences that hold now."""
        ...

    async def traits(self, since: Mapping[str, Millis], alerts: Collection[str]) -> Sequence[Trait]:
        """The matches that open alerts of rules are made of, those since a moment that were barred, and those of some
        alerts.
        """
        ...

    async def told_to(self, budgets: Mapping[str, tuple[int, Millis]], now: Millis) -> Mapping[str, Sequence[Millis]]:
        """When receivers were last told by now, oldest first: of each at most so many, since a moment."""
        ...

    async def longest_waits(self, now: Millis) -> Sequence[LongestWait]:
        """How long what waits for receivers waits at most, where that is longer than until now."""
        ...

    async def hasten(self, bounds: Mapping[tuple[str, HeldFor], Millis]) -> None:
        """Let nothing wait longer than that for a (receiver, what it waits for)."""
        ...

    async def parcels(self, now: Millis) -> Sequence[Parcel]:
        """What waited for a receiver, and is due."""
        ...

    async def notices_of(self, alerts: Collection[str]) -> Sequence[Notice]:
        """All notices of alerts, in order."""
        ...

    async def acts(self) -> Sequence[tuple[int, Act]]:
        """What people did with alerts and nobody was told of yet, by number."""
        ...

    async def held(self, alerts: Collection[str]) -> Sequence[Held]: ...

    @property
    def windows(self) -> Windows:
        """Matches over time."""
        ...

    async def incidents(self) -> Sequence[Incident]:
        """What happened to the watch itself and was not decided yet; with this transaction it is."""
        ...

    async def desked(self) -> tuple[Mapping[int, int], Sequence[Desked]]:
        """Which stories people made part of which, and what else they decided of stories, since this was asked last;
        with this transaction it is told.
        """
        ...

    async def opinions(self, stories: Collection[int]) -> Mapping[int, Sequence[Opinion]]:
        """What people said of stories, in its order; of others nothing."""
        ...

    async def write(self, verdict: Verdict) -> None: ...

    async def quarantine(self, update: Update, error: str, now: Millis) -> None:
        """Keep an update that cannot be processed, raw."""
        ...


class Store(Protocol):
    """The database as the pipeline sees it."""

    async def channels(self) -> Sequence[Channel]:
        """Channels that are known, by the handle that the watch file has, without what else it says of them."""
        ...

    async def settle(self, updates: Sequence[Update], marks: Marks) -> Kept:
        """Compare a batch with what is stored: what did not change drops out.

        Counters are a change where they come to one of the `marks`.
        """
        ...

    async def transact(self, work: Callable[[Unit], Awaitable[T]]) -> T:
        """A write transaction: all of `work`, or nothing. It may await nothing but its unit."""
        ...

    async def next_due(self) -> Millis | None:
        """When an alert's next notice or closing is due."""
        ...

    def is_away(self, error: BaseException) -> bool:
        """Whether an error means that the database is out of reach for now."""
        ...


class Owed(Struct, frozen=True):
    """A delivery with its notices: one, or the folded ones in order with its own last.

    `before`: how many older ones belong to it as well, and are too many to be read.
    """

    delivery: Delivery
    notices: tuple[Notice, ...]
    step: int
    before: int = 0


class Outbox(Protocol):
    """Due deliveries and what became of them."""

    async def due(self, receiver: str, entry: str, now: Millis, most: int, but: Collection[str]) -> Sequence[Owed]:
        """What is due for an entry, oldest first: of each alert only its earliest; none of the alerts in `but`."""
        ...

    async def whole(self, owed: Sequence[Owed]) -> Sequence[Owed]:
        """The same deliveries; where an alert has a thread, with all its notices so far that were meant for the entry.

        Of very many, the newest.
        """
        ...

    async def forget_reach(self, receiver: str, entry: str) -> None:
        """Whatever was known of an entry's being out of reach is void."""
        ...

    async def next_delivery(self, receiver: str, entry: str, but: Collection[str]) -> Millis | None:
        """When the next delivery of an entry is due, of alerts other than those in `but`."""
        ...

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        """Write what became of attempts; folds what waited behind a failing first."""
        ...

    async def waiting(self, receiver: str, entry: str, before: Millis) -> Sequence[Owed]:
        """All due deliveries of an entry created before a moment, oldest first."""
        ...

    async def fold_into(self, keys: Collection[str], verdict: Verdict, now: Millis) -> None:
        """Mark deliveries as folded, and write the late summary that stands in for them."""
        ...
