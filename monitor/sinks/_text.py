"""Foreign text made harmless, moments and spans in words, and cuts that keep marks in place."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Literal
from unicodedata import bidirectional, category, east_asian_width

from msgspec import Struct

from monitor.model import Evidence, Millis

# One for one, so that offsets hold. Marks of direction are common and mean no harm: they only lose their power.
_HARMLESS = (
    dict.fromkeys([*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0)], "\ufffd")
    | dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFFF9, 0xFFFC)], "\ufffd")
    | dict.fromkeys([0x200E, 0x200F, 0x061C], "\u200b")
    | dict.fromkeys([0x0B, 0x0C, 0x85, 0x2028, 0x2029], "\n")
    | {0x0D: " "}
)
_TROUBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]")
_HALVES = re.compile("[\ud800-\udfff]")
# No language stacks more marks on a letter than this; towers of them cover the lines above and below.
_TOWER = re.compile("[\u0300-\u036f](?<=[\u0300-\u036f]{5})")  # begins with what is rare, to be quick
_SPACE = re.compile(r"\s+")
_SPACIOUS = 4  # so many characters may become one, where they are spaces
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Mark(Struct, frozen=True):
    """A stretch `[start, end)` of a line, in code points: words that matched, or a link to `href`."""

    start: int
    end: int
    kind: Literal["match", "link"] = "match"
    href: str = ""


def clean(text: str) -> str:
    """Foreign text without control and bidi characters, halves of surrogate pairs and towers of marks; as long."""
    if _TROUBLE.search(text):
        text = text.translate(_HARMLESS)
    text = _TOWER.sub("\u200b", text)
    return _HALVES.sub("\ufffd", text)


def flat(text: str, most: int = 300) -> str:
    """Foreign text for a place of one line."""
    text = text.strip()
    head = text[: most * _SPACIOUS]  # a text may be long, and this is asked often: what cannot be shown is not read
    line = _SPACE.sub(" ", clean(head)).strip()
    return line if len(line) <= most and len(head) == len(text) else f"{line[: most - 1].rstrip()}…"


def iso(moment: Millis) -> str:
    """`2024-12-14T10:31:00.000Z`."""
    return f"{_utc(moment):%Y-%m-%dT%H:%M:%S}.{moment % 1000:03d}Z"


def isolated(text: str) -> str:
    """Foreign text in one of our lines: what is written from right to left must not turn the rest of it around."""
    if not text.isascii() and any(bidirectional(char) in ("R", "AL", "AN") for char in text):
        return f"\u2068{text}\u2069"
    return text


def spoken(moment: Millis, *, beside: Millis | None = None) -> str:
    """`14 Dec 2024 10:31 UTC`, whatever the machine's locale; `10:31 UTC` beside a moment of the same day."""
    at = _utc(moment)
    if beside is not None and _utc(beside).date() == at.date():
        return f"{at:%H:%M} UTC"
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year} {at:%H:%M} UTC"


def span(millis: int) -> str:
    """`45 s`, `41 min`, `2 h 5 min`, `3 d 4 h`."""
    seconds = max(0, millis // 1000)
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86_400
    if hours == 0:
        return f"{minutes} min"
    if days == 0:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{days} d {hours % 24} h" if hours % 24 else f"{days} d"


def marked(text: str, evidence: Iterable[Evidence]) -> tuple[Mark, ...]:
    """Where the words stand that matched: in order, merged where they overlap, nothing outside of the text."""
    spans = sorted(
        (item.start, min(item.end, len(text)))
        for item in evidence
        if item.field == "text" and item.start is not None and item.end is not None
    )
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if start < 0 or start >= end:
            continue
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(Mark(start, end) for start, end in merged)


def cut(text: str, marks: Sequence[Mark], most: int) -> tuple[str, tuple[Mark, ...]]:
    """At most `most` code points of a text, from border to border of sentences, with "…" where more was.

    If the first mark lies further on, the cut begins shortly before it.
    """
    if len(text) <= most:
        return text, tuple(marks)
    room = most - 4
    start = _beginning(text, marks[0], room) if marks and marks[0].end > room else 0
    end = _ending(text, marks, start, min(len(text), start + room))
    head, tail = ("… " if start else ""), (" …" if end < len(text) else "")
    body = text[start:end].rstrip()
    shift = len(head) - start
    kept = (
        Mark(max(mark.start, start) + shift, min(mark.end, start + len(body)) + shift, mark.kind, mark.href)
        for mark in marks
    )
    return f"{head}{body}{tail}", tuple(mark for mark in kept if mark.start < mark.end)


def inside(marks: Iterable[Mark], start: int, end: int) -> tuple[Mark, ...]:
    """Marks as far as they lie in the stretch `[start, end)`, counted from its start."""
    return tuple(
        Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.kind, mark.href)
        for mark in marks
        if mark.start < end and mark.end > start
    )


def border(text: str, low: int, high: int) -> int:
    """The best place in `(low, high]` to end a piece of text: after a line, a sentence, a word, else `high`."""
    for found in (text.rfind("\n", low, high), _last_sentence(text, low, high), text.rfind(" ", low, high)):
        if found > low:
            return found + 1
    return high


def wrapped(text: str, width: int | None) -> list[tuple[int, int]]:
    """The rows of a text, `[start, end)` each: its own lines, and the parts of those wider than `width` columns."""
    rows: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        rows += [(start, end)] if width is None else _wrapped(text, start, end, width)
        start = end + 1
    return rows


def _wrapped(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    rows: list[tuple[int, int]] = []
    space, taken = start, 0
    for at in range(start, end):
        taken += _columns(text[at])
        while taken > width and start < at:  # what is left behind a space may be too wide as well
            # Between words if there is one, else in the middle of what has none.
            stop = space if space > start else at
            rows.append((start, stop))
            start = stop + (stop == space)
            taken = sum(map(_columns, text[start : at + 1]))
        if text[at] == " ":
            space = at
    return [*rows, (start, end)]


def _columns(char: str) -> int:
    """How many columns of a terminal a character takes."""
    if char < "\u0300":
        return 8 if char == "\t" else 1
    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def _beginning(text: str, mark: Mark, room: int) -> int:
    low = max(0, mark.start - room // 3)
    borders = [found.end() for found in _SENTENCE.finditer(text, low, mark.start)]
    if borders:
        return borders[0]
    space = text.find(" ", low, mark.start)
    return space + 1 if space >= 0 else low


def _ending(text: str, marks: Sequence[Mark], start: int, end: int) -> int:
    if end == len(text):
        return end
    # The first mark that is shown must stay, so no border before it will do.
    first = next((mark.end for mark in marks if mark.start >= start and mark.end <= end), start)
    end = border(text, max(first - 1, end - (end - start) // 3), end)
    broken = next((mark for mark in marks if start < mark.start < end < mark.end), None)
    return broken.start if broken else end


def _last_sentence(text: str, low: int, high: int) -> int:
    ends = [found.start() for found in _SENTENCE.finditer(text, low, high)]
    return ends[-1] if ends else -1


def _utc(moment: Millis) -> datetime:
    return datetime.fromtimestamp(moment // 1000, UTC)
