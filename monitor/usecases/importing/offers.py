"""What a file has to offer, post by post: exports, lines, and lines that a database wrote."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from monitor.model import Channel, Millis, Post, Posted
from monitor.sources.export import Chat, ExportReader, Folder, Origin, to_post
from monitor.sources.jsonl import Line, Past, read_lines
from monitor.sources.packed import Packed

_AHEAD = 86_400_000  # ms; a clock or a time zone may be off, a year may not

VIA = "export"
"""The kind of source that a file is: it edits only what came from a file, and nothing that an account saw."""


class Offer(Struct, frozen=True):
    """One post of a file. `position` is where it ends: messages or lines from the start.

    An album comes as the `updates` of its parts. `past` is what a database knew of it.
    """

    position: int
    updates: tuple[Posted, ...]
    channel: Channel
    past: Past | None = None

    @property
    def names(self) -> set[tuple[int, int]]:
        """The messages that it speaks of."""
        return {(update.post.channel, update.post.id) for update in self.updates}


@dataclass(slots=True)
class Tally:
    """What became of what was read: `posts` were offered. `unreadable` are no messages; `first` says what the first is.

    `left` are newer than where the daemon reads on: they are its own.
    """

    posts: int = 0
    service: int = 0
    unreadable: int = 0
    first: str = ""
    left: int = 0


class Offers(Protocol):
    """A file while it is read."""

    tally: Tally

    def __iter__(self) -> Iterator[Offer]: ...

    @property
    def position(self) -> int:
        """What has been read: messages or lines from the start."""
        ...


@dataclass(slots=True)
class Lines:
    """A file of posts, one a line. `seen` is when a post counts as seen where nobody says."""

    source: Packed
    seen: Millis
    skip: int
    tally: Tally = field(default_factory=Tally)
    position: int = 0

    def __iter__(self) -> Iterator[Offer]:
        for line in read_lines(self.source, skip=self.skip):
            self.position = line.number
            seen = line.past.seen if line.past else self.seen
            if fault := _undatable(line, self.seen):
                self.tally.unreadable += 1
                self.tally.first = self.tally.first or f"line {line.number}: {fault}"
                continue
            self.tally.posts += 1
            updates = tuple(Posted(part, seen, VIA, history=True) for part in _parts(line.post))
            yield Offer(line.number, updates, line.channel, line.past)


def _undatable(line: Line, now: Millis) -> str:
    """Why nobody can say when a post was posted, or "": it would stand at the beginning or the end of everything.

    What a database wrote is restored as it was: the clock of a feed may have been ahead.
    """
    if not line.dated:
        return "it has no date"
    return "it has a date in the future" if line.past is None and line.post.posted > now + _AHEAD else ""


@dataclass(slots=True)
class Export:
    """An export of Telegram Desktop. `handles` are those of channels that are known."""

    source: Packed
    reader: ExportReader
    folder: Folder
    handles: Mapping[int, str]
    seen: Millis
    tally: Tally = field(default_factory=Tally)

    @property
    def position(self) -> int:
        return self.reader.position

    def __iter__(self) -> Iterator[Offer]:
        origins: dict[int, tuple[Origin, Channel]] = {}
        for chat, message in self.reader:
            origin, channel = origins.get(chat.id) or origins.setdefault(chat.id, self._origin(chat))
            try:
                post = to_post(message, origin, self.folder.size)
            except ValueError as error:
                self._unreadable(chat, str(error))
                continue
            if post is None:
                self.tally.service += 1
                continue
            self.tally.posts += 1
            yield Offer(self.reader.position, (Posted(post, self.seen, VIA, history=True),), channel)

    def _origin(self, chat: Chat) -> tuple[Origin, Channel]:
        return Origin(chat.id, self.handles.get(chat.id, "")), Channel(chat.id, "telegram", "", chat.name)

    def _unreadable(self, chat: Chat, why: str) -> None:
        self.tally.unreadable += 1
        self.tally.first = self.tally.first or f"message number {self.reader.position}, in {chat}: {why}"


def choosing(names: Collection[str]) -> Callable[[Chat], bool]:
    """Which chats are read: those that are named, by name or number; without a name, all that are public."""
    wanted = {name.strip().lower().removeprefix("-100") for name in names}
    return lambda chat: chat.is_public and (not wanted or not wanted.isdisjoint((chat.name.lower(), str(chat.id))))


def _parts(post: Post) -> tuple[Post, ...]:
    """An album as its messages were handed over, one by one; another post as it is."""
    if post.group is None or not post.captions:
        return (post,)
    start = post.link.removesuffix(str(post.id)) if post.link else ""
    return tuple(
        replace(
            post,
            id=caption.message,
            text=caption.text,
            markup=caption.markup,
            media=tuple(item for item in post.media if item.message_id == caption.message),
            parts=(caption.message,),
            captions=(caption,),
            link=f"{start}{caption.message}" if start else "",
        )
        for caption in post.captions
    )
