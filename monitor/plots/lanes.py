"""Which lane and row each post of a story has: posts of one origin in one lane share a row, and no two rows meet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.plots.story import Mark, Origin, Spread
from monitor.plots.svg import width_of

NAME = 13
"""The size of the names of origins, in pixels."""

LONGEST_NAME = 240.0
"""Longer names are cut; in pixels."""

_AROUND = 14.0  # pixels between two strands of a row

X = Callable[[datetime], float]


@dataclass(slots=True)
class Strand:
    """The posts of one origin (a number in `Spread.origins`) in one lane. `head`: its first post, if that is here.

    `repeats`: the number of the origin whose voice speaks here once more; None: it is independent.
    """

    origin: int
    head: Mark | None
    repeats: int | None = None
    copies: list[Mark] = field(default_factory=list)
    row: int = 0

    @property
    def marks(self) -> list[Mark]:
        return ([self.head] if self.head else []) + self.copies


@dataclass(slots=True)
class Lane:
    """The band of a side, between two heights of the picture."""

    side: str
    strands: list[Strand]
    rows: int
    top: float = 0.0
    bottom: float = 0.0

    def y(self, strand: Strand) -> float:
        """Where a strand lies."""
        return self.top + (self.bottom - self.top) * (strand.row + 0.62) / (self.rows + 0.24)


def lanes_of(spread: Spread, x: X, top: float, bottom: float) -> list[Lane]:
    """The lanes from top to bottom: sides in their order, then who speaks for none. More rows take more height."""
    strands: dict[str, list[Strand]] = {}
    for number, origin in enumerate(spread.origins):
        for side, strand in _by_side(number, origin).items():
            strands.setdefault(side, []).append(strand)
    lanes = [Lane(side, strands[side], _packed(strands[side], x)) for side in _ordered(spread.sides, strands)]
    height = (bottom - top) / sum(lane.rows + 1 for lane in lanes)
    for lane in lanes:
        lane.top, lane.bottom = top, top + height * (lane.rows + 1)
        top = lane.bottom
    return lanes


def _by_side(number: int, origin: Origin) -> Mapping[str, Strand]:
    found = {origin.first.side: Strand(number, origin.first, origin.repeats)}
    for copy in origin.copies:
        found.setdefault(copy.side, Strand(number, None, origin.repeats)).copies.append(copy)
    return found


def _ordered(sides: Sequence[str], used: Mapping[str, object]) -> list[str]:
    known = [side for side in dict.fromkeys([*sides, *used]) if side and side in used]
    return known + ([""] if "" in used else [])


def _packed(strands: Sequence[Strand], x: X) -> int:
    """Give each strand the first row that is free from where it begins. Returns how many rows that takes."""
    ends: list[float] = []
    for strand in sorted(strands, key=lambda one: (one.marks[0].at, one.origin)):
        left, right = _extent(strand, x)
        strand.row = next((row for row, end in enumerate(ends) if end + _AROUND < left), len(ends))
        ends[strand.row : strand.row + 1] = [right]
    return max(1, len(ends))


def _extent(strand: Strand, x: X) -> tuple[float, float]:
    left, right = x(strand.marks[0].at), x(strand.marks[-1].at)
    if strand.head is not None:
        right = max(right, left + min(LONGEST_NAME, width_of(strand.head.channel, NAME, bold=True)))
    return left, right
