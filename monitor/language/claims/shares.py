"""Parts of a figure that was said: "in that number 3 children", "including the pilot", "2 у Дружківці"."""

from monitor.language.claims import enumerations, one, parts
from monitor.language.claims.count import Count
from monitor.language.claims.doubts import Doubts
from monitor.language.claims.happening import Happening
from monitor.language.claims.line import Line
from monitor.language.claims.statement import Statement


def shares(
    line: Line,
    happened: list[Happening],
    found: list[Count],
    marked: list[int],
    out: list[Statement],
    doubts: Doubts,
    before: Statement | None,
) -> list[Statement]:
    attached = {at for happening in happened for at in happening.members}
    parted: list[Statement] = _single_parts(line, out, doubts)
    for at, count in enumerate(found):
        if at in attached or count.growth or count.head == "thing" or count.state >= 0:
            continue
        if at in marked and at and _loose(line, found, at - 1, attached):
            continue
        total = _total(line, count, [*out, *parted], before, marked=at in marked)
        if total is None or not parts.named(line, count) or not _smaller(count, total):
            continue
        if total.line is not line or doubts.stated(total.happening, total.people[0]):
            parted.append(total.told_on(line, count, part=True))
            beside = enumerations.beside(line, total.happening, count, "subject")
            if at in marked and beside is not None:
                parted.append(total.told_on(line, beside, part=True))
    return parted


def _single_parts(line: Line, out: list[Statement], doubts: Doubts) -> list[Statement]:
    """including the pilot; в том числе маленький ребенок"""
    parted: list[Statement] = []
    for at in [at for at, word in enumerate(line.words[:-1]) if at and word[0] == "including"]:
        if line.role(at + 1) == "including":
            continue
        if any(figure.last == at for figure in line.figures):
            continue  # один из которых - взрослый
        start = at + 1
        while line.role(start) in {"them", "be"} or (line.text(start) in {"-", ":"}):
            start += 1
        person = one.after(line, start, "subject") or one.after(line, start, "object")
        here = [
            statement
            for statement in out
            if statement.people and statement.people[0].first < at and not statement.denied
        ]
        if person is None or not here or line.role(person.end) in {"predicate", "get", "verb"}:
            continue
        total = here[-1]
        if any(person.lead < other.end and other.lead < person.end for other in total.people):
            continue
        many = total.high is None or total.high > 1
        if many and doubts.stated(total.happening, total.people[0]) and parts.named(line, person):
            parted.append(Statement(total.kind, [person], total.happening, line, part=True))
    return parted


def _loose(line: Line, found: list[Count], at: int, attached: set[int]) -> bool:
    """Whether the count before belongs to no claim: then neither do its parts."""
    count = found[at]
    return (
        at not in attached and count.head in {"person", "force"} and not parts.is_part(line, count) and count.state < 0
    )


def _total(
    line: Line, count: Count, out: list[Statement], before: Statement | None, *, marked: bool
) -> Statement | None:
    """The statement that a count is a part of."""
    here = [
        statement
        for statement in out
        if statement.people and statement.people[0].first < count.first and not statement.denied
    ]
    if here:
        last = max(here, key=lambda statement: statement.people[0].first)
        if marked or _out_of(line, last) or (last.part and _follows(line, last.people[-1], count)):
            return last
        return last if parts.listed(line, count, last.people[-1]) else None
    return before if marked and before is not None and _opens(count) else None


def _out_of(line: Line, total: Statement) -> bool:
    """Of the 12 dead, five were children"""
    governed = total.people[0].governed
    return governed >= 0 and line.text(governed) in {"of", "из", "з", "із", "среди", "серед", "among"}


def _follows(line: Line, part: Count, count: Count) -> bool:
    """2 у Дружківці, 1 у Костянтинівці і 1 у Георгіївці; двое детей, их мама и ещё один житель"""
    return (
        all(
            line.role(at) not in {"predicate", "state", "when", "get"} and line.text(at) not in {";", "."}
            for at in range(part.end, count.lead)
        )
        and count.lead - part.end <= 6
    )


def _opens(count: Count) -> bool:
    return count.lead <= 6 or count.first <= 6


def _smaller(count: Count, total: Statement) -> bool:
    least = count.low if count.low is not None else count.high
    most = total.high if total.high is not None else total.low
    return least is None or most is None or least <= most
