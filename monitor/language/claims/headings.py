"""Lists whose lines are read with another: with the heading that has the deed ("Знищено:", and in lines of their own
"▪️ 140 окупантів", "▪️ 3 танки"), or with a neighbour that tells of whom they count ("Знищено: 41", "Поранено: 57").
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Container, Iterator
from typing import Final, NamedTuple

from monitor.language.claims.sentences import Sentences
from monitor.language.claims.suspects import counting
from monitor.model.claim import Part

MOST: Final = 64
"""Items of lists that are read in a text."""

_OPENS: Final = re.compile(r":\s*\n")
_BULLET: Final = re.compile(r"\s*(?:[^\w\s]|\d)")
_SHORT: Final = 80  # letters of an item that has no sign before it
_LONGEST: Final = 200
_LABEL: Final = re.compile(r"\W*+[^\W\d]++\s*+(?:[-–—:=]\s*+)?\d[\d\W]*+")
_LABELS: Final = re.compile(r"^[^\w\n]*+[^\W\d]++[^\S\n]*+(?:[-–—:=][^\S\n]*+)?\d(?:\d|[^\w\n])*+$", re.MULTILINE)


class Item(NamedTuple):
    """A sentence of a list, and the one to read it with; `apart`: each has a deed of its own."""

    beside: Part
    item: Part
    apart: bool = False


def items(text: str, cut: Sentences, begins: list[int], told: Collection[Part]) -> Iterator[Item]:
    """Those that count something and that `told`, sentences with a claim, does not have.

    `begins` are where words of deeds begin: a heading has one.
    """
    if _opened(text, begins):
        yield from _headed(text, cut, begins, told)
    if told:
        yield from _labels(text, cut, told)


def may_list(text: str, begins: list[int], *, told: bool) -> bool:
    """Whether a text has a list of either sort at all; `told`: it has a claim."""
    return _opened(text, begins) or (told and len(_LABELS.findall(text)) > 1)


def _opened(text: str, begins: list[int]) -> bool:
    """Whether a line that ends with a colon has a word of a deed."""
    return any(_any(begins, text.rfind("\n", 0, match.start()) + 1, match.start()) for match in _OPENS.finditer(text))


def _any(begins: list[int], start: int, end: int) -> bool:
    at = bisect_left(begins, start)
    return at < len(begins) and begins[at] < end


def _headed(text: str, cut: Sentences, begins: list[int], told: Container[Part]) -> Iterator[Item]:
    heading: Part | None = None
    left = MOST
    for start, end in cut.lines():
        if not cut.of((start, end)):
            continue  # blank, or blanked out
        if text[start:end].rstrip().endswith(":"):
            heading = cut.of((start, end))[-1]
            if heading in told or heading[1] - heading[0] > _LONGEST or not _any(begins, *heading):
                heading = None
        elif heading is not None and left and _is_item(text, start, end):
            left -= 1
            first = cut.of((start, end))[0]
            if first not in told and counting(text[slice(*first)].lower()):
                yield Item(heading, first)
        else:
            heading = None


def _is_item(text: str, start: int, end: int) -> bool:
    if end - start > _LONGEST:
        return False
    return _BULLET.match(text, start, end) is not None or end - start <= _SHORT


def _labels(text: str, cut: Sentences, told: Container[Part]) -> Iterator[Item]:
    """Lines of a word and a number beside such a line with a claim."""
    lines = [part for line in cut.lines() for part in cut.of(line)]
    labels = [_LABEL.fullmatch(text, *part) is not None for part in lines]
    left = MOST
    for at, part in enumerate(lines):
        if not labels[at] or part in told or not left:
            continue
        near = next((n for n in (at - 1, at + 1) if 0 <= n < len(lines) and labels[n] and lines[n] in told), None)
        if near is not None:
            left -= 1
            yield Item(lines[near], part, apart=True)
