"""One pass over a text finds every literal of every rule; borders and capitals are checked at each hit.

Whole words, which nearly all literals are, are looked up word by word in a table: it is built in an instant however
many forms the names have. What may stand inside of words, or has none, is left to an Aho-Corasick automaton.

Most texts are read as they are folded, and as octets (`_usual`). Texts with letters that octets lack, or with signs
that read as letters, are read with their gaps closed, the long way.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from monitor.language.normalize import Folded
from monitor.language.octets import is_usual, octets, strictly
from monitor.rules._literals import LEFT, RIGHT, UNSPACED, Literal
from monitor.rules._scan import Scan, Span, ends_word, is_plain
from monitor.rules._usual import Hit, Key, Owner, UsualWords, is_cased, key_of

# Runs of letters and digits. They may be parted finer than words are, never coarser: a border parts them too.
# Numbers in circles are letters to the engine and borders to a reader.
_RUN = re.compile(rf"[^\W_{UNSPACED}\u24eb-\u24ff\u2776-\u2793\u3248-\u324f\U0001f10b\U0001f10c]+")
_BOTH = LEFT | RIGHT
_FEW = 8  # runs, and
_LONG = 2_000  # characters, up to which finding each run for itself is cheaper than walking over all
_MOST_FAST = 500
_MOST_CUTS = 8  # signs in one run; more than that is no text

_Part = tuple[str, int]
"""A core with the borders of words that it asks for."""


class Matcher:
    """All literals of all rules, each with its number; several may share one."""

    def __init__(self, literals: Iterable[tuple[Literal | str, int]]) -> None:
        words: dict[str, tuple[Owner, ...]] = {}
        parts: dict[_Part, tuple[Owner, ...]] = {}
        alone: dict[int, tuple[Owner, ...]] = {}  # most forms have one owner, and share it with those of their name
        for literal, number in literals:
            if isinstance(literal, str):
                owners = alone.get(number) or alone.setdefault(number, ((number, None),))
                words[literal] = owners if (known := words.get(literal)) is None else (*known, *owners)
                continue
            owner = (number, None if is_plain(literal) else literal)
            if _is_words(literal):
                words[literal.core] = (*words.get(literal.core, ()), owner)
            else:
                part = literal.core, literal.borders
                parts[part] = (*parts.get(part, ()), owner)
        keys = {core: key_of(core) for core in words}
        self._words = {keys[core]: owners for core, owners in words.items()}
        self._lengths, seconds = _beginnings(keys)
        self._usual = UsualWords(self._words, self._lengths, seconds)
        # What is written without a gap stands in the folded text as it does in that with closed gaps, and what octets
        # have no letters for stands in no usual text.
        close = {part: read for part in parts if " " not in part[0] and (read := strictly(part[0]))}
        self._close = _Parts({part: parts[part] for part in close}, BytesAhoCorasick, list(close.values()))
        rest = {part: owners for part, owners in parts.items() if part not in close}
        usual = {part: owners for part, owners in rest.items() if is_usual(part[0], octets(part[0]))}
        self._rest, self._rest_of_usual = (
            _Parts(some, AhoCorasick, [core for core, _ in some]) for some in (rest, usual)
        )

    def scan(self, folded: Folded, wanted: Collection[int] | None = None) -> Scan:
        """Find all literals, or those that are `wanted`, in a folded text. Linear in the text and its hits."""
        scan = Scan(folded)
        if not folded.usual:
            self._gapped(scan, self._in_gapped(scan), wanted)
            return scan
        found: list[Hit] = []
        phrases: list[Hit] = []
        if self._lengths:
            found, phrases = self._usual.standing(folded)
        if self._close:
            found += self._close.standing(folded.octets, folded.text, partial(ends_word, folded.text))
        hits, cased = scan.hits, folded.cased
        for owners, start, end in found + phrases:
            for number, literal in owners:
                if literal is not None and not _is_written(scan, cased, literal, start, end):
                    continue
                if wanted is None or number in wanted:
                    _note(hits, number, (start, end))
        if self._rest_of_usual:
            self._gapped(scan, self._rest_of_usual.standing(scan.gapped, scan.gapped, scan.is_border), wanted)
        return scan

    def _gapped(self, scan: Scan, found: Iterable[Hit], wanted: Collection[int] | None) -> None:
        """Note those hits of the text with closed gaps that are their literals in full."""
        for owners, start, end in found:
            for number, literal in owners:
                if (literal is None or scan.stands(literal, start, end)) and (wanted is None or number in wanted):
                    _note(scan.hits, number, scan.folded_span(start, end))

    def _in_gapped(self, scan: Scan) -> Iterator[Hit]:
        """Everything in a text with closed gaps."""
        yield from self._words_at(scan, self._known_runs(scan))
        if self._close:
            yield from self._close.standing(octets(scan.gapped), scan.gapped, scan.is_border)
        if self._rest:
            yield from self._rest.standing(scan.gapped, scan.gapped, scan.is_border)

    def _known_runs(self, scan: Scan) -> Iterator[tuple[int, str]]:
        """Where runs begin with which some literal does."""
        if scan.folded.signed:
            return _signed_runs(scan)
        runs = _RUN.findall(scan.gapped)
        if not runs:
            return iter(())
        read = octets("\n".join(runs)).split(b"\n")  # at once, for there are many; no run has a question mark
        known = [run for run, key in zip(runs, read, strict=True) if (run if b"?" in key else key) in self._lengths]
        return _places(scan.gapped, known) if known else iter(())

    def _words_at(self, scan: Scan, runs: Iterable[tuple[int, str]]) -> Iterator[Hit]:
        """The words and phrases that begin with runs."""
        gapped, words, lengths = scan.gapped, self._words, self._lengths
        last, read = len(gapped), octets(gapped)
        for start, run in runs:
            for length in lengths.get(key_of(run), ()):
                end = start + length
                if end > last:
                    continue
                # Octets without a question mark are those of this text alone, and so its key.
                piece = read[start:end]
                owners = words.get(key_of(gapped[start:end]) if b"?" in piece else piece)
                if owners is None or (start and not scan.is_border(start - 1, start)):
                    continue
                if end == last or scan.is_border(end, end - 1):
                    yield owners, start, end


class _Parts:
    """Literals that may stand inside of words, or have no borders, under one automaton of their texts or octets."""

    def __init__(self, parts: Mapping[_Part, tuple[Owner, ...]], automaton: Any, looked_for: Sequence[Key]) -> None:
        self._parts = tuple(parts.values())
        self._borders = bytes(borders for _, borders in parts)
        # Its fastest form takes room for every letter at every step: for some hundred parts that is little.
        fastest = Implementation.DFA if len(parts) <= _MOST_FAST else None
        self._automaton: Any = automaton(looked_for, implementation=fastest) if parts else None

    def __bool__(self) -> bool:
        return self._automaton is not None

    def standing(self, read: Key, text: str, ends: Callable[[int, int], bool]) -> Iterator[Hit]:
        """Every core that stands in a text, as far as its borders tell. `read` is the text, or its octets."""
        borders, parts, last = self._borders, self._parts, len(text)
        for pattern, start, end in self._automaton.find_matches_as_indexes(read, overlapping=True):
            needed = borders[pattern]
            # Most hits lie inside longer words: out with them before anything else is asked.
            if needed & LEFT and start and not ends(start - 1, start):
                continue
            if needed & RIGHT and end < last and not ends(end, end - 1):
                continue
            yield parts[pattern], start, end


def _is_written(scan: Scan, cased: bytes | None, literal: Literal, start: int, end: int) -> bool:
    """Whether a hit of a usual text has the signs and capitals of a literal."""
    if cased is not None and not (literal.before or literal.after or literal.hyphen):
        known = is_cased(literal, scan.folded, cased, start, end)
        if known is not None:
            return known
    return scan.is_written(literal, start, end)


def _note(hits: dict[int, list[Span]], number: int, span: Span) -> None:
    spans = hits.get(number)
    if spans is None:
        hits[number] = [span]
    else:
        spans.append(span)


def _is_words(literal: Literal) -> bool:
    """Whether it begins and ends as words do."""
    return literal.borders == _BOTH and not literal.signed and _RUN.match(literal.core) is not None


def _beginnings(keys: Mapping[str, Key]) -> tuple[dict[Key, tuple[int, ...]], dict[Key, set[Key]]]:
    """How long the cores are that begin with each run of letters, and with which runs their phrases go on.

    A core that is longer than its run but has no other (it ends in a mark) goes on with the first run itself.
    """
    single: dict[int, tuple[int, ...]] = {}
    lengths: dict[Key, tuple[int, ...]] = {}
    seconds: dict[Key, set[Key]] = {}
    for core, key in keys.items():
        length = len(core)
        first = key  # one object for both tables: there are many
        if not (core.isalpha() and max(core) < UNSPACED[0]):
            runs = _RUN.findall(core)
            if runs[0] != core:
                first = keys.get(runs[0]) or key_of(runs[0])
                seconds.setdefault(first, set()).add(key_of(runs[1]) if len(runs) > 1 else first)
        known = lengths.get(first)
        if known is None:
            lengths[first] = single.setdefault(length, (length,))
        elif length not in known:
            lengths[first] = (*known, length)
    return lengths, seconds


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


def _signed_runs(scan: Scan) -> Iterator[tuple[int, str]]:
    """Runs of a text with signs that read as letters or digits, and what is left where a sign ends a word in them."""
    gapped = scan.gapped
    for run in _RUN.finditer(gapped):
        low, high = run.span()
        if scan.holds_sign(low, high):
            cuts = [at for at in range(low + 1, high) if scan.is_border(at, at - 1) or scan.is_border(at - 1, at)]
        else:
            cuts = []
        for begin in (low, *cuts[:_MOST_CUTS]):
            yield from ((begin, gapped[begin:end]) for end in (*cuts[:_MOST_CUTS], high) if end > begin)
