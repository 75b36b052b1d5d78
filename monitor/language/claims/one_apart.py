"""One person whom a noun implies, set apart from the verb by a place, a title, or a clause."""

from typing import Final

from monitor.language.claims import one
from monitor.language.claims.count import Count
from monitor.language.claims.line import Line

_TITLE: Final = 12
_BACK: Final = 14
_TIME: Final = ("месяц", "місяц", "сут", "доб", "діб", "год", "рок")
_RELATIVE: Final = ("котор", "яки", "яка", "яку", "яко")
_WHO: Final = frozenset({"який", "яка", "котрий", "котра", "который", "которая"})
_WHOM: Final = frozenset({"якого", "яку", "котрого", "котру", "которого", "которую"})
_WHOSE: Final = frozenset({"до", "у", "від", "от", "для", "без"})
_WITHIN: Final = frozenset({"в", "у", "на", "під", "под", "біля", "возле"})


def earlier(line: Line, stop: int, case: one.Case) -> Count | None:
    """The person named before `stop` with a place or the like between: "ребенок на самокате погиб"."""
    for start in range(stop - 2, max(-1, stop - 12), -1):
        if line.text(start) in {",", ";", ":", "-", "."} or line.role(start) in {"predicate", "when", "get", "take"}:
            return None
        if line.role(start) != "person":
            continue
        first = _first(line, start)
        found = one.slavic(line, first, case)
        if found is not None and line.role(found.end) in {"preposition", "adverb"} and not one.belongs(line, first):
            return found
    return None


def opening(line: Line, stop: int, case: one.Case) -> Count | None:
    """The person at the head, with a relative clause between: "Арендатора дома, в котором …, взяли под арест"."""
    start = 0
    while start < min(stop, 4) and not line.is_word(start):
        start += 1
    found = one.slavic(line, start, case)
    while line.role(stop - 1) in {"verb", "adverb", "and", "other"} and case == "subject" and line.is_word(stop - 1):
        stop -= 1  # "хлопець, якому відмовляли, таки пішов на фронт і загинув"
    if found is None or line.text(stop - 1) != "," or found.end >= stop:
        return None
    between = range(found.end, stop)
    related = any(line.text(at).startswith(_RELATIVE) for at in between)
    return found if related else None


def titled(line: Line, stop: int) -> Count | None:
    """The person at the head of a sentence with a long title: "Заступник голови партії Олег Тис загинув"."""
    start = 0
    while start < min(stop, 3) and not line.is_word(start):
        start += 1
    found = one.slavic(line, start, "subject")
    while line.role(stop - 1) in {"be", "adverb"}:
        stop -= 1
    if line.text(stop - 1) in {"відставці", "отставке"}:
        stop -= 2
    if found is None or not 3 < stop - found.end <= _TITLE:
        return None
    titles = all(
        line.role(at) in {"other", "adjective", "thing", "person"} or line.tokens[at].capital
        for at in range(found.end, stop)
    )
    return found if titles and line.tokens[stop - 1].capital else None


def beyond(line: Line, at: int, case: one.Case) -> Count | None:
    """The person behind a place: "затримала на Сумщині ворожу інформаторку", "задержан в аэропорту гражданин".

    Behind a time too: "арестовал на месяц женщину". Behind a place without a name it must not be its genitive:
    "погиб в доме соседа".
    """
    if line.text(at) not in _WITHIN:
        return None
    named = False
    for near in range(at + 1, min(at + 6, line.end)):
        if not line.is_word(near) or line.role(near) not in {"other", "adjective", "thing", "person"}:
            return None
        found = one.slavic(line, near, case) if near > at + 1 else None
        own = case == "subject" and found is not None and line.text(found.last - 1)[-1] not in "ая"
        if found is not None and (named or own):
            return found
        named = named or line.tokens[near].capital or line.text(near).startswith(_TIME)
    return None


def antecedent(line: Line, at: int, case: one.Case) -> Count | None:
    """The person of whom a clause tells: "водія, який загинув", "водія, якого вбили"; `at` is its verb."""
    stop = at - 1
    while line.role(stop) in {"adverb", "be"}:
        stop -= 1
    if line.text(stop) not in (_WHOM if case == "object" else _WHO):
        return None
    stop -= line.text(stop - 1) == ","
    return ending(line, stop)


def ending(line: Line, stop: int) -> Count | None:
    """The person whose noun stands last before `stop`, in whatever case: what follows says that it is one."""
    for noun in range(stop - 1, max(-1, stop - 6), -1):
        if line.role(noun) == "person":
            return one.slavic(line, _first(line, noun), "any")
        if not line.is_word(noun) or line.role(noun) not in {"other", "adjective", "thing"}:
            return None
    return None


def bearing(line: Line, stop: int) -> Count | None:
    """The person of whom a preposition and wounds tell: "до жінки з опіками"; `stop` is where they begin."""
    first = _first(line, stop - 1)
    after = line.role(first - 1) == "preposition"
    found = one.slavic(line, first, "genitive") if after and line.text(first - 1) in _WHOSE else None
    return found or one.slavic(line, first, "object") or (None if after else one.slavic(line, first, "subject"))


def _first(line: Line, noun: int) -> int:
    """Where the adjectives and the age before a noun begin."""
    first = noun
    while line.role(first - 1) in {"adjective", "state"} or one.aged(line, first - 1):
        first -= 1
    return first


def shared(line: Line, first: int, last: int) -> Count | None:
    """The object of the verb before: "викрили ворожу інформаторку та затримали"; the verb here is `[first, last)`."""
    if line.role(first - 1) != "and" or not (line.role(last) == "preposition" or not line.is_word(last)):
        return None
    for at in range(first - 2, max(-1, first - _BACK), -1):
        if line.role(at) == "predicate":
            return None
        if line.role(at) == "verb" and line.text(at).endswith(("ли", "ла", "в", "л")):
            person = one.after(line, at + 1, "object")
            if person is not None:
                return person
    return None
