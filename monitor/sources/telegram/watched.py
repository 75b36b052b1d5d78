"""One watched channel: what is known of it, and what is due."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from telethon.tl import types

from monitor.model import ChannelSpec, Counters, Cursor, Millis, Peer, Post, Stretch, comments_of
from monitor.sources._handle import handle_in
from monitor.sources.telegram.threads import Threads
from monitor.sources.telegram.tracker import Tracker

SOURCE = "telegram"
"""Cursors are kept under this name, whatever account read the channel."""

Mode = Literal["joined", "difference", "history"]


@dataclass(slots=True)
class Pending:
    """A stretch of history that is still to be read: `(above, until]`; `above` is None until it was looked up."""

    since: Millis
    until: int
    above: int | None = None

    def stretch(self, channel: int) -> Stretch:
        """The same, to be stored."""
        return Stretch(channel, self.since, self.until, self.above)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far a channel has been read, for the account that reads it next.

    `channel` is its id, 0 if nobody has found out; `cursor` None: there was no first contact. The rest as in `Watched`.
    """

    channel: int
    cursor: Cursor | None
    floor: int
    pending: Pending | None
    ahead: Mapping[int, int]


@dataclass(slots=True, eq=False)
class Watched:
    """A channel of the watch file as one account sees it.

    `floor` is where the cursor stood when this process first had it: what is missing below was never ours to alert
    on. `ahead` are posts that were pushed and handed over while it was behind or was being reread, each with the
    event count of the last push: a reading need not bring them again, nor what they said before that count. `gone`
    are deletions of that time, likewise: what a catch-up still brings of those messages has to be taken back.
    `rereading` says that an answer about its newest posts may be on its way. `drawn` holds what the last re-read
    found, by message id. `due` (the next poll), `blocked` (no try before) and `looked` (when a look was told, None
    after a failure) are on the loop's clock. `unreadable` are posts that were met since that look and cannot be read.
    `pinned` is the channel that the handle must lead to, if another account has read it. `parent` is the channel
    whose comments these are, and `threads` what is known of them.
    """

    spec: ChannelSpec
    peer: Peer | None = None
    tracker: Tracker = field(default_factory=lambda: Tracker(0, None))
    contacted: bool = False
    floor: int = 0
    handle: str = ""
    title: str = ""
    flags: frozenset[str] | None = None
    mode: Mode = "history"
    told: tuple[str, str] = ("", "")
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    reread: bool = False
    rereading: bool = False
    interval: float = 0.0
    server_timeout: float = 0.0
    due: float = 0.0
    blocked: float = 0.0
    looked: float | None = None
    unreadable: list[int] = field(default_factory=list)
    pending: Pending | None = None
    filling: "asyncio.Task[None] | None" = None
    ahead: dict[int, int] = field(default_factory=dict)
    gone: dict[int, int] = field(default_factory=dict)
    drawn: dict[int, tuple[str, Counters]] = field(default_factory=dict)
    task: "asyncio.Task[None] | None" = None
    pinned: int | None = None
    parent: "Watched | None" = None
    threads: Threads | None = None

    @property
    def key(self) -> str:
        """What it is known by among the accounts."""
        return key_of(self.spec)

    def as_said(self, message: Any, post: Post | None) -> Post | None:
        """A message's post as this channel tells it."""
        return post if self.threads is None else self.threads.comment(message, post)

    @property
    def address(self) -> str:
        """The handle in the watch file."""
        return handle_in(self.spec.address)

    @property
    def id(self) -> int:
        return self.peer.channel if self.peer is not None else 0

    @property
    def input_peer(self) -> Any:
        """How requests name the channel, where any peer may stand."""
        assert self.peer is not None  # noqa: S101 - a channel is asked for only after it was resolved
        return types.InputPeerChannel(self.peer.channel, self.peer.access_hash)

    @property
    def input_channel(self) -> Any:
        """How requests name the channel, where only channels may stand."""
        assert self.peer is not None  # noqa: S101
        return types.InputChannel(self.peer.channel, self.peer.access_hash)

    def resume(self, cursor: Cursor) -> None:
        """Go on from a stored cursor."""
        self.tracker = Tracker(cursor.read_to, cursor.pts)
        self.floor = cursor.read_to
        self.contacted = True

    def fill(self, stretch: Stretch) -> None:
        """Go on with the past where an earlier run stopped."""
        self.pending = Pending(stretch.since, stretch.until, stretch.above)

    def cursor(self, pts: int | None) -> Cursor:
        return Cursor(SOURCE, self.id, self.tracker.read_to, pts)

    def bookmark(self) -> Bookmark:
        """Where whoever reads it next goes on. What is handed over after this is handed over twice."""
        cursor = self.cursor(self.tracker.pts) if self.contacted else None
        pending = replace(self.pending) if self.pending is not None else None
        return Bookmark(self.id or self.pinned or 0, cursor, self.floor, pending, dict(self.ahead))

    def take_up(self, mark: Bookmark) -> None:
        """Go on where another account stopped."""
        if mark.cursor is not None:
            self.resume(mark.cursor)
            self.floor = mark.floor
        self.pinned = mark.channel or None
        if self.pinned and self.peer is not None and self.peer.channel != self.pinned:
            self.peer = None  # what we knew the handle by is another channel: it has to be looked up
        self.pending = replace(mark.pending) if mark.pending is not None else None
        self.ahead = dict(mark.ahead)

    def was_pushed(self, number: int, pts: int) -> None:
        """A post as it stood at an event count was handed over. Kept while an answer on its way may know less."""
        _note(self.ahead, (number,), pts, self)

    def was_deleted(self, numbers: Collection[int], pts: int) -> None:
        """Deletions were handed over, likewise."""
        _note(self.gone, numbers, pts, self)

    def is_older(self, pts: int, number: int) -> bool:
        """Whether what an answer of that event count says of a post is older than what was pushed since."""
        return max(self.ahead.get(number, 0), self.gone.get(number, 0)) > pts

    def overtaken(self, pts: int, number: int) -> bool:
        """Whether a push went past what was just handed over while that waited for room; then it is read again."""
        if not self.is_older(pts, number):
            return False
        self.drawn.pop(number, None)
        self.reread = True
        self.wake.set()
        return True

    def caught_up(self) -> None:
        """Nothing is behind any more: what was noted for the catch-up is of no use."""
        self.ahead.clear()
        self.gone.clear()

    def relink(self) -> None:
        """A new connection: whatever was pushed meanwhile is lost, so the channel has to be read."""
        self.looked = None
        if self.tracker.open:
            self.tracker.abort()
        self.tracker.mark()
        self.wake.set()


MOST_AHEAD = 50_000


def _note(kept: dict[int, int], numbers: Collection[int], pts: int, channel: Watched) -> None:
    if (channel.tracker.behind or channel.rereading) and len(kept) < MOST_AHEAD:
        kept.update((number, max(pts, kept.get(number, 0))) for number in numbers)


def key_of(spec: ChannelSpec) -> str:
    """What a channel of the watch file is known by among the accounts: its bare handle in lower case."""
    return handle_in(spec.address).lower()


def comments_spec(spec: ChannelSpec) -> ChannelSpec:
    """The comments of a channel as an entry of their own: never joined, and without a past."""
    return ChannelSpec("telegram", comments_of(handle_in(spec.address)))


def keys_of(spec: ChannelSpec) -> tuple[str, ...]:
    """Keys of all that is read for an entry: the channel, and its comments."""
    return (key_of(spec), key_of(comments_spec(spec))) if spec.comments else (key_of(spec),)
