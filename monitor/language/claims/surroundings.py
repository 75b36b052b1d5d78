"""Who, where, and who says so, around the numbers of a claim."""

from typing import Final

from monitor.language.claims.line import Line
from monitor.language.claims.places import nearest, places
from monitor.language.claims.sentences import sentences
from monitor.language.claims.sources import source
from monitor.language.claims.statements import Statement
from monitor.language.normalize import fold
from monitor.language.tokens import tokenize
from monitor.model.claim import Claim, Part

_BACK: Final = 3
_OPENING: Final = "«“„"
_CLOSING: Final = "»”“"


class Surroundings:
    """The sentences of a text, for what claims of one leave to those before it."""

    __slots__ = ("_sentences", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._sentences = sentences(text)

    def claim(self, statement: Statement) -> Claim:
        """One statement as a claim."""
        line = statement.line
        about = line.span(statement.first, statement.last)
        who, at = _who(line, statement), self._sentence(about[0])
        by = source(line, about) or self._quoted(at)
        return Claim(
            kind=statement.kind,
            min=statement.low,
            max=statement.high,
            qualifier=statement.qualifier,
            number=_number(line, statement),
            about=about,
            who=who,
            place=self._place(at, about, who, by),
            by=by,
        )

    def _sentence(self, position: int) -> int:
        return next((at for at, (start, end) in enumerate(self._sentences) if start <= position < end), 0)

    def _place(self, at: int, about: Part, who: Part | None, by: Part | None) -> Part | None:
        """In its own sentence, or the last named before."""
        for back in range(min(at, _BACK) + 1):
            start, end = self._sentences[at - back]
            found = places(self._text, start, end)
            if by is not None:
                found = [place for place in found if place.end <= by[0] or place.start >= by[1]]
            if back == 0:
                own = nearest(found, about, who)
                if own is not None:
                    return own
            elif found:
                return found[-1].start, found[-1].end
        return None

    def _quoted(self, at: int) -> Part | None:
        """Who is quoted, where the quotation ends in the next sentence."""
        start, end = self._sentences[at]
        own = self._text[start:end]
        if not any(mark in own for mark in _OPENING) or any(mark in own for mark in _CLOSING) or at + 1 >= len(self._sentences):
            return None
        start, end = self._sentences[at + 1]
        closed = max(self._text.rfind(mark, start, end) for mark in _CLOSING)
        if closed < 0:
            return None
        line = Line(tokenize(fold(self._text[closed:end]), closed), [])
        return source(line, (closed, closed))


def claimed(text: str, found: list[Statement]) -> tuple[Claim, ...]:
    """The statements as claims of the text as posted."""
    surroundings = Surroundings(text)
    return tuple(surroundings.claim(statement) for statement in found)


def _number(line: Line, statement: Statement) -> Part:
    people = statement.people
    if not people:
        return line.span(statement.happening.first, statement.happening.last)
    if len(people) > 1:
        return line.span(people[0].first, people[-1].end)
    return line.span(people[0].first, people[0].last)


def _who(line: Line, statement: Statement) -> Part | None:
    people = statement.people
    if not people:
        return None
    if len(people) > 1:
        return line.span(people[0].first, people[-1].end)
    noun = people[0].noun or _losers(line)
    return None if noun is None else line.span(*noun)


def _losers(line: Line) -> tuple[int, int] | None:
    """потери ВСУ; потери среди украинских военных"""
    for at in range(line.end - 1):
        if line.role(at) == "loss":
            start = at + 1 if line.role(at + 1) != "preposition" else at + 2
            end = start
            while end < min(line.end, start + 4) and (line.role(end) in {"adjective", "person"} or (line.tokens[end].capital and line.is_word(end))):
                end += 1
            return (start, end) if end > start else None
    return None
