"""What a text says twice is one claim."""

from typing import Final

from monitor.language.claims.counts import Count
from monitor.language.claims.statements import Statement

_RECENT: Final = 40
_HURT: Final = frozenset({"wounded", "casualties"})


def review(found: list[Statement]) -> list[Statement]:
    """Drop repetitions of totals, people who were counted already, and patients who are among the hurt."""
    hurt = any(other.kind in _HURT and not other.happening.weak for other in found)
    out: list[Statement] = []
    for statement in found:
        if statement.happening.weak and statement.kind == "wounded" and hurt:
            continue
        if not any(_repeats(statement, earlier) for earlier in out[-_RECENT:]):
            out.append(statement)
    return out


def _repeats(statement: Statement, earlier: Statement) -> bool:
    if statement.line is earlier.line or statement.kind != earlier.kind or statement.denied != earlier.denied:
        return False
    if (statement.low, statement.high) == (earlier.low, earlier.high):
        return not _more(statement) and statement.part == earlier.part
    return _implied(statement) and not _more(statement) and _many(earlier)


def _implied(statement: Statement) -> bool:
    return len(statement.people) == 1 and statement.people[0].implied


def _many(earlier: Statement) -> bool:
    return earlier.low is None or earlier.low > 1


def _more(statement: Statement) -> bool:
    """ещё один, another: not among those counted."""
    return any(_another(statement, count) for count in statement.people)


def _another(statement: Statement, count: Count) -> bool:
    line = statement.line
    return any(line.role(at) == "another" for at in range(max(0, count.lead - 2), count.last))
