"""Counts that are parts of another: "в том числе 3 детей", "two of whom …", "4 жителів: 2 у Дружківці"."""

from typing import Final

from monitor.language.claims.count import Count
from monitor.language.claims.counts import owned
from monitor.language.claims.line import Line

_LOOK: Final = 4
_CARE: Final = ("больниц", "лікарн", "hospital", "госпит", "госпіт", "реаним", "hospitali")


def is_part(line: Line, count: Count) -> bool:
    """Whether words around it say that it was counted already."""
    return _marked_before(line, count) or _marked_behind(line, count)


def _marked_before(line: Line, count: Count) -> bool:
    for at in range(count.lead - 1, max(-1, count.lead - 1 - _LOOK), -1):
        role = line.role(at)
        if role == "including":
            return True
        if role not in {"them", "be", "adverb", "determiner"} and line.text(at) not in {"-", ":", "("}:
            return False
    return False


def _marked_behind(line: Line, count: Count) -> bool:
    """троє з яких, two of whom"""
    end = count.end
    return any(line.role(at) == "them" for at in (end - 1, end, end + 1)) and (
        line.role(end) == "including" or line.text(end - 2) == "of" or line.text(end) == "of"
    )


def listed(line: Line, count: Count, total: Count) -> bool:
    """Whether it stands in the list behind a total: "4 жителів Донеччини: 2 у Дружківці, 1 у Костянтинівці"."""
    if count.governed >= 0:
        return False  # мати з двома дітьми
    end = max(total.end, total.noun[1] if total.noun else 0)
    for at in range(end, count.lead):
        if line.text(at) == ":":
            return at - end <= 4
        if line.text(at) == "-" and line.tokens[at].spaced:
            return at - end <= 1
        if not line.is_word(at):
            return False
    return False


def named(line: Line, count: Count) -> bool:
    """Whether the part is a group with a name of its own, or a place or cause; not how badly they fare."""
    if _of_care(line, count):
        return False
    if count.head in {"person", "force"} or _predicated(line, count):
        return True
    at = count.end
    return line.role(at) == "preposition" and line.role(at + 1) not in {"pronoun", "them"}


def _of_care(line: Line, count: Count) -> bool:
    for at in range(count.lead - 1, min(count.end + 6, line.end)):
        if at >= count.end and line.text(at) in {",", ";", "."}:
            return False
        if line.word(at).mood == "severity" or line.text(at).startswith(_CARE):
            return True
    return False


def _predicated(line: Line, count: Count) -> bool:
    """8 из них полицейские; троє з яких були маленькими дітками"""
    first = -1
    for at in range(count.end, min(count.end + 7, line.end)):
        role = line.role(at)
        if role == "person":
            start = first if first >= 0 else at
            count.noun = (start, owned(line, at + 1))
            count.head = "force" if line.word(at).force else "person"
            return True
        if role in {"adjective", "other"} and line.is_word(at):
            first = at if first < 0 else first
        elif role in {"including", "them", "be", "determiner"} or line.text(at) == "-":
            first = -1
        else:
            return False
    return False
