"""More figures of a deed that was told: "…, а также 14 тысяч гражданских", "А в Лесном районе — больше 26"."""

import re
from typing import Final

from monitor.language.claims import one
from monitor.language.claims.count import Count
from monitor.language.claims.doubts import Doubts
from monitor.language.claims.line import Line
from monitor.language.claims.parts import is_part
from monitor.language.claims.place_words import NOT_PLACES, NOT_PLACES_EN
from monitor.language.claims.statement import Statement
from monitor.language.claims.word import Role

_PEOPLE: Final = frozenset({"person", "force"})
_NAMING: Final[frozenset[Role]] = frozenset({"preposition", "adjective", "thing", "other", "but", "and"})
_AT: Final = frozenset({"в", "у", "на", "под", "під", "из", "з", "із"})
_IN: Final = frozenset({"в", "у", "in"})
_NO_PLACE: Final = re.compile("|".join([*NOT_PLACES.split(), *NOT_PLACES_EN.split()]), re.IGNORECASE)
_CALLED: Final[frozenset[Role]] = frozenset({"adjective", "thing", "other"})
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
        where = _where(line, count, apart=last.line is not line) or _likewise(line, count, last)
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


def _likewise(line: Line, count: Count, last: Statement) -> tuple[int, int] | None:
    """Ранено 12 человек в Белгороде, двое в Шебекино и трое — в Грайвороне: each figure with its place behind it."""
    if last.line is not line or count.head not in {"none", "person"} or last.happening.manner not in {"verb", "state"}:
        return None
    before = count.lead - 1
    if line.text(before) not in {",", ";"} and line.role(before) != "and":
        return None
    where = last.where or _named_at(line, max(last.people[-1].end, last.happening.last))
    here = _named_at(line, count.end)
    if where is None or here is None or where[1] != before - (line.text(before - 1) == ","):
        return None
    return here if _ends(line, here[1]) else None


def _named_at(line: Line, at: int) -> tuple[int, int] | None:
    """The name that a preposition of place makes one right there."""
    at += line.text(at) == "-"
    if line.text(at) not in _IN:
        return None
    start = end = at + 1
    while end - start < _LONGEST and line.is_word(end) and line.role(end) in _CALLED:
        end += 1
    named = [line.text(near) for near in range(start, end) if line.tokens[near].capital]
    return (start, end) if named and not any(map(_NO_PLACE.fullmatch, named)) else None


def _ends(line: Line, at: int) -> bool:
    return at >= line.end or line.text(at) in {",", ";", ".", ")"} or line.role(at) == "and"


def _itemised(line: Line, total: Count) -> bool:
    """500 дітей: у Лісовій області — 455"""
    end = max(total.end, total.noun[1] if total.noun else 0)
    return line.text(end) == ":"
