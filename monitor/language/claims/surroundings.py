"""Who, where, and who says so, around the numbers of a claim."""

from monitor.language.claims.line import Line
from monitor.language.claims.statements import Statement
from monitor.model.claim import Claim, Part


def claimed(text: str, found: list[Statement]) -> tuple[Claim, ...]:
    """The statements as claims of the text as posted."""
    return tuple(_claim(text, statement) for statement in found)


def _claim(text: str, statement: Statement) -> Claim:
    line = statement.line
    return Claim(
        kind=statement.kind,
        min=statement.low,
        max=statement.high,
        qualifier=statement.qualifier,
        number=_number(line, statement),
        about=line.span(statement.first, statement.last),
        who=_who(line, statement),
    )


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
    noun = people[0].noun
    return None if noun is None else line.span(*noun)
