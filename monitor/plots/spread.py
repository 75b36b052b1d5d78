"""Who was first, and how fast it spread: a lane for each side, origins in it, and their copies hanging on them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from monitor.plots import scales
from monitor.plots.colours import colours
from monitor.plots.lanes import LONGEST_NAME, NAME, Lane, Strand, lanes_of
from monitor.plots.room import Box, Room
from monitor.plots.story import Mark, Spread
from monitor.plots.svg import cut, document, hover, tag, text, width_of

WIDTH, HEIGHT = 1200, 600
_LEFT, _RIGHT, _TOP, _FOOT = 150.0, WIDTH - 24.0, 124.0, 536.0
_CURVE = (72.0, 112.0)  # where all posts so far are drawn
_ORIGIN, _REPEAT, _COPY, _SMALL, _ROW = 8.0, 7.0, 4.5, 11, 18.0
_FEW = 25  # origins whose threads can be told apart
_INK, _PALE, _GONE = "#222", "#666", "#b00020"

Tones = Mapping[str, str]


class _Scale(NamedTuple):
    """From moments to pixels."""

    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        return _LEFT + (_RIGHT - _LEFT) * ((at - self.start) / (self.end - self.start))


def drawn(spread: Spread) -> str:
    """The picture as SVG, 1200 by 600."""
    marks = list(spread.marks())
    tones = colours([*spread.sides, *(mark.side for mark in marks)])
    span, least = marks[-1].at - marks[0].at, timedelta(minutes=2)
    scale = _Scale(marks[0].at - max(span * 0.03, least), marks[-1].at + max(span * 0.08, least))
    lanes = lanes_of(spread, scale.x, _TOP, _FOOT)
    places = {strand.origin: lane.y(strand) for lane in lanes for strand in lane.strands if strand.head}
    parts = [
        *_heading(spread, marks),
        *(part for lane in lanes for part in _band(lane, marks[0], tones)),
        *_axis(scale),
        *_curve(marks, scale),
        *_again(spread, places, scale, tones),
        *(_thread(spread, lane, strand, places, scale, tones) for lane in lanes for strand in lane.strands),
        *_marks(lanes, scale, tones),
        *_names(lanes, scale),
        *_legend(spread, marks),
    ]
    return document(WIDTH, HEIGHT, spread.title, parts)


def _heading(spread: Spread, marks: Sequence[Mark]) -> Iterator[str]:
    yield text(cut(spread.title, WIDTH - 40, 18, bold=True), 20, 30, font_size=18, font_weight="bold")
    first, last = marks[0], marks[-1]
    origins = len(spread.independent)
    counted = ", ".join(
        _counted(origins, len(spread.origins) - origins, len(marks) - len(spread.origins), spread.deleted)
    )
    said = (
        f"First: {cut(first.channel, LONGEST_NAME, 13)}, {first.at:%Y-%m-%d %H:%M:%S} UTC."
        f" {counted} over {scales.lasting(last.at - first.at)}."
    )
    yield text(cut(said, WIDTH - 40, 13), 20, 52, font_size=13, fill=_PALE)


def _counted(origins: int, repeats: int, copies: int, deleted: int = 0) -> list[str]:
    """What a story or a side of it consists of, each in words; repeats only where there are any."""
    repeated = [_count(repeats, "repeat")] if repeats else []
    gone = f" ({deleted} deleted since)" if deleted else ""
    return [f"{_count(origins, 'origin')}{gone}", *repeated, _count(copies, "copy")]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {'copies' if noun == 'copy' else f'{noun}s'}"


def _band(lane: Lane, first: Mark, tones: Tones) -> Iterator[str]:
    """A lane in a pale tint of its side, with who was first there, and how many there are."""
    tone, height = tones[lane.side], lane.bottom - lane.top
    yield tag("rect", x=0, y=lane.top, width=WIDTH, height=height, fill=tone, fill_opacity=0.07)
    yield tag("line", x1=0, x2=WIDTH, y1=lane.bottom, y2=lane.bottom, stroke="#fff", stroke_width=2)
    marks = [mark for strand in lane.strands for mark in strand.marks]
    after = min(mark.at for mark in marks) - first.at
    heads = [strand for strand in lane.strands if strand.head is not None]
    origins = sum(strand.repeats is None for strand in heads)
    lines = (
        "first of all" if not after else f"first after {scales.lasting(after)}",
        *_counted(origins, len(heads) - origins, len(marks) - len(heads)),
    )
    middle = (lane.top + lane.bottom) / 2 - (7.5 if len(heads) > origins else 0)
    name = cut(lane.side or "no side", _LEFT - 36, 15, bold=True)
    yield text(name, 20, middle - 16, font_size=15, font_weight="bold", fill=tone)
    for number, line in enumerate(lines):
        yield text(line, 20, middle + 2 + 15 * number, font_size=_SMALL, fill=_PALE)


def _axis(scale: _Scale) -> Iterator[str]:
    ticks = scales.moments(scale.start, scale.end)
    yield tag("line", x1=_LEFT, x2=_RIGHT, y1=_FOOT, y2=_FOOT, stroke=_PALE)
    for tick, said in zip(ticks, scales.in_words(ticks), strict=True):
        x = scale.x(tick)
        yield tag("line", x1=x, x2=x, y1=_CURVE[0], y2=_FOOT + 5, stroke="#000", stroke_opacity=0.1)
        yield text(said, x, _FOOT + 19, text_anchor="middle", fill=_PALE)
    yield text("UTC", 20, _FOOT + 19, fill=_PALE)


def _curve(marks: Sequence[Mark], scale: _Scale) -> Iterator[str]:
    """How many posts there were by when."""
    low, high = _CURVE[1], _CURVE[0]
    step = (low - high) / len(marks)
    path = [f"M{scale.x(marks[0].at):.1f} {low:.1f}"]
    for number, mark in enumerate(marks, 1):
        path.append(f"H{scale.x(mark.at):.1f}V{low - step * number:.1f}")
    yield text("posts so far", 20, low, font_size=_SMALL, fill=_PALE)
    yield tag("line", x1=_LEFT, x2=_RIGHT, y1=low, y2=low, stroke="#ccc")
    yield tag("path", d="".join([*path, f"H{_RIGHT:.1f}"]), fill="none", stroke=_INK, stroke_width=1.5)
    yield text(str(len(marks)), _RIGHT, high - 4, font_size=_SMALL, text_anchor="end")


def _again(spread: Spread, places: Mapping[int, float], scale: _Scale, tones: Tones) -> Iterator[str]:
    """From an origin to where its voice speaks once more: dashed, for nothing was taken from anybody."""
    for number, origin in enumerate(spread.origins):
        if origin.repeats is None:
            continue
        before = spread.origins[origin.repeats].first
        a, b, from_, to = scale.x(before.at), scale.x(origin.first.at), places[origin.repeats], places[number]
        path = f"M{a:.1f} {from_:.1f}C{(a + b) / 2:.1f} {from_:.1f} {(a + b) / 2:.1f} {to:.1f} {b:.1f} {to:.1f}"
        look = _line(tones[before.side], 1.2, _shade(spread))
        yield tag("path", d=path, stroke_dasharray="2 4", **look)


def _line(tone: str, width: float, opacity: float) -> dict[str, Any]:
    return {"fill": "none", "stroke": tone, "stroke_width": width, "stroke_opacity": opacity}


def _shade(spread: Spread) -> float:
    return 0.45 if len(spread.origins) <= _FEW else 0.2


def _thread(
    spread: Spread, lane: Lane, strand: Strand, places: Mapping[int, float], scale: _Scale, tones: Tones
) -> str:
    """From an origin to its copies in a lane, in the colour of the origin's side."""
    head, y = spread.origins[strand.origin].first, lane.y(strand)
    last = scale.x(strand.marks[-1].at)
    start, begun = scale.x(head.at), places[strand.origin]
    if strand.head is not None:
        path = f"M{start:.1f} {y:.1f}H{last:.1f}"
    else:
        first = scale.x(strand.copies[0].at)
        bend = (start + first) / 2
        path = f"M{start:.1f} {begun:.1f}C{bend:.1f} {begun:.1f} {bend:.1f} {y:.1f} {first:.1f} {y:.1f}H{last:.1f}"
    return tag("path", d=path, **_line(tones[head.side], 1.5, _shade(spread)))


