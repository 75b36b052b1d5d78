"""What the pipeline asks of the watch file while it runs."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from monitor.model import (
    Change,
    Channel,
    Claim,
    Event,
    InhibitSpec,
    Marks,
    Match,
    Mention,
    Millis,
    OperatorsSpec,
    Post,
    ReceiverSpec,
    Recurrence,
    RuleSpec,
    Storied,
    Telling,
    Update,
)
from monitor.ports.store import Verdict, Wish
from monitor.ports.stories import StoryStore


class Found(Struct, frozen=True):
    """Every rule that holds for a post, the rules that failed on it with their error, and what it says.

    `mentions` are the entities that it names, `folded` its text as it is compared.
    """

    matches: tuple[Match, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    claims: tuple[Claim, ...] = ()
    mentions: tuple[Mention, ...] = ()
    folded: str = ""


class Settled(Struct, frozen=True):
    """What posts are to their stories, by row, and which stories became part of which."""

    posts: Mapping[int, Storied] = {}
    merged: Mapping[int, int] = {}


class Weaver(Protocol):
    """Puts posts into stories."""

    def weave(self, store: StoryStore, told: Sequence[Telling], again: Collection[int], now: Millis) -> Settled:
        """Write what posts tell and what becomes of stories. `again` are rows of posts that told something before."""
        ...

    def hear_of_files(self, store: StoryStore, now: Millis) -> Settled:
        """Tell the stories of files whose content became known since."""
        ...


class Desk(Protocol):
    """What is asked of the watch file while it runs; a reload puts another in its place."""

    @property
    def rules(self) -> Mapping[str, RuleSpec]: ...

    @property
    def receivers(self) -> Mapping[str, ReceiverSpec]: ...

    @property
    def weaver(self) -> Weaver: ...

    @property
    def operators(self) -> OperatorsSpec:
        """Who is told of what happens to the watch itself."""
        ...

    @property
    def times(self) -> Mapping[str, Sequence[Recurrence]]:
        """Times that come again, by name."""
        ...

    @property
    def inhibit(self) -> Sequence[InhibitSpec]: ...

    def channel(self, number: int) -> Channel: ...

    def listened(self, rule: str) -> frozenset[int]:
        """The watched channels that a rule looks at, as far as their ids are known."""
        ...

    @property
    def marks(self) -> Marks:
        """The counts that rules wait for."""
        ...

    def match(self, post: Post, channel: Channel, event: Event, reached: Marks) -> Found:
        """Every rule that holds, whatever events it wants; for "reached" only of those that wait for these marks."""
        ...

    def wishes(self, change: Change, matches: Sequence[Match]) -> Sequence[Wish]:
        """The files of a post that its channel, or a rule that matched, has fetched."""
        ...

    def learn(self, updates: Sequence[Update]) -> None:
        """Channels that became known."""
        ...

    def written(self, verdict: Verdict) -> None:
        """A verdict is durable: whoever delivers it may be woken."""
        ...
