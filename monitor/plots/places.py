"""Where a day happened: places as circles over a graticule, by how many origins name them, coloured by sides."""

from collections.abc import Iterator, Mapping, Sequence
from math import cos, pi, radians, sin, sqrt
from typing import NamedTuple

from msgspec import Struct

from monitor.plots import scales
from monitor.plots.colours import colours
from monitor.plots.room import Box, Room
from monitor.plots.svg import cut, document, hover, tag, text, width_of

WIDTH, HEIGHT = 1200, 800
_MAP = Box(56.0, 70.0, WIDTH - 20.0, HEIGHT - 84.0)
_DEGREE = 111.2  # km of one degree of latitude
_LEAST = 0.4  # degrees of latitude that are shown at least
_MARGIN = 0.16
_ONE, _LARGEST, _SMALLEST = 8.0, 48.0, 2.5  # pixels
_COVERED = 0.05  # of the map by circles, at most
_NAME, _LONGEST_NAME, _BAR = 13, 220.0, 240.0
_INK, _PALE = "#222", "#666"


class Spot(Struct, frozen=True):
    """A place that posts of the day name. `sides` counts its independent origins, "" those without one.

    `at` is latitude and longitude. `area`: a region, of which `at` is only some point within.
    """

    name: str
    at: tuple[float, float]
    sides: Mapping[str, int]
    area: bool = False

    @property
    def origins(self) -> int:
        return sum(self.sides.values())


class View(NamedTuple):
    """Part of the earth, flattened so that its middle is true to scale. `unit`: pixels of one degree of latitude."""

    north: float
    west: float
    unit: float
    shrink: float

    def xy(self, at: tuple[float, float]) -> tuple[float, float]:
        return _MAP.left + (at[1] - self.west) * self.unit * self.shrink, _MAP.top + (self.north - at[0]) * self.unit


def drawn(title: str, spots: Sequence[Spot], sides: Sequence[str]) -> str:
    """The map as SVG, 1200 by 800. `sides` gives the order of colours. Without a place, it says so."""
    tones = colours([*sides, *(side for spot in spots for side in spot.sides)])
    parts = [text(cut(title, WIDTH - 40, 18, bold=True), 20, 30, font_size=18, font_weight="bold")]
    if not spots:
        nothing = "No post of that day names a place with coordinates."
        return document(WIDTH, HEIGHT, title, [*parts, text(nothing, 20, 56, font_size=14, fill=_PALE)])
    view = view_of([spot.at for spot in spots])
    ranked = sorted(spots, key=lambda spot: (-spot.origins, spot.name))
    sizes = _sizes(ranked)
    parts += [
        *_graticule(view),
        *(_circle(spot, view, size, tones) for spot, size in zip(ranked, sizes, strict=True)),
        *_names(ranked, sizes, view),
        *_bar(view),
        *_legend(ranked, tones),
    ]
    return document(WIDTH, HEIGHT, title, parts)


def view_of(points: Sequence[tuple[float, float]]) -> View:
    """What holds all points with a margin, in the shape of the map."""
    lows, highs = (tuple(bound(point[n] for point in points) for n in (0, 1)) for bound in (min, max))
    middle, centre = (lows[0] + highs[0]) / 2, (lows[1] + highs[1]) / 2
    shrink = max(cos(radians(middle)), 0.05)
    width, height = _MAP.right - _MAP.left, _MAP.bottom - _MAP.top
    tall = max(highs[0] - lows[0], _LEAST) * (1 + 2 * _MARGIN)
    wide = (highs[1] - lows[1]) * (1 + 2 * _MARGIN) * shrink
    unit = min(height / tall, width / wide if wide else height / tall)
    return View(middle + height / unit / 2, centre - width / unit / shrink / 2, unit, shrink)


def _sizes(spots: Sequence[Spot]) -> list[float]:
    """By area, so that four origins look twice as wide as one; less where they would cover each other."""
    covered = _COVERED * (_MAP.right - _MAP.left) * (_MAP.bottom - _MAP.top)
    crowd = sqrt(covered / pi / sum(spot.origins for spot in spots))
    unit = max(_SMALLEST, min(_ONE, crowd, _LARGEST / sqrt(max(spot.origins for spot in spots))))
    return [unit * sqrt(spot.origins) for spot in spots]


def _graticule(view: View) -> Iterator[str]:
    edges = {"x": _MAP.left, "y": _MAP.top, "width": _MAP.right - _MAP.left, "height": _MAP.bottom - _MAP.top}
    yield tag("rect", **edges, fill="#f6f7f9", stroke="#ccc")
    south = view.north - (_MAP.bottom - _MAP.top) / view.unit
    east = view.west + (_MAP.right - _MAP.left) / view.unit / view.shrink
    for north in scales.degrees(max(south, -90), min(view.north, 90)):
        _, y = view.xy((north, 0))
        yield tag("line", x1=_MAP.left, x2=_MAP.right, y1=y, y2=y, stroke="#d5d9df")
        yield text(_degree(north, "NS"), _MAP.left - 6, y + 4, font_size=11, text_anchor="end", fill=_PALE)
    for along in scales.degrees(view.west, east):
        x, _ = view.xy((0, along))
        yield tag("line", x1=x, x2=x, y1=_MAP.top, y2=_MAP.bottom, stroke="#d5d9df")
        yield text(_degree(along, "EW"), x, _MAP.bottom + 16, font_size=11, text_anchor="middle", fill=_PALE)