def _marks(lanes: Sequence[Lane], scale: _Scale, tones: Tones) -> Iterator[str]:
    for lane in lanes:
        for strand in lane.strands:
            for mark in reversed(strand.marks):  # the origin lies above its copies
                again = mark is strand.head and strand.repeats is not None
                yield _mark(mark, scale.x(mark.at), lane.y(strand), _size(lane, strand, mark), tones[mark.side], again)


def _size(lane: Lane, strand: Strand, mark: Mark) -> float:
    """Half of how wide a mark is: less where rows are many."""
    size = _COPY if mark is not strand.head else _ORIGIN if strand.repeats is None else _REPEAT
    return size * max(0.6, min(1.0, (lane.bottom - lane.top) / lane.rows / _ROW))


def _mark(mark: Mark, x: float, y: float, size: float, tone: str, again: bool = False) -> str:
    """A circle; `again`: a diamond, of who has said it before."""
    repeated = ", repeats itself" if again else ""
    became = "".join([repeated, ", edited" if mark.edited else "", ", deleted" if mark.deleted else ""])
    inner = [hover(f"{mark.channel}, {mark.at:%Y-%m-%d %H:%M:%S} UTC{became} {mark.link}")]
    fill, edge = ("#fff", tone) if mark.deleted else (tone, "#fff")
    look: dict[str, Any] = {"fill": fill, "stroke": edge, "stroke_width": size / 6 + 0.4}
    around = f"M{x - size:.1f} {y:.1f}L{x:.1f} {y - size:.1f}L{x + size:.1f} {y:.1f}L{x:.1f} {y + size:.1f}Z"
    inner.append(tag("path", d=around, **look) if again else tag("circle", cx=x, cy=y, r=size, **look))
    if mark.edited:
        inner.append(tag("circle", cx=x, cy=y, r=size + 2.5, fill="none", stroke=_INK, stroke_width=1.2))
    if mark.deleted:
        left, right, top, low = (f"{at:.1f}" for at in (x - size, x + size, y - size, y + size))
        cross = f"M{left} {top}L{right} {low}M{left} {low}L{right} {top}"
        inner.append(tag("path", d=cross, stroke=_GONE, stroke_width=2))
    return tag("g", *inner)


