"""The way back from a text to the one that it was made of, where a pass changed lengths."""

import re
from bisect import bisect_right
from typing import AnyStr, Generic


class Shift:
    """Where one pass changed lengths: pieces of its output, in order, with the pieces of its input."""

    __slots__ = ("_from", "_outs", "_to")

    def __init__(self) -> None:
        self._outs: list[int] = []
        self._to: list[int] = []
        self._from: list[tuple[int, int]] = []

    def add(self, out: int, length: int, start: int, end: int) -> None:
        """`length` characters at `out` stand for `[start, end)` of the input."""
        self._outs.append(out)
        self._to.append(out + length)
        self._from.append((start, end))

    def __bool__(self) -> bool:
        return bool(self._outs)

    def back(self, start: int, end: int) -> tuple[int, int]:
        """The input's span for a span of the output."""
        first = self._char(start)[0]
        return (first, first) if end <= start else (first, self._char(end - 1)[1])

    def _char(self, at: int) -> tuple[int, int]:
        piece = bisect_right(self._outs, at) - 1
        if piece < 0:
            return at, at + 1
        start, end = self._from[piece]
        if at < self._to[piece]:
            return start, end
        moved = at - self._to[piece] + end
        return moved, moved + 1


class Lazy(Generic[AnyStr]):
    """Runs of a sign that became `kept` of it. Most posts have some and few are asked where: worked out when asked."""

    __slots__ = ("_kept", "_runs", "_shift", "_text")

    def __init__(self, text: AnyStr, runs: re.Pattern[AnyStr], kept: int) -> None:
        self._text: AnyStr = text
        self._runs: re.Pattern[AnyStr] = runs
        self._kept = kept
        self._shift: Shift | None = None

    def back(self, start: int, end: int) -> tuple[int, int]:
        if self._shift is None:
            self._shift = self._worked_out()
        return self._shift.back(start, end)

    def _worked_out(self) -> Shift:
        shift = Shift()
        lost = 0
        for run in self._runs.finditer(self._text):
            start, end = run.span()
            shift.add(start - lost, self._kept, start, end)
            lost += end - start - self._kept
        return shift
