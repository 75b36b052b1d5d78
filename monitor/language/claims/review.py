"""What a text says twice is one claim."""

import re
from typing import Final

from monitor.language.claims.count import Count
from monitor.language.claims.lexicon import word
from monitor.language.claims.statement import Statement

_WORD: Final = re.compile(r"[^\W\d_]+")
_CLINIC: Final = ("больниц", "лікарн")
_BULLETS: Final = frozenset({"-", "•", "—", "▪", "◾"})
_RECENT: Final = 40
_DONE: Final = frozenset({"killed", "wounded", "casualties"})
_HURT: Final = frozenset({"wounded", "casualties"})


def review(found: list[Statement], text: str) -> list[Statement]:
    """Drop repetitions of totals, people who were counted already, patients who are among the hurt or only ill, and
    the one person who died where nothing violent is told.

    `text` is the folded text.
    """
    hurt = any(other.kind in _HURT and not other.happening.weak for other in found)
    doubted = any(other.happening.weak and _implied(other) for other in found)
    done = any(other.kind in _DONE and not other.happening.weak for other in found)
    violent = done or (doubted and _violent(text))
    out: list[Statement] = []
    for statement in found:
        patient = statement.happening.weak and statement.kind == "wounded"
        if patient and (hurt or (_implied(statement) and not violent)):
            continue
        if statement.kind == "killed" and statement.happening.weak and _implied(statement) and not violent:
            continue
        if not any(_repeats(statement, earlier) for earlier in out[-_RECENT:]):
            out.append(statement)
    return out


def _violent(text: str) -> bool:
    """Whether a text tells of anything that hurts people."""
    return any(word(found[0]).mood == "violence" and not found[0].startswith(_CLINIC) for found in _WORD.finditer(text))


def _repeats(statement: Statement, earlier: Statement) -> bool:
    if statement.line.tokens[0] is earlier.line.tokens[0]:
        return False  # of one sentence, or items of one list
    if statement.kind != earlier.kind or statement.denied != earlier.denied:
        return False
    if _listed(statement) and statement.line.tokens[0].text in _BULLETS and earlier.line.tokens[-1].text == ":":
        return False
    if (statement.low, statement.high) == (earlier.low, earlier.high):
        return not _more(statement) and statement.part == earlier.part
    return _implied(statement) and not _more(statement) and _many(earlier)


def _listed(statement: Statement) -> bool:
    return _implied(statement) and not statement.denied


def _implied(statement: Statement) -> bool:
    return len(statement.people) == 1 and statement.people[0].implied


def _many(earlier: Statement) -> bool:
    return earlier.low is None or earlier.low > 1


def _more(statement: Statement) -> bool:
    """ещё один, another, "травмувався і водій": not among those counted."""
    last = statement.happening.last
    also = _implied(statement) and last == statement.people[0].lead - 1 and statement.line.role(last) == "and"
    return also or any(_another(statement, count) for count in statement.people)


def _another(statement: Statement, count: Count) -> bool:
    line = statement.line
    return any(line.role(at) == "another" for at in range(max(0, count.lead - 2), count.last))
