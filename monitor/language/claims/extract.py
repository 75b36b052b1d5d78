"""The claims of a text."""

from collections.abc import Iterable

from monitor.language.claims.line import Line
from monitor.language.claims.review import review
from monitor.language.claims.sentences import plain, sentences
from monitor.language.claims.statements import Statement, statements
from monitor.language.claims.surroundings import claimed
from monitor.language.claims.suspects import opening, promising, suspicious, words_of
from monitor.language.normalize import Folded, fold
from monitor.language.numbers import read_figures
from monitor.language.tokens import tokenize
from monitor.model.claim import Claim


def extract(folded: Folded, words: Iterable[str] | None = None) -> tuple[Claim, ...]:
    """What a text claims of people in numbers, in order; positions are of the text as posted. Never raises.

    Most texts hold no word of any kind and cost one search; of the others only the sentences with such a word are read.
    `words` are those of the folded text, where they are known already.
    """
    if not suspicious(words_of(folded.text) if words is None else words):
        return ()
    text = plain(folded.posted)
    lowered = folded.text if len(folded.text) == len(text) else text.lower()
    found: list[Statement] = []
    for start, end in sentences(text):
        part = text[start:end]
        if promising(lowered[start:end]) or (found and opening(part)):
            line = _read(part, start)
            found += statements(line, found[-1] if found else None)
    return claimed(text, review(found)) if found else ()


def _read(part: str, start: int) -> Line:
    tokens = tokenize(fold(part), start)
    return Line(tokens, read_figures(tokens))
