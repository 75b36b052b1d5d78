"""Which way each channel comes in: through an account, from its public page, or as a feed.

A channel that says nothing is read through an account, and from its page while no account can: what both see is
one post (see `store/views`). Sources that nothing needs are not even loaded.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple, Protocol

import structlog

from monitor.model import ChannelSpec, Millis, SourceChanged
from monitor.ports.source import Source

log = structlog.get_logger()

_LOST = frozenset({"unauthorized", "banned", "failed", "stopped"})  # an account that reads nothing until a person acts
_HELD_UP = frozenset({"failed", "flooded"})  # a channel that an account cannot read for now
_PATIENCE = 60_000  # ms without a connection, or held up, before pages are read instead


class Watcher(Source, Protocol):
    """A source that can be told which channels to watch."""

    def watch(self, channels: Sequence[ChannelSpec]) -> None: ...


Make = Callable[[Sequence[ChannelSpec]], Watcher]
Share = Callable[[Sequence[ChannelSpec]], None]
"""Shares channels out among several accounts."""
Start = Callable[[Source], None]


class Split(NamedTuple):
    """Channels by the source that reads them now."""

    accounts: tuple[ChannelSpec, ...]
    pages: tuple[ChannelSpec, ...]
    feeds: tuple[ChannelSpec, ...]


def split(channels: Iterable[ChannelSpec], *, accounts: bool, unread: Collection[str] = ()) -> Split:
    """`accounts`: whether there are any. `unread`: handles in small letters that none of them can read now.

    Those stay with the account too: it goes on from its own cursor as soon as it can.
    """
    channels = tuple(channels)
    telegram = [channel for channel in channels if channel.kind == "telegram"]
    by_account = [channel for channel in telegram if accounts and channel.via != "preview"]
    by_page = [
        channel
        for channel in telegram
        if channel.via == "preview" or (channel.via == "auto" and (not accounts or channel.address.lower() in unread))
    ]
    feeds = [channel for channel in channels if channel.kind == "feed"]
    return Split(tuple(by_account), tuple(by_page), tuple(feeds))


class Reach:
    """What the accounts say of themselves and of their channels, and so which channels none of them reads. Pure."""

    def __init__(self, accounts: Collection[str]) -> None:
        self._accounts: dict[str, tuple[str, Millis]] = dict.fromkeys(accounts, ("starting", 0))
        self._channels: dict[str, tuple[str, Millis | None]] = {}

    def hear(self, said: SourceChanged) -> None:
        """Note a state."""
        if said.source not in self._accounts:
            return
        if said.channel:
            self._channels[said.channel.lower()] = said.state, said.until
            return
        before, since = self._accounts[said.source]
        self._accounts[said.source] = said.state, since if before == said.state else said.seen

    def unread(self, channels: Iterable[ChannelSpec], now: Millis) -> frozenset[str]:
        """Handles in small letters, of channels that want an account and have none that reads them."""
        handles = (channel.address.lower() for channel in channels)
        if not any(self._serves(state, since, now) for state, since in self._accounts.values()):
            return frozenset(handles)
        return frozenset(handle for handle in handles if self._is_held_up(handle, now))

    def _serves(self, state: str, since: Millis, now: Millis) -> bool:
        return state not in _LOST and not (state == "disconnected" and now - since > _PATIENCE)

    def _is_held_up(self, handle: str, now: Millis) -> bool:
        state, until = self._channels.get(handle, ("", None))
        return state in _HELD_UP and (until is None or until - now > _PATIENCE)


class Ways:
    """Hands each channel to the source that reads it, again whenever the watch file or an account's state changes."""

    def __init__(
        self, accounts: Sequence[Watcher], make_pages: Make, make_feeds: Make, share: Share | None = None
    ) -> None:
        self._accounts = tuple(accounts)
        self._share = share or self._to_each
        self._reach = Reach([source.name for source in accounts])
        self._make = {"pages": make_pages, "feeds": make_feeds}
        self._made: dict[str, Watcher] = {}
        self._channels: tuple[ChannelSpec, ...] = ()
        self._now = Split((), (), ())
        self._unread: frozenset[str] = frozenset()
        self._start: Start | None = None

    def begin(self, channels: Sequence[ChannelSpec], start: Start) -> None:
        """Start the sources that these channels need; the accounts know theirs already."""
        self._start, self._channels = start, tuple(channels)
        for source in self._accounts:
            start(source)
        self._now = split(self._channels, accounts=bool(self._accounts))
        self._hand_over("pages", self._now.pages)
        self._hand_over("feeds", self._now.feeds)

    def rest(self) -> None:
        """Before a stop: what sources say from now on moves no channel."""
        self._start = None

    def watch(self, channels: Sequence[ChannelSpec]) -> None:
        """After a reload: watch these channels, and no others."""
        self._channels = tuple(channels)
        before = self._now
        self._now = split(self._channels, accounts=bool(self._accounts), unread=self._unread)
        if self._now.accounts != before.accounts:
            self._share(self._now.accounts)
        self._hand_over("pages", self._now.pages)
        self._hand_over("feeds", self._now.feeds)

    def hear(self, said: SourceChanged) -> None:
        """A source changed its state: pages stand in for an account that cannot read, and rest when it can again."""
        if self._start is None or not self._accounts:
            return
        self._reach.hear(said)
        self._unread = self._reach.unread(self._now.accounts, said.seen)
        found = split(self._channels, accounts=True, unread=self._unread)
        if found.pages != self._now.pages:
            log.warning("pages_stand_in", channels=len(found.pages) - len(self._own_pages()))
            self._now = found
            self._hand_over("pages", found.pages)

    def _to_each(self, channels: Sequence[ChannelSpec]) -> None:
        for source in self._accounts:
            source.watch(channels)

    def _own_pages(self) -> tuple[ChannelSpec, ...]:
        """Channels that are read from their pages whatever the accounts do."""
        return split(self._channels, accounts=True).pages

    def _hand_over(self, kind: str, channels: Sequence[ChannelSpec]) -> None:
        source = self._made.get(kind)
        if source is not None:
            source.watch(channels)
        elif channels and self._start is not None:
            source = self._made[kind] = self._make[kind](channels)
            self._start(source)
