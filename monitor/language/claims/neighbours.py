"""Counts that stand beside another in an enumeration: "двое мужчин, три женщины и ребенок"."""

from monitor.language.claims.count import Count
from monitor.language.claims.happening import Happening
from monitor.language.claims.line import Line


def join(line: Line, happenings: list[Happening], counts: list[Count], taken: set[int]) -> None:
    """Neighbours in an enumeration of people join the one that was attached."""
    for happening in happenings:
        if not happening.members or happening.manner in {"loss", "toll"}:
            continue
        _reach(line, happening, counts, taken, 1)
        _reach(line, happening, counts, taken, -1)
        happening.members.sort()


def _reach(line: Line, happening: Happening, counts: list[Count], taken: set[int], step: int) -> None:
    at = happening.members[0]
    while 0 <= at + step < len(counts) and at + step not in taken:
        left, right = (counts[at], counts[at + step]) if step > 0 else (counts[at + step], counts[at])
        if not _neighbours(line, left, right) or counts[at + step].state >= 0:
            return
        at += step
        taken.add(at)
        happening.members.append(at)


def _neighbours(line: Line, left: Count, right: Count) -> bool:
    if {left.head, right.head} - {"person", "force"} or right.growth:
        return False
    ends = max(left.end, left.noun[1] if left.noun else left.end)
    roles = [line.role(at) for at in range(ends, right.lead) if line.is_word(at)]
    signs = {line.text(at) for at in range(ends, right.lead) if not line.is_word(at)}
    if (
        right.lead <= ends
        or right.lead - ends > 3
        or not set(roles) <= {"and", "another", "adverb"}
        or not signs <= {","}
    ):
        return False
    return "and" in roles or (bool(signs) and "another" not in roles and _and_follows(line, right))


def _and_follows(line: Line, count: Count) -> bool:
    """The last but one of an enumeration."""
    end = max(count.end, count.noun[1] if count.noun else 0)
    return line.role(end) == "and" or (line.text(end) == "," and line.role(end + 1) == "and")
