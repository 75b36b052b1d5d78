"""The claims of a text."""

from bisect import bisect_left
from collections.abc import Iterator

from monitor.language.claims.line import Line
from monitor.language.claims.review import review
from monitor.language.claims.sentences import paragraphs, plain, within
from monitor.language.claims.statement import Statement
from monitor.language.claims.statements import statements
from monitor.language.claims.surroundings import claimed
from monitor.language.claims.suspects import Stem, counting, opening, suspects
from monitor.language.normalize import Folded, fold
from monitor.language.tokens import tokenize
from monitor.model.claim import Claim, Part


def extract(folded: Folded) -> tuple[Claim, ...]:
    """What a text claims of people in numbers, in order; positions are of the text as posted. Never raises.

    Most texts hold no word of any kind and cost one search; of the others only the sentences with such a word are read.
    """
    stems = suspects(folded.text, folded.octets)
    if not stems:
        return ()
    text = plain(folded.posted)
    lowered = folded.text
    if len(lowered) != len(text):
        lowered = text.lower()
        stems = suspects(lowered)
    found: list[Statement] = []
    for start, end in _near(text, stems, found):
        named = stems[bisect_left(stems, (start,)) : bisect_left(stems, (end,))]
        told = named and (any(deed for _, deed in named) or counting(lowered[start:end]))
        if told or (found and opening(text[start:end])):
            found += statements(_read(text[start:end], start), found[-1] if found else None)
    return claimed(text, review(found, lowered)) if found else ()


def _near(text: str, stems: list[Stem], found: list[Statement]) -> Iterator[Part]:
    """The sentences of the lines with such words, and of all lines once something was found: it may be told on."""
    for start, end in paragraphs(text):
        if found or bisect_left(stems, (start,)) < bisect_left(stems, (end,)):
            yield from within(text, start, end)


def _read(part: str, start: int) -> Line:
    return Line(tokenize(fold(part, close=False), start))
