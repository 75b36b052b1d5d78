"""The chats of an export and their messages, one by one as they stand in the file."""

import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from msgspec import Struct

from monitor.errors import InputError
from monitor.sources.export.events import (
    Deep,
    Event,
    JsonError,
    built,
    events_of,
    items_of,
    pass_over,
    pass_over_rest,
    value_of,
)
from monitor.sources.packed import Packed

Message = dict[str, Any]
"""A message as the export has it. Nothing in it is trusted to be of the kind that it should be."""

PUBLIC = frozenset({"public_channel", "private_channel", "public_supergroup"})
"""Kinds of chats that are meant for anybody who asks, or for all who were let in to read: no conversations."""

_LISTS = ("chats", "left_chats")
_HEAD = ("name", "type", "id")
_OLD_CHANNELS = 2 << 32  # before 2021 a channel stood in an export with this added to its id
_BOT_API = -1_000_000_000_000  # other programs write a channel as bots see it, with this minus its id


class Chat(Struct, frozen=True):
    """The head of a chat. `id` is its bare number, as everywhere else here."""

    id: int
    kind: str
    name: str

    @property
    def is_public(self) -> bool:
        return self.kind in PUBLIC

    def __str__(self) -> str:
        return f"{self.name or 'a chat without a name'} ({self.id})"


class ExportReader:
    """Reads the messages of the chats that `wanted` chooses; iterate it once.

    `skip` messages are passed over. `position` counts messages of chosen chats, those too. `chats` are all heads
    that were met, `refused` those of them that were not chosen.
    """

    def __init__(self, source: Packed, wanted: Callable[[Chat], bool], skip: int = 0) -> None:
        self._source, self._wanted, self._skip = source, wanted, skip
        self._passing = self._carefully = False
        self.position = 0
        self.chats: list[Chat] = []
        self.refused: list[Chat] = []

    def __iter__(self) -> Iterator[tuple[Chat, Message]]:
        """Every message with its chat.

        Raises:
            InputError: the file is no such export, damaged or cut off; says after which message.
        """
        try:
            yield from self._document()
        except (JsonError, RecursionError) as error:
            raise InputError(f"{self._source.path}: {self._place()}, the file {_explained(error)}") from None
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"{self._source.path}: {self._place()}, the file cannot be read: {error}") from None

    def _place(self) -> str:
        chat = f" of {self.chats[-1]}" if self.chats else ""
        return f"after message number {self.position}{chat}, about byte {self._source.position:,}"

    def _document(self) -> Iterator[tuple[Chat, Message]]:
        events = events_of(self._source.file)
        if next(events)[0] != "start_map":
            raise InputError(f"{self._source.path}: is JSON, but no export of Telegram Desktop")
        head: dict[str, Any] = {}
        for event, key in events:
            if event == "end_map":
                continue  # what stands behind the document is an error that the parser finds
            if key in _LISTS:
                yield from self._listed(events)
            elif key == "messages":
                if not self._carefully:
                    yield from self._alone(self._head(head))
                    return
                yield from self._among_others(self._head(head), events)
            elif key in _HEAD:
                head[key] = value_of(events)
            else:
                pass_over(events)

    def _alone(self, chat: Chat) -> Iterator[tuple[Chat, Message]]:
        """The only chat of its file: its messages are built by the parser, three times as fast as out of events."""
        self._source.file.seek(0)
        try:
            yield from self._messages(chat, items_of(self._source.file, "messages.item"))
        except Deep:
            self._carefully, self._skip = True, max(self._skip, self.position)
            self.chats, self.position = [], 0
            self._source.file.seek(0)
            yield from self._document()

    def _listed(self, events: Iterator[Event]) -> Iterator[tuple[Chat, Message]]:
        if next(events)[0] != "start_map":
            raise InputError(f"{self._source.path}: its list of chats is none; export again as JSON")
        for event, key in events:
            if event == "end_map":
                return
            if key != "list":
                pass_over(events)
            elif next(events)[0] == "start_array":
                yield from self._chats(events)

    def _chats(self, events: Iterator[Event]) -> Iterator[tuple[Chat, Message]]:
        for event, _ in events:
            if event == "end_array":
                return
            if event == "start_map":
                yield from self._chat(events)

    def _chat(self, events: Iterator[Event]) -> Iterator[tuple[Chat, Message]]:
        head: dict[str, Any] = {}
        for event, key in events:
            if event == "end_map":
                return
            if key == "messages":
                yield from self._among_others(self._head(head), events)
            elif key in _HEAD:
                head[key] = value_of(events)
            else:
                pass_over(events)

    def _among_others(self, chat: Chat, events: Iterator[Event]) -> Iterator[tuple[Chat, Message]]:
        items = self._items(events)
        yield from self._messages(chat, items)
        self._passing = True
        for _ in items:  # those of a chat that was not chosen
            pass
        self._passing = False

    def _items(self, events: Iterator[Event]) -> Iterator[Any]:
        if next(events)[0] != "start_array":
            raise InputError(f"{self._source.path}: the messages of {self.chats[-1]} are no list; export again as JSON")
        for event, value in events:
            if event == "end_array":
                return
            if self._passing:
                pass_over_rest(event, events)
            else:
                yield built(event, value, events)

    def _head(self, head: dict[str, Any]) -> Chat:
        number, kind, name = (head.get(key) for key in ("id", "type", "name"))
        if type(number) is not int or not isinstance(kind, str):
            raise InputError(
                f"{self._source.path}: messages stand before the `id` and `type` of their chat;"
                " import the file as Telegram Desktop wrote it"
            )
        chat = Chat(_BOT_API - number if number < _BOT_API else number, kind, name if isinstance(name, str) else "")
        self.chats.append(chat)
        return chat

    def _messages(self, chat: Chat, messages: Iterator[Any]) -> Iterator[tuple[Chat, Message]]:
        first = next(messages, None)
        chat = self.chats[-1] = _renumbered(chat, first)
        if not self._wanted(chat):
            self.refused.append(chat)
        elif first is not None:
            for message in chain((first,), messages):
                self.position += 1
                if self.position > self._skip:
                    yield chat, message if isinstance(message, dict) else {}


def _renumbered(chat: Chat, first: Any) -> Chat:
    """Exports from before 2021 number channels otherwise; they are known by messages without `date_unixtime`."""
    old = isinstance(first, dict) and "date_unixtime" not in first
    if old and _OLD_CHANNELS <= chat.id < _OLD_CHANNELS + (1 << 32):
        return Chat(chat.id - _OLD_CHANNELS, chat.kind, chat.name)
    return chat


def _explained(error: Exception) -> str:
    """What a parser says, without the picture that it draws of the place."""
    if isinstance(error, RecursionError):
        return "nests deeper than any message does"
    said = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
    said = said.split("\n")[0].rstrip(".")
    if "premature EOF" in said:
        return f"ends in the middle of something ({said}); was the export cut off? Export again"
    return f"is damaged ({said}); export again"
