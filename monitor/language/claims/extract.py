"""The claims of a text."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from monitor.language.claims.line import Line
from monitor.language.claims.prospects import hopeless
from monitor.language.claims.review import review
from monitor.language.claims.sentences import paragraphs, plain, within
from monitor.language.claims.statement import Statement
from monitor.language.claims.statements import statements
from monitor.language.claims.surroundings import claimed
from monitor.language.claims.suspects import counting, opening, suspects
from monitor.language.normalize import Folded, fold, in_place
from monitor.language.octets import TABLE, text_of, translation
from monitor.language.tokens import tokenize
from monitor.model.claim import Claim, Part

# Words as tokens have them: letters, and apostrophes between two. Folding leaves no other apostrophe.
_WORDS: Final = translation({char: char for char in TABLE if (char.isalpha() and char != "ʼ") or char == "'"}, " ")
_LOOSE: Final = re.compile(rb"'(?<![^ ']')|'(?![^ '])")
_DIGIT: Final = re.compile(rb"[0-9]")


def extract(folded: Folded) -> tuple[Claim, ...]:
    """What a text claims of people in numbers, in order; positions are of the text as posted. Never raises.

    Most texts hold no word of any kind and cost one search; of the others only the sentences with such a word are cut
    out, and of these only those read whose words do not prove that there is nothing to be found.
    """
    stems = suspects(folded.text, folded.octets)
    if not stems:
        return ()
    text = plain(folded.posted)
    places = in_place(folded, text)
    lowered = folded.text
    if len(lowered) != len(text):
        lowered = text.lower()
        stems = suspects(lowered, places[0] if places else None)
    lines = paragraphs(text)
    begins = [start for start, _ in stems]
    cut: dict[int, list[Part]] = {}
    found: list[Statement] = []
    for start, end in _near(text, lines, cut, begins, found):
        first = bisect_left(begins, start)
        named = stems[first : bisect_left(begins, end, first)]
        told = named and (any(deed for _, deed in named) or counting(lowered[start:end]))
        if not told and not (found and opening(text[start:end])):
            continue
        part = _folded(text[start:end], places and places[1][start:end])
        if not part.short or not _hopeless(part.octets, told=bool(found)):
            found += statements(Line(tokenize(part, start)), found[-1] if found else None)
    if not found:
        return ()
    bounds = [bound for start, end in lines for bound in cut.get(start) or within(text, start, end)]
    return claimed(text, bounds, review(found, lowered))


def _near(
    text: str, lines: list[Part], cut: dict[int, list[Part]], begins: list[int], found: list[Statement]
) -> Iterator[Part]:
    """The sentences of the lines with such words, and of all lines once something was found: it may be told on.

    `begins` are where the words do. `cut` keeps the sentences by where their lines begin.
    """
    for start, end in lines:
        if found or bisect_left(begins, start) < bisect_left(begins, end):
            cut[start] = within(text, start, end)
            yield from cut[start]


def _hopeless(read: bytes, *, told: bool) -> bool:
    """Whether the words of a sentence prove that it says nothing; `read` are its folded octets."""
    spaced = read.translate(_WORDS)
    if b"'" in spaced:
        spaced = _LOOSE.sub(b" ", spaced)
    return hopeless(text_of(spaced).split(), digits=_DIGIT.search(read) is not None, told=told)


def _folded(part: str, read: bytes | None) -> Folded:
    """`read` are the folded octets of the part, where they are known: without a question mark, they are all of it."""
    return fold(part, close=False) if read is None or b"?" in read else Folded(text_of(read), part, octets=read)
