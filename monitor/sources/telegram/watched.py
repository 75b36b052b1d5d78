"""One watched channel: what is known of it, and what is due."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal

from telethon.tl import types

from monitor.model import ChannelSpec, Counters, Cursor, Millis, Peer
from monitor.sources._handle import handle_in
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


@dataclass(slots=True, eq=False)
class Watched:
    """A channel of the watch file as one account sees it.

    `floor` is where the cursor stood when this process first had it: what is missing below was never
    ours to alert on. `ahead` are posts that were pushed and handed over while it was behind: a catch-up
    need not bring them again. `drawn` holds what the last re-read found, by message id. `due` (the next
    poll), `blocked` (no try before) and `looked` (when a look was told, None after a failure) are on the loop's
    clock. `unreadable` are posts that were met since that look and cannot be read.
    """

    spec: ChannelSpec
    peer: Peer | None = None
    tracker: Tracker = field(default_factory=lambda: Tracker(0, None))
    contacted: bool = False
    floor: int = 0
    handle: str = ""
    title: str = ""
    mode: Mode = "history"
    told: tuple[str, str] = ("", "")
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    reread: bool = False
    interval: float = 0.0
    server_timeout: float = 0.0
    due: float = 0.0
    blocked: float = 0.0
    looked: float | None = None
    unreadable: list[int] = field(default_factory=list)
    pending: Pending | None = None
    filling: "asyncio.Task[None] | None" = None
    ahead: set[int] = field(default_factory=set)
    drawn: dict[int, tuple[str, Counters]] = field(default_factory=dict)
    task: "asyncio.Task[None] | None" = None

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

    def cursor(self, pts: int | None) -> Cursor:
        return Cursor(SOURCE, self.id, self.tracker.read_to, pts)

    def relink(self) -> None:
        """A new connection: whatever was pushed meanwhile is lost, so the channel has to be read."""
        self.looked = None
        if self.tracker.open:
            self.tracker.abort()
        self.tracker.mark()
        self.wake.set()


MOST_AHEAD = 50_000
