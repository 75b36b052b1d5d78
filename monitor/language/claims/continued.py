"""More figures of a deed that was told: "…, а также 14 тысяч гражданских", "А в Лесном районе — больше 26"."""

from typing import Final

from monitor.language.claims import one
from monitor.language.claims.count import Count
from monitor.language.claims.doubts import Doubts
from monitor.language.claims.line import Line
from monitor.language.claims.parts import is_part
from monitor.language.claims.statement import Statement
from monitor.language.claims.word import Role

_PEOPLE: Final = frozenset({"person", "force"})
_NAMING: Final[frozenset[Role]] = frozenset({"preposition", "adjective", "thing", "other", "but", "and"})
_AT: Final = frozenset({"в", "у", "на", "под", "під", "из", "з", "із"})
_LONGEST: Final = 6


def continued(
    line: Line, found: list[Count], taken: set[int], out: list[Statement], doubts: Doubts, before: Statement | None
) -> list[Statement]:
    """What the counts say that went with no deed of their own; `taken` are numbers of those that did."""
    more: list[Statement] = []
    for at, count in enumerate(found):
        if at in taken or count.growth or count.governed >= 0 or count.state >= 0 or is_part(line, count):
            continue
        last = _last(more, out, count) or before
        if last is None or last.denied or not last.people:
            continue
        where = _where(line, count, apart=last.line is not line)
        if where is not None or _adds(line, count, last, doubts):
            part = last.part or (last.line is line and _itemised(line, last.people[-1]))
            more.append(last.told_on(line, count, part=part, where=where))
    return more + [one for last in [*out, *more] if (one := _person(line, last, doubts)) is not None]


def _last(more: list[Statement], out: list[Statement], count: Count) -> Statement | None:
    here = [one for one in [*out, *more] if one.people and one.people[-1].first < count.first]
    return max(here, key=lambda one: one.people[-1].first) if here else None


def _adds(line: Line, count: Count, last: Statement, doubts: Doubts) -> bool:
    return (
        last.line is line
        and count.head in _PEOPLE
        and _besides(line, last.people[-1]) == count.lead
        and line.role(count.end) not in {"predicate", "get"}
        and _told(last, doubts)
    )


def _told(last: Statement, doubts: Doubts) -> bool:
    return last.happening.manner == "verb" and doubts.stated(last.happening, last.people[0])


def _person(line: Line, last: Statement, doubts: Doubts) -> Statement | None:
    """…, а также женщина"""
    at = _besides(line, last.people[-1]) if last.people and last.line is line else -1
    if at < 0 or not _told(last, doubts):
        return None
    person = one.after(line, at, "object" if last.happening.voice == "object" else "subject")
    if person is None or line.role(person.end) in {"predicate", "get"}:
        return None
    return last.told_on(line, person, part=last.part)


def _besides(line: Line, last: Count) -> int:
    """Where more of them are named: "…, а также 14 тысяч гражданских"; -1 for nowhere."""
    at = max(last.end, last.noun[1] if last.noun else 0)
    at += line.text(at) == ","
    if line.text(at) == "плюс":
        return at + 1
    return at + 2 if line.text(at) == "а" and line.text(at + 1) in {"также", "також"} else -1


def _where(line: Line, count: Count, *, apart: bool) -> tuple[int, int] | None:
    """В Лесном районе — 26, Полевом — 15: a place for each figure, and nothing else."""
    dash = count.lead - 1
    if count.head != "none" or line.text(dash) != "-" or not line.tokens[dash].spaced:
        return None
    if line.is_word(count.end) or line.text(count.end) in {"%", "°", "$", "("}:
        return None
    start = dash
    while start > 0 and dash - start <= _LONGEST and line.role(start - 1) in _NAMING and line.is_word(start - 1):
        start -= 1
    if start == dash or not (start == 0 or line.text(start - 1) in {",", ":", ";", "-"}):
        return None
    start += line.role(start) in {"but", "and"}
    if line.text(start) not in _AT and (apart or line.text(start - 1) != ","):
        return None
    start += line.text(start) in _AT
    named = any(line.tokens[at].capital for at in range(start, dash))
    return (start, dash) if named else None


def _itemised(line: Line, total: Count) -> bool:
    """500 дітей: у Лісовій області — 455"""
    end = max(total.end, total.noun[1] if total.noun else 0)
    return line.text(end) == ":"
