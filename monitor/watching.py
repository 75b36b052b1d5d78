"""The watch file at work: compiled rules, receivers, and what is known of each channel."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence

import structlog
from msgspec.structs import replace

from monitor.model import (
    COMMENTS,
    NO_FILES,
    Change,
    Channel,
    ChannelChanged,
    ChannelSpec,
    DownloadSpec,
    Event,
    InhibitSpec,
    Marks,
    Match,
    OperatorsSpec,
    Post,
    ReceiverSpec,
    Recurrence,
    RuleSpec,
    Update,
    WatchSpec,
    is_comments,
)
from monitor.ports.desk import Found
from monitor.ports.store import Verdict, Wish
from monitor.rules.ruleset import Ruleset
from monitor.rules.sequences import with_sequences
from monitor.stories.attributed import speakers_of
from monitor.stories.gazetteer import Gazetteer
from monitor.weaving import Weaving
from monitor.wishes import PAGES_ONLY, wishes

log = structlog.get_logger()


class Watching:
    """What the pipeline asks of the watch file. `swap` puts another one in its place between two batches."""

    def __init__(
        self, spec: WatchSpec, ruleset: Ruleset, known: Iterable[Channel], told: Callable[[Verdict], None]
    ) -> None:
        self._ruleset = ruleset
        self._spec = spec
        self._told = told
        self._weaver = self._weaving(spec)
        self._plain = {channel.id: channel for channel in known}
        self._channels: dict[int, Channel] = {}
        self._downloads: dict[int, tuple[DownloadSpec, str]] = {}
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
    def times(self) -> Mapping[str, Sequence[Recurrence]]:
        return self._spec.times

    @property
    def inhibit(self) -> Sequence[InhibitSpec]:
        return self._spec.inhibit

    @property
    def marks(self) -> Marks:
        return self._ruleset.marks

    def _weaving(self, spec: WatchSpec) -> Weaving:
        gazetteer = Gazetteer(spec.entities, spec.stories.near)
        return Weaving(gazetteer, spec.stories, self.channel, speakers_of(spec.channels))

    @property
    def weaver(self) -> Weaving:
        return self._weaver

    def match(self, post: Post, channel: Channel, event: Event, reached: Marks = Marks()) -> Found:  # noqa: B008
        asked = self._ruleset.waiting(reached) if event == "reached" else None
        found = self._ruleset.match(post, channel, event, rules=asked)
        if found.unread:
            log.error("claims_unread", channel=channel.handle, post=post.id, error=found.unread)
        matches = with_sequences(found.matches, self._ruleset.sequences)
        return Found(matches, found.failed, found.claims, found.mentions, found.folded)

    def channel(self, number: int) -> Channel:
        """A channel with its side and labels, by its numeric id."""
        found = self._channels.get(number)
        if found is None:
            plain = self._plain.get(number) or Channel(number, "telegram")
            found = self._channels[number] = dressed(plain, self._spec.channels)
        return found

    def wishes(self, change: Change, matches: Sequence[Match]) -> Sequence[Wish]:
        own, refused = self._fetching(change.post.channel)
        rules = [self.rules[match.rule].media for match in matches if match.rule in self.rules]
        return wishes(change, rules if change.kind == "counted" else [own, *rules], refused)

    def _fetching(self, number: int) -> tuple[DownloadSpec, str]:
        """Which files a channel's entry has fetched, and why none can be."""
        found = self._downloads.get(number)
        if found is None:
            channel = self.channel(number)
            entry = _entry_of(channel, self._spec.channels)
            read = is_comments(channel.handle) or (
                entry is not None and entry.kind == "telegram" and entry.via != "preview"
            )
            refused = "" if read and self._spec.telegram is not None else PAGES_ONLY
            found = self._downloads[number] = (entry.media if entry is not None else NO_FILES), refused
        return found

    def watched(self) -> frozenset[int]:
        """The ids, as far as they are known, of the channels that the watch file names."""
        wanted = {(spec.kind, spec.address.lower()) for spec in self._spec.channels}
        return frozenset(n for n, plain in self._plain.items() if (plain.kind, plain.handle.lower()) in wanted)

    def listened(self, rule: str) -> frozenset[int]:
        """The watched channels that a rule looks at."""
        return frozenset(n for n in self.watched() if self._ruleset.listens(rule, self.channel(n)))

    def learn(self, updates: Sequence[Update]) -> None:
        if self._next is not None:
            self._spec, self._ruleset, begun = self._next
            self._weaver = self._weaving(self._spec)
            self._next, self._channels, self._downloads = None, {}, {}
            begun.set()
        for update in updates:
            if isinstance(update, ChannelChanged):
                # a channel that is renamed keeps what the watch file says of it under the address that stands there
                handle = update.peer.handle if update.peer else update.handle
                self._plain[update.id] = Channel(update.id, update.kind, handle, update.title)
                self._channels.pop(update.id, None)
                self._downloads.pop(update.id, None)

    def written(self, verdict: Verdict) -> None:
        self._told(verdict)


def dressed(channel: Channel, specs: Iterable[ChannelSpec]) -> Channel:
    """A channel with what the watch file says of it. Comments speak for nobody: they have no side."""
    if is_comments(channel.handle):
        return replace(channel, side="", labels=frozenset({COMMENTS}))
    spec = _entry_of(channel, specs)
    if spec is None:
        return channel
    title = spec.name or channel.title
    return replace(
        channel,
        title=title,
        handle=spec.address,
        side=spec.side,
        labels=spec.labels,
        reliability=spec.reliability,
        entity=spec.entity,
    )


def _entry_of(channel: Channel, specs: Iterable[ChannelSpec]) -> ChannelSpec | None:
    """What the watch file has of a channel."""
    called = channel.handle.lower()
    return next((spec for spec in specs if spec.kind == channel.kind and spec.address.lower() == called), None)
