"""Persons who stand beside others in an enumeration: "3 туриста из Венгрии и гражданин Узбекистана"."""

from monitor.language.claims import one, one_english
from monitor.language.claims.count import Count
from monitor.language.claims.happening import Happening
from monitor.language.claims.line import Line


def with_others(line: Line, happening: Happening, people: list[Count]) -> list[Count]:
    """The implied persons of an enumeration: "3 туриста из Венгрии и гражданин Узбекистана"."""
    case: one.Case = "object" if happening.voice == "object" and happening.manner == "verb" else "subject"
    if happening.manner in {"event", "body"}:
        case = "genitive"
    while (right := beside(line, happening, people[-1], case)) is not None:
        people = [*people, right]
    if case == "subject" and (left := _person_before(line, people[0])) is not None:
        people = [left, *people]
        while (
            line.text(people[0].lead - 1) == ","
            and (left := one.before(line, people[0].lead - 1, "subject")) is not None
        ):
            people = [left, *people]
    return people


def _person_before(line: Line, count: Count) -> Count | None:
    """A teacher and two students; ребенок и двое взрослых"""
    stop = count.lead - 1
    if line.role(stop) in {"determiner", "pronoun"}:
        stop -= 1
    if count.head not in {"person", "force"} or line.role(stop) != "and":
        return None
    english = line.is_word(stop) and line.english(stop)
    return one_english.listed(line, stop) if english else one.before(line, stop, "subject")


def beside(line: Line, happening: Happening, count: Count, case: one.Case) -> Count | None:
    """The person whom an "and" joins to those counted."""
    if count.head not in {"person", "force"}:
        return None
    end = max(count.end, count.noun[1] if count.noun else 0)
    if line.role(end) == "preposition" and line.is_word(end + 1) and line.tokens[end + 1].capital:
        end += 2
    if line.role(end) != "and":
        return None
    found = one.after(line, end + 1, case)
    if found is None or (line.role(found.end) in {"predicate", "get"} and happening.first < count.first):
        return None
    return found