def _names(lanes: Sequence[Lane], scale: _Scale) -> Iterator[str]:
    """The names of origins, then of as many others as find room."""
    room = Room(Box(_LEFT, _TOP, WIDTH - 4.0, _FOOT))
    everything = [
        (
            mark,
            scale.x(mark.at),
            lane.y(strand),
            _size(lane, strand, mark),
            mark is strand.head and strand.repeats is None,
        )
        for lane in lanes
        for strand in lane.strands
        for mark in strand.marks
    ]
    for _, x, y, size, _ in everything:
        room.take(Box(x - size, y - size, x + size, y + size))
    for mark, x, y, _, head in sorted(everything, key=lambda one: not one[4]):
        yield from _name(mark.channel, x, y, room, head=head)


def _name(channel: str, x: float, y: float, room: Room, *, head: bool) -> Iterator[str]:
    size = NAME if head else _SMALL
    said = cut(channel, LONGEST_NAME if head else LONGEST_NAME / 2, size, bold=head)
    width, gap = width_of(said, size, bold=head), (_ORIGIN if head else _COPY) + 5
    starts = (x - 6, x - width + 6, x - width / 2)
    heights = (y - gap, y + gap + size * 0.8) if head else (y + gap + size * 0.8, y - gap)
    found = room.find(
        Box(start, base - size * 0.85, start + width, base + size * 0.2) for base in heights for start in starts
    )
    if found is not None:
        weight = "bold" if head else None
        base = found.bottom - size * 0.2
        yield text(said, found.left, base, font_size=size, font_weight=weight, fill=_INK if head else _PALE)


def _legend(spread: Spread, marks: Sequence[Mark]) -> Iterator[str]:
    at, y, now = _LEFT, HEIGHT - 16.0, marks[0].at
    entries = [
        ("origin: said independently", Mark(now, ""), _ORIGIN, False),
        ("copy: hangs on what it was taken from", Mark(now, ""), _COPY, False),
    ]
    if len(spread.independent) < len(spread.origins):
        entries.insert(1, ("repeat: the same channel once more", Mark(now, ""), _REPEAT, True))
    if any(mark.edited for mark in marks):
        entries.append(("edited since", Mark(now, "", edited=True), _COPY, False))
    if any(mark.deleted for mark in marks):
        entries.append(("deleted since", Mark(now, "", deleted=True), _COPY, False))
    for said, mark, size, again in entries:
        yield _mark(mark, at + 8, y - 4, size, "#444", again)
        yield text(said, at + 24, y, fill=_PALE)
        at += 24 + width_of(said, 12) + 22
