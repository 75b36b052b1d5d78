"""A layout as messages of a chat that counts in UTF-16 units and takes formatting as entities beside the text."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

from msgspec import Struct

from monitor.sinks._layout import Block, Line
from monitor.sinks._text import border

LIMIT = 4096
"""UTF-16 units that one message may have."""
MOST_PIECES = 3
_MOST_ENTITIES = 90  # the service ignores those beyond a hundred

# What would call people, run commands of other bots or open the app's own dialogs (tg://), were it not broken by an
# invisible character.
_CALLS = re.compile(
    r"(?<=@)(?=\w)|(?<=(?<![\w/])/)(?=[A-Za-z])|(?:(?<=tg)|(?<=ton)|(?<=tonsite))(?=://)", re.IGNORECASE
)
_JOINER = "\u2060"


class Piece(Struct, frozen=True):
    """One message. Offsets and lengths of `entities` are in UTF-16 units, as the Bot API has them."""

    text: str
    entities: list[dict[str, Any]]


class _Format(Struct, frozen=True):
    """A stretch `[start, end)` of formatting. Only a quote may be divided between two messages."""

    kind: str
    start: int
    end: int


def pieces(blocks: Sequence[Block], link: str, limit: int = LIMIT, most: int = MOST_PIECES) -> list[Piece]:
    """The messages for a layout: at most three, cut where a line or a sentence ends; then "…" and the safe link."""
    text, formats = _joined(blocks)
    cuts = [0]
    while cuts[-1] < len(text) and len(cuts) <= most:
        last = len(cuts) == most
        cuts.append(_cut(text, formats, cuts[-1], limit, f"\n…\n{link}" if last else ""))
    tail = f"\n…\n{link}".rstrip() if cuts[-1] < len(text) else ""
    made = [_piece(text, formats, start, end) for start, end in pairwise(cuts)]
    if tail:
        made[-1] = Piece(made[-1].text + tail, made[-1].entities)
    return made


def keyboard(links: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """A row of buttons of the Bot API that lead to addresses."""
    return [{"text": label, "url": address} for label, address in links]


def units(text: str) -> int:
    """How long a text is in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _joined(blocks: Sequence[Block]) -> tuple[str, list[_Format]]:
    """All lines as one text, with their formats in code points."""
    parts: list[str] = []
    formats: list[_Format] = []
    at = 0
    for number, block in enumerate(blocks):
        for place, line in enumerate(block):
            gap = "" if not parts else "\n\n" if number and place == 0 else "\n"
            text, own = _inert(line)
            at += len(gap)
            formats.extend(_Format(f.kind, f.start + at, f.end + at) for f in own)
            parts += [gap, text]
            at += len(text)
    return "".join(parts), formats


def _inert(line: Line) -> tuple[str, list[_Format]]:
    """A line that calls nobody, with its formats moved accordingly."""
    is_link = any(mark.kind == "link" for mark in line.marks)
    spots = [] if is_link else [found.start() for found in _CALLS.finditer(line.text)]
    formats = []
    if line.role == "quote":
        formats.append(_Format("blockquote", 0, len(line.text) + len(spots)))
    elif line.role in {"title", "foot"}:
        formats.append(_Format("bold" if line.role == "title" else "italic", 0, len(line.text) + len(spots)))
    for mark in line.marks:
        if mark.kind == "match":
            start, end = (place + bisect_left(spots, place) for place in (mark.start, mark.end))
            formats += [_Format("bold", start, end), _Format("underline", start, end)]
    if not spots:
        return line.text, formats
    bounds = [0, *spots, len(line.text)]
    return _JOINER.join(line.text[a:b] for a, b in pairwise(bounds)), formats


def _cut(text: str, formats: Sequence[_Format], start: int, limit: int, tail: str) -> int:
    """Where the message that begins at `start` ends; `tail` must find room if it is not the end of all."""
    if units(text[start:]) <= limit:
        return len(text)
    room = limit - units(tail)
    widths = accumulate(1 + (char > "\uffff") for char in text[start : start + room])
    high = start + sum(1 for total in widths if total <= room)
    place = border(text, start + (high - start) * 2 // 3, high)
    whole = (f for f in formats if f.kind != "blockquote" and start < f.start < place < f.end)
    return min((f.start for f in whole), default=place)


def _piece(text: str, formats: Sequence[_Format], start: int, end: int) -> Piece:
    # The service trims messages itself; done here, the offsets stay ours.
    start += len(text[start:end]) - len(text[start:end].lstrip())
    body = text[start:end].rstrip()
    end = start + len(body)
    places = [0, *accumulate(1 + (char > "\uffff") for char in body)]
    entities: list[dict[str, Any]] = []
    for item in formats:
        low, high = max(item.start, start), min(item.end, end)
        if low >= high:
            continue
        offset = places[low - start]
        entities.append({"type": item.kind, "offset": offset, "length": places[high - start] - offset})
    if len(entities) > _MOST_ENTITIES:
        # Quotes tell what a post says from what we say: they must not be those that are missing.
        kept = sorted(entities, key=lambda entity: entity["type"] != "blockquote")[:_MOST_ENTITIES]
        entities = sorted(kept, key=lambda entity: (entity["offset"], -entity["length"]))
    return Piece(body, entities)
