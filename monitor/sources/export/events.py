"""JSON as a stream of events, whatever its size. The only place that knows ijson."""

import re
from collections.abc import Iterator
from typing import IO, Any

import ijson  # type: ignore[import-untyped]

Event = tuple[str, Any]
"""`("map_key", name)`, `("string" | "number" | "boolean" | "null", value)`, or the start or end of a map or array."""

JsonError = ijson.JSONError

_BLOCK = 256 * 1024  # bytes
_DEEPEST = 500  # brackets that are not closed; those in texts count too, so that it is a suspicion and no more
_SLICE = 4096  # bytes
_SIMPLE = frozenset({"string", "number", "boolean", "null"})
_BOM = b"\xef\xbb\xbf"
# Telegram Desktop writes a control character as \x0B, which is no JSON. Behind an odd number of backslashes it is text.
_HALF_BAKED = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
_CUT = re.compile(rb"\\+(?:x[0-9A-Fa-f]?)?\Z")


class Deep(Exception):
    """A document nests suspiciously deep: read it by its events."""


def events_of(file: IO[bytes]) -> Iterator[Event]:
    """The events of one JSON document.

    Raises (while it is iterated):
        JsonError: it is no JSON, or ends too early.
        OSError, EOFError, zlib.error: the file cannot be read.
    """
    events: Iterator[Event] = ijson.basic_parse(_Mended(file), use_float=True, buf_size=_BLOCK)
    return events


def items_of(file: IO[bytes], prefix: str) -> Iterator[Any]:
    """The values at a place of one JSON document, built by the parser.

    Raises (while it is iterated), besides what `events_of` does:
        Deep: the document may nest so deep that the names of its places would fill the memory.
    """
    items: Iterator[Any] = ijson.items(_Mended(file, _DEEPEST), prefix, use_float=True, buf_size=_BLOCK)
    return items


class _Mended:
    """A file whose odd escapes are proper JSON by the time that they are read. `deepest` is as for `items_of`."""

    def __init__(self, file: IO[bytes], deepest: int = 0) -> None:
        self._file, self._deepest = file, deepest
        self._open = 0
        self._kept: bytes | None = None  # an escape that the end of a block cut through; None at the start

    def read(self, size: int) -> bytes:
        """At least something until the end of the file, and some bytes more than `size` at most."""
        if not size:
            return b""  # asked of what kind the file is
        block = self._file.read(size)
        if self._kept is None:
            self._kept, block = b"", block.removeprefix(_BOM)
        while True:
            data = self._kept + block
            cut = _CUT.search(data) if block and b"\\" in data[-3:] else None
            self._kept = cut[0] if cut else b""
            if cut:
                data = data[: cut.start()]
            if data or not block:
                break
            block = self._file.read(size)
        if self._deepest:
            self._watch(data)
        return _HALF_BAKED.sub(rb"\1\\u00\2", data) if b"\\x" in data else data

    def _watch(self, data: bytes) -> None:
        """In slices: what opens and closes within one is not seen, and cannot be deeper than the slice is long."""
        for start in range(0, len(data), _SLICE):
            end = start + _SLICE
            opened = data.count(b"[", start, end) + data.count(b"{", start, end)
            self._open = max(0, self._open + opened - data.count(b"]", start, end) - data.count(b"}", start, end))
            if self._open > self._deepest:
                raise Deep


def value_of(events: Iterator[Event]) -> Any:
    """The value that comes next."""
    event, value = next(events)
    return built(event, value, events)


def built(begin: str, value: Any, events: Iterator[Event]) -> Any:
    """The value that began with an event."""
    if begin == "start_map":
        made: dict[str, Any] = {}
        for event, key in events:
            if event == "end_map":
                break
            kind, value = next(events)
            made[key] = value if kind in _SIMPLE else built(kind, value, events)
        return made
    if begin == "start_array":
        items: list[Any] = []
        for event, item in events:
            if event == "end_array":
                break
            items.append(item if event in _SIMPLE else built(event, item, events))
        return items
    return value


def pass_over(events: Iterator[Event]) -> None:
    """Go behind the value that comes next."""
    pass_over_rest(next(events)[0], events)


def pass_over_rest(begin: str, events: Iterator[Event]) -> None:
    """Go behind the value that began with an event."""
    depth = 1 if begin in ("start_map", "start_array") else 0
    while depth:
        event = next(events)[0]
        if event in ("start_map", "start_array"):
            depth += 1
        elif event in ("end_map", "end_array"):
            depth -= 1
