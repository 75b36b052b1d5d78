"""Who, where, and who says so, around the numbers of a claim."""

from bisect import bisect_right
from itertools import groupby

from monitor.language.claims.line import Line
from monitor.language.claims.places import Places
from monitor.language.claims.speakers import Speakers
from monitor.language.claims.statement import Statement
from monitor.model.claim import Claim, Part


class Surroundings:
    """The sentences of a text, for what those beside a claim leave to it."""

    __slots__ = ("_places", "_speakers", "_starts")

    def __init__(self, text: str, bounds: list[Part]) -> None:
        self._starts = [start for start, _ in bounds]
        self._places = Places(text, bounds)
        self._speakers = Speakers(text, bounds)

    def claim(self, statement: Statement, others: list[Statement]) -> Claim:
        """One statement as a claim; `others` are those of its sentence."""
        line = statement.line
        about = line.span(statement.first, statement.last)
        number = _number(statement)
        sentence = bisect_right(self._starts, number[0]) - 1
        elsewhere = [_number(other) for other in others if other is not statement and other.part]
        return Claim(
            kind=statement.kind,
            min=statement.low,
            max=statement.high,
            qualifier=statement.qualifier,
            number=number,
            about=about,
            who=_who(statement),
            place=self._place(statement, sentence, number, elsewhere),
            by=self._speakers.of(sentence, number),
        )

    def _place(self, statement: Statement, sentence: int, number: Part, elsewhere: list[Part]) -> Part | None:
        if statement.where is not None:
            return statement.line.span(*statement.where)
        return self._places.of(
            sentence, statement.kind, [number, _deed(statement)], elsewhere, told=not statement.denied
        )


def claimed(text: str, bounds: list[Part], found: list[Statement]) -> tuple[Claim, ...]:
    """The statements as claims of the text as posted, whose sentences stand at `bounds`."""
    surroundings = Surroundings(text, bounds)
    return tuple(
        surroundings.claim(statement, beside)
        for _, statements in groupby(found, key=lambda statement: id(statement.line))
        for beside in [list(statements)]
        for statement in beside
    )


def _deed(statement: Statement) -> Part:
    return statement.line.span(statement.happening.first, min(statement.happening.last, statement.line.end))


def _number(statement: Statement) -> Part:
    line, people = statement.line, statement.people
    if not people:
        return _deed(statement)
    if len(people) > 1:
        return line.span(people[0].first, people[-1].end)
    return line.span(people[0].first, people[0].last)


def _who(statement: Statement) -> Part | None:
    line, people = statement.line, statement.people
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
            while end < min(line.end, start + 4) and _owner(line, end):
                end += 1
            return (start, end) if end > start else None
    return None


def _owner(line: Line, at: int) -> bool:
    return line.is_word(at) and (line.role(at) in {"adjective", "person"} or line.tokens[at].capital)
