"""One pass over a text finds every literal of every rule; borders and capitals are checked at each hit.

Whole words, which nearly all literals are, are looked up word by word in a table: it is built in an instant however
many forms the names have. What may stand inside of words, or has none, is left to an Aho-Corasick automaton.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from unicodedata import category, normalize

from ahocorasick_rs import AhoCorasick, Implementation

from monitor.language.normalize import Folded, Shift, fold, is_sign
from monitor.rules._gaps import alike, close_gaps, gap_shift
from monitor.rules._literals import LEFT, RIGHT, UNSPACED, Literal, is_mark, unspaced

Span = tuple[int, int]

# A Ukrainian word goes on behind its apostrophe (п'ять, об'єкт). Elsewhere something ends there: ГУР'у, DIU's.
_WITHIN = re.compile("[\u0400-\u0481\u048a-\u052f]'[яюєї]")

# Runs of letters and digits. They may be parted finer than words are, never coarser: a border parts them too.
# Numbers in circles are letters to the engine and borders to a reader.
_RUN = re.compile(rf"[^\W_{UNSPACED}\u24eb-\u24ff\u2776-\u2793\u3248-\u324f\U0001f10b\U0001f10c]+")
_BOTH = LEFT | RIGHT
_FEW = 8  # runs, and
_LONG = 2_000  # characters, up to which finding each run for itself is cheaper than walking over all
_MOST_FAST = 500
_MOST_CUTS = 8  # signs in one run; more than that is no text

Owner = tuple[int, Literal | None]
"""A number with its literal, or None where the borders of a word are all that must hold."""


class Scan:
    """What the pass found in one text. `hits` are spans of the text with closed gaps, by number."""

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

    def holds_sign(self, start: int, end: int) -> bool:
        """Whether something between reads as letters or digits and is none."""
        low, high = self.posted_span(start, end)
        return not all(char.isalpha() or char.isdecimal() for char in self.folded.posted[low:high])

    def is_border(self, at: int, edge: int) -> bool:
        """Whether the character at `at` ends the word whose outermost character stands beside it, at `edge`."""
        char = self._gapped[at]
        if char == " ":
            return True
        if self.folded.signed and (ends := self._ends_by_sign(at, edge)) is not None:
            return ends
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
    """All literals of all rules, each with its number; several may share one."""

    def __init__(self, literals: Iterable[tuple[Literal | str, int]]) -> None:
        words: dict[str, tuple[Owner, ...]] = {}
        parts: dict[str, tuple[Owner, ...]] = {}
        alone: dict[int, tuple[Owner, ...]] = {}  # most forms have one owner, and share it with those of their name
        for literal, number in literals:
            if isinstance(literal, str):
                table, core = words, literal
                owners = alone.get(number) or alone.setdefault(number, ((number, None),))
            else:
                table, core = (words if _is_words(literal) else parts), literal.core
                owners = ((number, None if table is words and _is_plain(literal) else literal),)
            known = table.get(core)
            table[core] = owners if known is None else (*known, *owners)
        self._words = words
        self._lengths = _lengths(words)
        self._parts = tuple(parts.values())
        self._borders = bytes(_common_borders(owners) for owners in self._parts)
        # Its fastest form takes room for every letter at every step: for some hundred parts that is little.
        fastest = Implementation.DFA if len(parts) <= _MOST_FAST else None
        self._automaton = AhoCorasick(list(parts), store_patterns=False, implementation=fastest) if parts else None

    def scan(self, folded: Folded, wanted: Collection[int] | None = None) -> Scan:
        """Find all literals, or those that are `wanted`, in a folded text. Linear in the text and its hits."""
        gapped = close_gaps(folded.text)
        scan = Scan(folded, gapped)
        for owners, start, end in self._standing(scan, gapped):
            for number, literal in owners:
                if (literal is None or _stands(scan, literal, start, end)) and (wanted is None or number in wanted):
                    scan.hits.setdefault(number, []).append((start, end))
        return scan

    def _standing(self, scan: Scan, gapped: str) -> Iterator[tuple[tuple[Owner, ...], int, int]]:
        """Every core that stands in the text, as far as its borders tell."""
        if self._lengths:
            yield from self._words_at(scan, gapped, self._known_runs(scan, gapped))
        if self._automaton is not None:
            yield from self._inside(scan, gapped)

    def _known_runs(self, scan: Scan, gapped: str) -> Iterator[tuple[int, str]]:
        """Where runs begin with which some literal does."""
        if scan.folded.signed:
            return _signed_runs(scan, gapped)
        known = [run for run in _RUN.findall(gapped) if run in self._lengths]
        return _places(gapped, known) if known else iter(())

    def _words_at(
        self, scan: Scan, gapped: str, runs: Iterable[tuple[int, str]]
    ) -> Iterator[tuple[tuple[Owner, ...], int, int]]:
        last, words, lengths = len(gapped), self._words, self._lengths
        for start, run in runs:
            for length in lengths.get(run, ()):
                end = start + length
                owners = words.get(gapped[start:end]) if end <= last else None
                if owners is None or (start and not scan.is_border(start - 1, start)):
                    continue
                if end == last or scan.is_border(end, end - 1):
                    yield owners, start, end

    def _inside(self, scan: Scan, gapped: str) -> Iterator[tuple[tuple[Owner, ...], int, int]]:
        assert self._automaton is not None  # noqa: S101  asked by the only caller
        borders, parts, last = self._borders, self._parts, len(gapped)
        for pattern, start, end in self._automaton.find_matches_as_indexes(gapped, overlapping=True):
            needed = borders[pattern]
            # Most hits lie inside longer words: out with them before anything else is asked.
            if needed & LEFT and start and not scan.is_border(start - 1, start):
                continue
            if needed & RIGHT and end < last and not scan.is_border(end, end - 1):
                continue
            yield parts[pattern], start, end


def _is_words(literal: Literal) -> bool:
    """Whether it begins and ends as words do."""
    return literal.borders == _BOTH and not literal.signed and _RUN.match(literal.core) is not None


def _is_plain(literal: Literal) -> bool:
    return not (literal.capitals or literal.title or literal.before or literal.after)


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """How long the cores are that begin with each run of letters."""
    single: dict[int, tuple[int, ...]] = {}
    lengths: dict[str, tuple[int, ...]] = {}
    for core in words:
        length = len(core)
        plain = core.isalpha() and max(core) < UNSPACED[0]
        run = core if plain else _RUN.match(core)[0]  # type: ignore[index]  # words begin with one
        known = lengths.get(run)
        if known is None:
            lengths[run] = single.setdefault(length, (length,))
        elif length not in known:
            lengths[run] = (*known, length)
    return lengths


def _places(gapped: str, known: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where known runs begin. Few of them are looked for, many are met on the way."""
    if len(known) > _FEW or len(gapped) > _LONG:
        wanted = frozenset(known)
        yield from ((run.start(), run[0]) for run in _RUN.finditer(gapped) if run[0] in wanted)
        return
    for run in dict.fromkeys(known):
        at = gapped.find(run)
        while at >= 0:
            if (found := _RUN.match(gapped, at)) and found[0] == run and (not at or not _RUN.match(gapped[at - 1])):
                yield at, run
            at = gapped.find(run, at + 1)