def _degree(value: float, signs: str) -> str:
    return f"{abs(value):g}°{signs[value < 0] if value else ''}"


def _circle(spot: Spot, view: View, size: float, tones: Mapping[str, str]) -> str:
    """A pie of the sides that name it. A region is drawn with a dashed edge: it lies around, not there."""
    x, y = view.xy(spot.at)
    told = ", ".join(f"{side or 'no side'} {count}" for side, count in spot.sides.items())
    parts = [hover(f"{spot.name}: {_origins(spot.origins)} ({told})")]
    begun = 0.0
    for side in (side for side in tones if spot.sides.get(side)):
        share = spot.sides[side] / spot.origins
        parts.append(_slice(x, y, size, begun, share, tones[side]))
        begun += share
    dashes = "4 3" if spot.area else None
    edge = tag("circle", cx=x, cy=y, r=size, fill="none", stroke=_INK, stroke_width=1, stroke_dasharray=dashes)
    return tag("g", *parts, edge)


def _slice(x: float, y: float, size: float, begun: float, share: float, tone: str) -> str:
    if share >= 1:
        return tag("circle", cx=x, cy=y, r=size, fill=tone, fill_opacity=0.7)
    points = []
    for part in (begun, begun + share):
        angle = 2 * pi * part - pi / 2
        points.append(f"{x + size * cos(angle):.1f} {y + size * sin(angle):.1f}")
    arc = f"M{x:.1f} {y:.1f}L{points[0]}A{size:.1f} {size:.1f} 0 {int(share > 0.5)} 1 {points[1]}Z"
    return tag("path", d=arc, fill=tone, fill_opacity=0.7)


def _names(spots: Sequence[Spot], sizes: Sequence[float], view: View) -> Iterator[str]:
    """Beside the circles: the more origins, the sooner a name finds room."""
    room = Room(_MAP)
    places = [(*view.xy(spot.at), size) for spot, size in zip(spots, sizes, strict=True)]
    for x, y, size in places:
        room.take(Box(x - size, y - size, x + size, y + size))
    for spot, (x, y, size) in zip(spots, places, strict=True):
        said = f"{cut(spot.name, _LONGEST_NAME, _NAME)} {spot.origins}"
        width, gap = width_of(said, _NAME), size + 5
        corners = (
            (x + gap, y), (x - gap - width, y), (x - width / 2, y - gap - 8), (x - width / 2, y + gap + 8),
            (x + gap * 0.7, y - gap - 6), (x + gap * 0.7, y + gap + 6), (x - width - gap * 0.7, y - gap - 6),
            (x - width - gap * 0.7, y + gap + 6),
        )  # fmt: skip
        found = room.find(Box(left, middle - 9, left + width, middle + 7) for left, middle in corners)
        if found is not None:
            yield text(said, found.left, found.bottom - 3, font_size=_NAME)


def _bar(view: View) -> Iterator[str]:
    """How long a round number of kilometres is, in the middle of the map."""
    pixels = view.unit / _DEGREE
    long = scales.length(_BAR / pixels)
    right, y = _MAP.right - 16, _MAP.bottom - 18
    left = right - long * pixels
    back = {"x": left - 10, "y": y - 24, "width": right - left + 20, "height": 34}
    yield tag("rect", **back, fill="#fff", fill_opacity=0.85)
    yield tag("path", d=f"M{left:.1f} {y - 6}V{y}H{right:.1f}V{y - 6}", fill="none", stroke=_INK, stroke_width=1.5)
    yield text(f"{long:,} km", (left + right) / 2, y - 8, font_size=11, text_anchor="middle")


def _legend(spots: Sequence[Spot], tones: Mapping[str, str]) -> Iterator[str]:
    at, y = _MAP.left, HEIGHT - 30.0
    used = [side for side in tones if any(spot.sides.get(side) for spot in spots)]
    for side in used:
        said = cut(side or "no side", 200, 13)
        yield tag("circle", cx=at + 7, cy=y - 4, r=7, fill=tones[side], fill_opacity=0.7, stroke=_INK)
        yield text(said, at + 20, y, font_size=13)
        at += 20 + width_of(said, 13) + 20
    dashed = "; dashed: a region" if any(spot.area for spot in spots) else ""
    said = f"The area of a circle and its number: independent origins that name the place{dashed}"
    yield text(said, _MAP.left, y + 20, font_size=12, fill=_PALE)


def _origins(count: int) -> str:
    return f"{count} origin{'' if count == 1 else 's'}"
