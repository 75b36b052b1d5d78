"""One pass over a text finds every literal of every rule; borders and capitals are checked at each hit.

Whole words, which nearly all literals are, are looked up word by word in a table: it is built in an instant however
many forms the names have. What may stand inside of words, or has none, is left to an Aho-Corasick automaton.

Most texts are read as they are folded, and as octets (`language.octets`): once all signs in them are spaces, each word
is what stands between spaces. Texts with letters that octets lack, or with signs that read as letters, are read with
their gaps closed, the long way; so are the phrases of all texts, where their first two words are there.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from monitor.language.normalize import Folded
from monitor.language.octets import TABLE, is_usual, octets, strictly, text_of, translation
from monitor.rules._literals import LEFT, RIGHT, UNSPACED, Literal
from monitor.rules._scan import Scan, ends_word, is_plain

# Runs of letters and digits. They may be parted finer than words are, never coarser: a border parts them too.
# Numbers in circles are letters to the engine and borders to a reader.
_RUN = re.compile(rf"[^\W_{UNSPACED}\u24eb-\u24ff\u2776-\u2793\u3248-\u324f\U0001f10b\U0001f10c]+")
# The same runs in octets of a folded text: all but letters and digits become spaces. Folding leaves no ʼ.
_SPACED = translation({char: char for char in TABLE if char.isalnum() and char != "ʼ"}, " ")
_BOTH = LEFT | RIGHT
_FEW = 8  # runs, and
_LONG = 2_000  # characters, up to which finding each run for itself is cheaper than walking over all
_MOST_FAST = 500
_MOST_CUTS = 8  # signs in one run; more than that is no text

Owner = tuple[int, Literal | None]
"""A number with its literal, or None where the borders of a word are all that must hold."""

Key = bytes | str
"""Words as tables have them: octets, which take half the room; as they are where octets lack a letter."""

Hit = tuple[tuple[Owner, ...], int, int]
"""The owners of a core, and `[start, end)` where it stands between the borders that all of them ask for."""


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
                owners = ((number, None if table is words and is_plain(literal) else literal),)
            known = table.get(core)
            table[core] = owners if known is None else (*known, *owners)
        keys = {core: _key(core) for core in words}
        self._words = {keys[core]: owners for core, owners in words.items()}
        self._lengths, self._seconds = _beginnings(keys)
        # What is written without a gap stands in the folded text as it does in that with closed gaps, and what octets
        # have no letters for stands in no usual text.
        close = {core: read for core in parts if " " not in core and (read := strictly(core))}
        self._close = _Parts({core: parts[core] for core in close}, BytesAhoCorasick, list(close.values()))
        rest = {core: owners for core, owners in parts.items() if core not in close}
        usual = {core: owners for core, owners in rest.items() if is_usual(core, octets(core))}
        self._rest, self._rest_of_usual = (_Parts(some, AhoCorasick, list(some)) for some in (rest, usual))

    def scan(self, folded: Folded, wanted: Collection[int] | None = None) -> Scan:
        """Find all literals, or those that are `wanted`, in a folded text. Linear in the text and its hits."""
        scan = Scan(folded)
        hits = scan.hits
        phrases: list[bytes] | None = None
        if folded.usual:
            found, phrases = self._in_octets(folded)
            for owners, start, end in found:
                for number, literal in owners:
                    if literal is not None and not scan.is_written(literal, start, end):
                        continue
                    if wanted is None or number in wanted:
                        hits.setdefault(number, []).append((start, end))
        for owners, start, end in self._in_gapped(scan, phrases):
            for number, literal in owners:
                if (literal is None or scan.stands(literal, start, end)) and (wanted is None or number in wanted):
                    hits.setdefault(number, []).append(scan.folded_span(start, end))
        return scan

    def _in_octets(self, folded: Folded) -> tuple[list[Hit], list[bytes]]:
        """Every single word and every part without a gap of a usual text, and the runs that phrases may begin with."""
        read, text = folded.octets, folded.text
        found: list[Hit] = []
        phrases: list[bytes] = []
        if self._lengths:
            spaced = read.translate(_SPACED)
            runs = spaced.split()
            for run in {*filter(self._lengths.__contains__, runs)}:
                if run in self._words:
                    found += self._standing(run, spaced, text)
                if (seconds := self._seconds.get(run)) is not None and not seconds.isdisjoint(runs):
                    phrases.append(run)
            found.sort(key=itemgetter(1))
        if self._close:
            found += self._close.standing(read, text, partial(ends_word, text))
        return found, phrases

    def _standing(self, run: bytes, spaced: bytes, text: str) -> Iterator[Hit]:
        """Where a run that is a literal stands as a word."""
        owners, size, last = self._words[run], len(run), len(text)
        apart, padded = b" %b " % run, b" %b " % spaced  # a place in `padded` is one further than in the text
        at = padded.find(apart)
        while at >= 0:
            end = at + size
            if (not at or ends_word(text, at - 1, at)) and (end == last or ends_word(text, end, end - 1)):
                yield owners, at, end
            at = padded.find(apart, end + 1)

    def _in_gapped(self, scan: Scan, phrases: Sequence[bytes] | None) -> Iterator[Hit]:
        """What is left of a usual text: `phrases` that begin with such runs; or everything (None). With closed gaps."""
        if phrases is None:
            yield from self._words_at(scan, self._known_runs(scan), longer=False)
            if self._close:
                yield from self._close.standing(octets(scan.gapped), scan.gapped, scan.is_border)
        elif phrases:
            yield from self._words_at(scan, _places(scan.gapped, [text_of(run) for run in phrases]), longer=True)
        rest = self._rest if phrases is None else self._rest_of_usual
        if rest:
            yield from rest.standing(scan.gapped, scan.gapped, scan.is_border)

    def _known_runs(self, scan: Scan) -> Iterator[tuple[int, str]]:
        """Where runs begin with which some literal does."""
        if scan.folded.signed:
            return _signed_runs(scan)
        known = [run for run in _RUN.findall(scan.gapped) if _key(run) in self._lengths]
        return _places(scan.gapped, known) if known else iter(())

    def _words_at(self, scan: Scan, runs: Iterable[tuple[int, str]], *, longer: bool) -> Iterator[Hit]:
        """The words and phrases that begin with runs; `longer`: the phrases alone."""
        gapped, words, lengths = scan.gapped, self._words, self._lengths
        last, read = len(gapped), octets(gapped)
        for start, run in runs:
            for length in lengths.get(_key(run), ()):
                end = start + length
                if end > last or (longer and length == len(run)):
                    continue
                # Octets without a question mark are those of this text alone, and so its key.
                piece = read[start:end]
                owners = words.get(_key(gapped[start:end]) if b"?" in piece else piece)
                if owners is None or (start and not scan.is_border(start - 1, start)):
                    continue
                if end == last or scan.is_border(end, end - 1):
                    yield owners, start, end


class _Parts:
    """Literals that may stand inside of words, or have no borders, under one automaton of their texts or octets."""

    def __init__(self, parts: Mapping[str, tuple[Owner, ...]], automaton: Any, looked_for: Sequence[Key]) -> None:
        self._parts = tuple(parts.values())
        self._borders = bytes(_common_borders(owners) for owners in self._parts)
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


def _key(core: str) -> Key:
    return strictly(core) or core


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
                first = keys.get(runs[0]) or _key(runs[0])
                seconds.setdefault(first, set()).add(_key(runs[1]) if len(runs) > 1 else first)
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


def _common_borders(owners: Sequence[Owner]) -> int:
    common = _BOTH
    for _, literal in owners:
        common &= literal.borders if literal is not None else _BOTH
    return common
