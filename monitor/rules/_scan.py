"""What was found in one text, and what must hold around a literal: borders of words, signs, capitals."""

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import category, normalize

from monitor.language._shift import Shift
from monitor.language.normalize import Folded, fold, is_sign
from monitor.rules._gaps import alike, close_gaps, gap_shift
from monitor.rules._literals import LEFT, RIGHT, Literal, is_mark, unspaced

Span = tuple[int, int]

# A Ukrainian word goes on behind its apostrophe (п'ять, об'єкт). Elsewhere something ends there: ГУР'у, DIU's.
_WITHIN = re.compile("[\u0400-\u0481\u048a-\u052f]'[яюєї]")


class Scan:
    """What the pass found in one text. `hits` are spans of the folded text, by number.

    `gapped` is the text with closed gaps, worked out when it is asked for.
    """

    __slots__ = ("_gapped", "_shift", "_signs", "folded", "hits")

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.hits: dict[int, list[Span]] = {}
        self._gapped: str | None = None
        self._shift: Shift | None = None
        self._signs: dict[int, bool] = {}

    @property
    def gapped(self) -> str:
        if self._gapped is None:
            self._gapped = close_gaps(self.folded.text)
        return self._gapped

    def spans(self, literal: int) -> Sequence[Span]:
        """Where a literal stands in the text as posted."""
        return [self.folded.original(start, end) for start, end in self.hits.get(literal, ())]

    def posted_span(self, start: int, end: int) -> Span:
        """The span of the text as posted for a span of the text with closed gaps."""
        return self.folded.original(*self.folded_span(start, end))

    def folded_span(self, start: int, end: int) -> Span:
        """The span of the folded text for a span of the text with closed gaps."""
        if self._shift is None:
            self._shift = gap_shift(self.folded.text)
        return self._shift.back(start, end)

    def holds_sign(self, start: int, end: int) -> bool:
        """Whether something between reads as letters or digits and is none."""
        low, high = self.posted_span(start, end)
        return not all(char.isalpha() or char.isdecimal() for char in self.folded.posted[low:high])

    def is_border(self, at: int, edge: int) -> bool:
        """Whether the character at `at` of the text with closed gaps ends the word beside it, as `ends_word` has it."""
        if self.folded.signed and self.gapped[at] != " ":
            if (ends := self._ends_by_sign(at, edge)) is not None:
                return ends
            if is_mark(self.gapped[at]):
                base = _base(self.gapped, at)
                return at < edge and (is_mark(self.gapped[base]) or self.is_border(base, edge))
        return ends_word(self.gapped, at, edge)

    def stands(self, literal: Literal, start: int, end: int) -> bool:
        """Whether a hit of the text with closed gaps is this literal, in full."""
        if literal.borders & LEFT and start and not self.is_border(start - 1, start):
            return False
        if literal.borders & RIGHT and end < len(self.gapped) and not self.is_border(end, end - 1):
            return False
        return is_plain(literal) or self.is_written(literal, *self.folded_span(start, end))

    def is_written(self, literal: Literal, low: int, high: int) -> bool:
        """Whether a hit of the folded text has the signs and capitals of this literal."""
        text = self.folded.text
        if literal.hyphen and "-" not in text[low:high]:
            return False
        if low < len(literal.before) or not alike(text[low - len(literal.before) : low], literal.before):
            return False
        if not alike(text[high : high + len(literal.after)], literal.after):
            return False
        if literal.title:
            return self._is_titled(low, high)
        return not literal.capitals or self._in_capitals(low, high, literal.capitals)

    def _in_capitals(self, low: int, high: int, capitals: int) -> bool:
        start, end = self.folded.original(low, high)
        posted = normalize("NFKC", self.folded.posted[start:end])  # the No of № is not in capitals
        letters = [char for char in posted if char.isalpha()]
        return not any(map(_is_small, letters[:capitals])) and not any(map(str.isupper, letters[capitals:]))

    def _is_titled(self, low: int, high: int) -> bool:
        start, _ = self.folded.original(low, high)
        posted = self.folded.posted
        first = posted[start : start + 1]
        return first.isupper() or first.istitle() or posted[max(0, start - 1) : start] == "#"

    def _ends_by_sign(self, at: int, edge: int) -> bool | None:
        """№, ™ and ² fold to letters or digits, but nobody reads them as part of the word beside them."""
        if not self._is_sign(edge):
            return True if self._is_sign(at) else None
        if self.posted_span(at, at + 1) == self.posted_span(edge, edge + 1):
            return False  # inside of the sign
        return None if self.gapped[edge].isdecimal() else True  # № is a word of its own, the ² of м² is none

    def _is_sign(self, at: int) -> bool:
        known = self._signs.get(at)
        if known is None:
            start, end = self.posted_span(at, at + 1)
            known = self._signs[at] = self.gapped[at].isalnum() and _reads_as_sign(self.folded.posted[start:end])
        return known


def ends_word(text: str, at: int, edge: int) -> bool:
    """Whether the character at `at` ends the word whose outermost character stands beside it, at `edge`.

    The answer is the same for a folded text and for one with closed gaps: a gap ends a word, whatever signs are in it.
    """
    char = text[at]
    if char == " ":
        return True
    if char.isalpha() or char.isdecimal():
        return unspaced(char)
    if char == "'":
        return _WITHIN.match(text, max(0, at - 1)) is None
    if is_mark(char):
        base = _base(text, at)
        return at < edge and (is_mark(text[base]) or ends_word(text, base, edge))
    return category(char) != "Nl"


def _base(text: str, at: int) -> int:
    """What a mark stands on: a letter, or a sign or space, or nothing but marks at the beginning. It decides."""
    while at and is_mark(text[at]):
        at -= 1
    return at


@lru_cache(1024)
def _reads_as_sign(posted: str) -> bool:
    return is_sign(posted, fold(posted).text)


def is_plain(literal: Literal) -> bool:
    """Whether neither capitals nor signs around it are asked for."""
    return not (literal.capitals or literal.title or literal.before or literal.after or literal.hyphen)


def _is_small(char: str) -> bool:
    return char.islower() or (char.istitle() and not char.isupper())