def _signed_runs(scan: Scan, gapped: str) -> Iterator[tuple[int, str]]:
    """Runs of a text with signs that read as letters or digits, and what is left where a sign ends a word in them."""
    for run in _RUN.finditer(gapped):
        low, high = run.span()
        if scan.holds_sign(low, high):
            cuts = [at for at in range(low + 1, high) if scan.is_border(at, at - 1) or scan.is_border(at - 1, at)]
        else:
            cuts = []
        for begin in (low, *cuts[:_MOST_CUTS]):
            yield from ((begin, gapped[begin:end]) for end in (*cuts[:_MOST_CUTS], high) if end > begin)


def _common_borders(owners: Sequence[Owner]) -> int:
    common = _BOTH
    for _, literal in owners:
        common &= literal.borders if literal is not None else _BOTH
    return common


def _stands(scan: Scan, literal: Literal, start: int, end: int) -> bool:
    """Whether a hit is this literal, in full."""
    if literal.borders & LEFT and start and not scan.is_border(start - 1, start):
        return False
    if literal.borders & RIGHT and end < scan.length and not scan.is_border(end, end - 1):
        return False
    if literal.before or literal.after or literal.hyphen:
        low, high = scan.folded_span(start, end)
        text = scan.folded.text
        if literal.hyphen and "-" not in text[low:high]:
            return False
        if low < len(literal.before) or not alike(text[low - len(literal.before) : low], literal.before):
            return False
        if not alike(text[high : high + len(literal.after)], literal.after):
            return False
    if literal.title:
        return _is_titled(scan, start, end)
    return not literal.capitals or _in_capitals(scan, start, end, literal.capitals)


def _in_capitals(scan: Scan, start: int, end: int, capitals: int) -> bool:
    low, high = scan.posted_span(start, end)
    posted = normalize("NFKC", scan.folded.posted[low:high])  # the No of № is not in capitals
    letters = [char for char in posted if char.isalpha()]
    return not any(map(_is_small, letters[:capitals])) and not any(map(str.isupper, letters[capitals:]))


def _is_small(char: str) -> bool:
    return char.islower() or (char.istitle() and not char.isupper())


def _is_titled(scan: Scan, start: int, end: int) -> bool:
    low, _ = scan.posted_span(start, end)
    posted = scan.folded.posted
    return posted[low : low + 1].isupper() or posted[low : low + 1].istitle() or posted[max(0, low - 1) : low] == "#"
