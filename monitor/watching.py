"""The watch file at work: compiled rules, receivers, and what is known of each channel."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence

import structlog
from msgspec.structs import replace

from monitor.model import (
    COMMENTS,
    Channel,
    ChannelChanged,
    ChannelSpec,
    Event,
    Marks,
    OperatorsSpec,
    Post,
    ReceiverSpec,
    RuleSpec,
    Update,
    WatchSpec,
    is_comments,
)
from monitor.ports.desk import Found
from monitor.ports.store import Verdict
from monitor.rules.ruleset import Ruleset

log = structlog.get_logger()


class Watching:
    """What the pipeline asks of the watch file. `swap` puts another one in its place between two batches."""

    def __init__(
        self, spec: WatchSpec, ruleset: Ruleset, known: Iterable[Channel], told: Callable[[Verdict], None]
    ) -> None:
        self._ruleset = ruleset
        self._spec = spec
        self._told = told
        self._plain = {channel.id: channel for channel in known}
        self._channels: dict[int, Channel] = {}
        self._next: tuple[WatchSpec, Ruleset, asyncio.Event] | None = None

    def swap(self, spec: WatchSpec, ruleset: Ruleset) -> asyncio.Event:
        """From the next batch on, this is asked for. The event says that it has begun, and the one before is written.

        A batch is judged by one watch file from end to end, however long it takes.
        """
        begun = asyncio.Event()
        self._next = (spec, ruleset, begun)
        return begun

    @property
    def rules(self) -> Mapping[str, RuleSpec]:
        return self._ruleset.rules

    @property
    def receivers(self) -> Mapping[str, ReceiverSpec]:
        return self._spec.receivers

    @property
    def operators(self) -> OperatorsSpec:
        return self._spec.operators

    @property
    def marks(self) -> Marks:
        return self._ruleset.marks

    def match(self, post: Post, channel: Channel, event: Event, reached: Marks = Marks()) -> Found:  # noqa: B008
        asked = self._ruleset.waiting(reached) if event == "reached" else None
        found = self._ruleset.match(post, channel, event, rules=asked)
        if found.unread:
            log.error("claims_unread", channel=channel.handle, post=post.id, error=found.unread)
        return Found(found.matches, found.failed, found.claims)

    def channel(self, number: int) -> Channel:
        """A channel with its side and labels, by its numeric id."""
        found = self._channels.get(number)
        if found is None:
            plain = self._plain.get(number) or Channel(number, "telegram")
            found = self._channels[number] = dressed(plain, self._spec.channels)
        return found

    def watched(self) -> frozenset[int]:
        """The ids, as far as they are known, of the channels that the watch file names."""
        wanted = {(spec.kind, spec.address.lower()) for spec in self._spec.channels}
        return frozenset(n for n, plain in self._plain.items() if (plain.kind, plain.handle.lower()) in wanted)

    def learn(self, updates: Sequence[Update]) -> None:
        if self._next is not None:
            self._spec, self._ruleset, begun = self._next
            self._next, self._channels = None, {}
            begun.set()
        for update in updates:
            if isinstance(update, ChannelChanged):
                # a channel that is renamed keeps what the watch file says of it under the address that stands there
                handle = update.peer.handle if update.peer else update.handle
                self._plain[update.id] = Channel(update.id, update.kind, handle, update.title)
                self._channels.pop(update.id, None)

    def written(self, verdict: Verdict) -> None:
        self._told(verdict)


def dressed(channel: Channel, specs: Iterable[ChannelSpec]) -> Channel:
    """A channel with what the watch file says of it. Comments speak for nobody: they have no side."""
    if is_comments(channel.handle):
        return replace(channel, side="", labels=frozenset({COMMENTS}))
    for spec in specs:
        if spec.kind == channel.kind and spec.address.lower() == channel.handle.lower():
            title = spec.name or channel.title
            return replace(channel, title=title, handle=spec.address, side=spec.side, labels=spec.labels)
    return channel
