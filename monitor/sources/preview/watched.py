"""One watched channel: what is known of it, and what is due."""

import asyncio
from dataclasses import dataclass, field

from monitor.model import ChannelSpec, Counters, Cursor, Millis, Post
from monitor.sources._handle import handle_in

SOURCE = "preview"
"""Cursors are kept under this name."""

HISTORY = "preview:history"
"""How far back history was read: `read_to` ids downwards from `pts`, where the first contact was."""


class Closed(Exception):
    """The channel shows no posts to us; `state` and `detail` say why. Its cursor stays."""

    def __init__(self, state: str, detail: str) -> None:
        super().__init__(detail)
        self.state = state
        self.detail = detail


@dataclass(slots=True)
class Pending:
    """History that is still to be read: posts not older than `since`, below `before`; it began at `until`."""

    since: Millis
    until: int
    before: int

    def cursor(self, channel: int) -> Cursor:
        return Cursor(HISTORY, channel, max(0, self.until + 1 - self.before), self.until)


@dataclass(slots=True, eq=False)
class Watched:
    """A channel of the watch file.

    `id` is 0 until a page told it. `floor` is where the cursor stood when this process first had it: what is
    missing below was never ours to alert on. `empty_since`: when the channel was first seen without any post.
    `level`: everything up to the cursor was read in this run, so what comes now is live. `drawn` holds what
    the source saw last, by post id; `spared` until when (on the loop's clock) a post that a page lacks is
    not asked for. `looked` is when a look was told, on the loop's clock, None after a failure; `unreadable` are
    posts that were met since and cannot be read.
    """

    spec: ChannelSpec
    id: int = 0
    handle: str = ""
    title: str = ""
    read_to: int = 0
    floor: int = 0
    contacted: bool = False
    empty_since: Millis | None = None
    level: bool = False
    window: int = 0
    interval: float = 0.0
    drawn: dict[int, tuple[str, Counters]] = field(default_factory=dict)
    spared: dict[int, float] = field(default_factory=dict)
    left_out: set[int] = field(default_factory=set)
    looked: float | None = None
    unreadable: list[int] = field(default_factory=list)
    told: tuple[str, str] = ("", "")
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    pending: Pending | None = None
    task: "asyncio.Task[None] | None" = None
    filling: "asyncio.Task[None] | None" = None

    @property
    def address(self) -> str:
        """The handle in the watch file."""
        return handle_in(self.spec.address)

    @property
    def cursor(self) -> Cursor:
        return Cursor(SOURCE, self.id, self.read_to)

    def draw(self, post: Post) -> None:
        """Remember how a post looks now."""
        self.drawn[post.id] = (post.content, post.counters)

    def has_drawn(self, post: Post) -> bool:
        """Whether the post looked like this when it was last seen, counters aside."""
        return post.id in self.drawn and self.drawn[post.id][0] == post.content

    def resume(self, cursor: Cursor) -> None:
        """Go on from a stored cursor."""
        self.read_to = self.floor = cursor.read_to
        self.contacted = True
