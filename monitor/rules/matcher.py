"""One pass over a text finds every literal of every rule; borders and capitals are checked at each hit.

The engine (Aho-Corasick) stands behind `Matcher.scan` alone.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from unicodedata import category, normalize

from ahocorasick_rs import AhoCorasick

from monitor.language.normalize import Folded, Shift, fold, is_sign
from monitor.rules._gaps import alike, close_gaps, gap_shift
from monitor.rules._literals import LEFT, RIGHT, Literal, is_mark, unspaced

Span = tuple[int, int]

# A Ukrainian word goes on behind its apostrophe (п'ять, об'єкт). Elsewhere something ends there: ГУР'у, DIU's.
_WITHIN = re.compile("[\u0400-\u0481\u048a-\u052f]'[яюєї]")


class Scan:
    """What the pass found in one text. `hits` are spans of the text with closed gaps, by literal."""

    __slots__ = ("_gapped", "_shift", "_signs", "folded", "hits")

    def __init__(self, folded: Folded, gapped: str) -> None:
        self.folded = folded
        self.hits: dict[int, list[Span]] = {}
        self._gapped = gapped
        self._shift: Shift | None = None
        self._signs: dict[int, bool] = {}

    @property
    def length(self) -> int:
        return len(self._gapped)

    def spans(self, literal: int) -> Sequence[Span]:
        """Where a literal stands in the text as posted."""
        return [self.posted_span(start, end) for start, end in self.hits.get(literal, ())]

    def posted_span(self, start: int, end: int) -> Span:
        """The span of the text as posted for a span of the text with closed gaps."""
        return self.folded.original(*self.folded_span(start, end))

    def folded_span(self, start: int, end: int) -> Span:
        """The span of the folded text for a span of the text with closed gaps."""
        if self._shift is None:
            self._shift = gap_shift(self.folded.text)
        return self._shift.back(start, end)

    def is_border(self, at: int, edge: int) -> bool:
        """Whether the character at `at` ends the word whose outermost character stands beside it, at `edge`."""
        if self.folded.signed and (ends := self._ends_by_sign(at, edge)) is not None:
            return ends
        char = self._gapped[at]
        if char.isalpha() or char.isdecimal():
            return unspaced(char)
        if char == "'":
            return _WITHIN.match(self._gapped, max(0, at - 1)) is None
        if is_mark(char):
            return at < edge and self._base_ends(at, edge)
        return category(char) != "Nl"

    def _ends_by_sign(self, at: int, edge: int) -> bool | None:
        """№, ™ and ² fold to letters or digits, but nobody reads them as part of the word beside them."""
        if not self._is_sign(edge):
            return True if self._is_sign(at) else None
        if self.posted_span(at, at + 1) == self.posted_span(edge, edge + 1):
            return False  # inside of the sign
        return None if self._gapped[edge].isdecimal() else True  # № is a word of its own, the ² of м² is none

    def _is_sign(self, at: int) -> bool:
        known = self._signs.get(at)
        if known is None:
            start, end = self.posted_span(at, at + 1)
            known = self._signs[at] = self._gapped[at].isalnum() and _reads_as_sign(self.folded.posted[start:end])
        return known

    def _base_ends(self, at: int, edge: int) -> bool:
        """What a mark stands on decides: a letter, or a sign or space, or nothing."""
        while at and is_mark(self._gapped[at]):
            at -= 1
        return is_mark(self._gapped[at]) or self.is_border(at, edge)


@lru_cache(1024)
def _reads_as_sign(posted: str) -> bool:
    return is_sign(posted, fold(posted).text)


class Matcher:
    """All literals of all rules in one automaton. `literals[n]` is literal number n."""

    def __init__(self, literals: Iterable[Literal]) -> None:
        self._literals = tuple(literals)
        owners: dict[str, list[int]] = {}
        for number, literal in enumerate(self._literals):
            owners.setdefault(literal.core, []).append(number)
        self._owners = tuple(tuple(numbers) for numbers in owners.values())
        self._borders = bytes(self._common_borders(numbers) for numbers in self._owners)
        self._simple = tuple(numbers[0] if self._plain(numbers) else None for numbers in self._owners)
        self._automaton = AhoCorasick(list(owners), store_patterns=False) if owners else None

    def scan(self, folded: Folded, wanted: Collection[int] | None = None) -> Scan:
        """Find all literals, or those that are `wanted`, in a folded text. Linear in the text and its hits."""
        gapped = close_gaps(folded.text)
        scan = Scan(folded, gapped)
        if self._automaton is None:
            return scan
        borders, simple, last = self._borders, self._simple, len(gapped)
        for pattern, start, end in self._automaton.find_matches_as_indexes(gapped, overlapping=True):
            needed = borders[pattern]
            # Most hits lie inside longer words: out with them before anything else is asked.
            if needed & LEFT and start and not scan.is_border(start - 1, start):
                continue
            if needed & RIGHT and end < last and not scan.is_border(end, end - 1):
                continue
            number = simple[pattern]
            for found in self._standing(pattern, scan, start, end) if number is None else (number,):
                if wanted is None or found in wanted:
                    scan.hits.setdefault(found, []).append((start, end))
        return scan

    def _standing(self, pattern: int, scan: Scan, start: int, end: int) -> list[int]:
        return [n for n in self._owners[pattern] if _stands(scan, self._literals[n], start, end)]

    def _common_borders(self, numbers: Sequence[int]) -> int:
        common = LEFT | RIGHT
        for number in numbers:
            common &= self._literals[number].borders
        return common

    def _plain(self, numbers: Sequence[int]) -> bool:
        """Whether a pattern stands for one literal that asks for borders and nothing else."""
        first = self._literals[numbers[0]]
        return len(numbers) == 1 and not (first.capitals or first.before or first.after)


def _stands(scan: Scan, literal: Literal, start: int, end: int) -> bool:
    """Whether a hit is this literal, in full."""
    if literal.borders & LEFT and start and not scan.is_border(start - 1, start):
        return False
    if literal.borders & RIGHT and end < scan.length and not scan.is_border(end, end - 1):
        return False
    if literal.before or literal.after:
        low, high = scan.folded_span(start, end)
        text = scan.folded.text
        if low < len(literal.before) or not alike(text[low - len(literal.before) : low], literal.before):
            return False
        if not alike(text[high : high + len(literal.after)], literal.after):
            return False
    return not literal.capitals or _in_capitals(scan, start, end)


def _in_capitals(scan: Scan, start: int, end: int) -> bool:
    low, high = scan.posted_span(start, end)
    posted = normalize("NFKC", scan.folded.posted[low:high])  # the No of № is not in capitals
    return not any(char.islower() or (char.istitle() and not char.isupper()) for char in posted)
