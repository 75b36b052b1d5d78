"""Words before and behind a number that make it a bound: "at least", "понад", "и более"."""

from collections.abc import Iterator
from typing import NamedTuple

from monitor.language.numbers.line import Line
from monitor.language.numbers.words import WORDS
from monitor.language.word_lists import words
from monitor.model.claim import Qualifier


class Bound(NamedTuple):
    """A qualifier that takes `size` tokens. `governs`: it asks for the genitive, so "тисячі" behind it is one."""

    qualifier: Qualifier
    size: int
    governs: bool = False


# A phrase a line. [a|b] is one of them, [|a] may be missing; "!" marks those that ask for the genitive.
_BEFORE: dict[Qualifier, str] = {
    "at_least": """
        at least
        [no|not] [fewer|less] than
        minimum
        minimum of
        a minimum of
        щонайменше
        [що|як] найменше
        якнайменше
        найменше
        принаймні
        хоча б
        [|як] мінімум
        ! не [менше|менш] [|ніж|як|за|від|чим]
        по [меньшей|крайней] мере
        [|как] минимум
        самое меньшее
        хотя бы
        ! не [менее|меньше] [|чем|, чем]
        ≥
    """,
    "more_than": """
        more than
        over
        upwards of
        upward of
        [|in] excess of
        exceeding
        [exceeded|exceeds|exceed]
        north of
        [surpassed|surpasses|surpassing|topped|tops|topping]
        ! понад
        ! [більше|більш] [|ніж|, ніж|як|за|чим|від]
        ! свыше
        ! [более|больше] [|чем|, чем]
        [перевищує|перевищують|перевищила|перевищило|перевищив|перевищили]
        [превышает|превышают|превысила|превысило|превысил|превысили]
        ! сверх
        >
    """,
    "about": """
        about
        around
        approximately
        approx
        roughly
        some
        nearly
        almost
        virtually
        circa
        close to
        nearing
        approaching
        [|an] estimated
        estimated at
        in the region of
        ! близько
        приблизно
        майже
        орієнтовно
        десь
        ! коло
        ! біля
        ! порядку
        ! около
        примерно
        приблизительно
        ориентировочно
        почти
        практически
        ! порядка
        ! без малого
        где - то
        ~
        ≈
    """,
    "up_to": """
        up to
        as many as
        [no|not] more than
        at most
        maximum
        maximum of
        a maximum of
        ! до
        ! аж до
        ! вплоть до
        ! не [більше|більш] [|ніж|як|за|від|чим]
        щонайбільше
        ! не [более|больше] [|чем|, чем]
        ! не свыше
        не понад
        [|как|як] [максимум]
        ≤
    """,
    "less_than": """
        [less|fewer] than
        under
        below
        ! [менше|менш] [|ніж|, ніж|як|за|чим|від]
        ! [менее|меньше] [|чем|, чем]
        <
    """,
}
_BEHIND: dict[Qualifier, str] = {
    "at_least": """
        +
        [or|and] [more|above|over|greater|upwards]
        [і|й|та|або|чи] [більше|більш]
        [и|или|либо] [более|больше|свыше]
    """,
    "more_than": """
        plus
        с лишним
        [с|з|із] лишком
        [с|з|із] гаком
        с небольшим
        [с|з|із] [хвостиком|хвостом]
        з невеликим
    """,
    "about": """
        or so
        - odd
        odd
    """,
    "up_to": """
        [or|and] [less|fewer]
        [або|чи|і|й|та] [менше|менш]
        [или|либо|и] [менее|меньше]
    """,
}
_OPENINGS = frozenset(",.:;(-")
_BETWEEN = words("ще еще another additional extra further other")
_NOT_BEHIND = words("than чем ніж як чим")
_Way = tuple[tuple[str, ...], Bound]


def _phrases(lines: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    for line in lines.strip().splitlines():
        body = line.strip()
        governs = body.startswith("! ")
        ways: list[tuple[str, ...]] = [()]
        for part in _parts(body.removeprefix("! ")):
            ways = [(*way, *choice.split()) for way in ways for choice in part]
        for way in ways:
            yield way, governs


def _parts(body: str) -> Iterator[list[str]]:
    while body:
        if body.startswith("["):
            choices, _, body = body[1:].partition("]")
            yield choices.split("|")
        else:
            word, _, body = body.partition(" ")
            yield [word]
        body = body.lstrip()


def _by_word(table: dict[Qualifier, str], edge: int) -> dict[str, list[_Way]]:
    """The phrases by their last or first word, the longest first."""
    found: dict[str, list[_Way]] = {}
    for qualifier, lines in table.items():
        for phrase, governs in _phrases(lines):
            found.setdefault(phrase[edge], []).append((phrase, Bound(qualifier, len(phrase), governs)))
    for ways in found.values():
        ways.sort(key=lambda way: -len(way[0]))
    return found


_LAST = _by_word(_BEFORE, -1)
_FIRST = _by_word(_BEHIND, 0)


def bound_before(line: Line, first: int) -> tuple[Bound, int] | None:
    """The qualifier that ends right before `first`, and where it begins: also between commas ("как минимум, трое")."""
    text = line.text
    at = first
    if at and text[at - 1] in _BETWEEN:
        at -= 1
    apart = at > 1 and text[at - 1] == ","
    at -= apart
    for phrase, bound in _LAST.get(text[at - 1], ()) if at else ():
        start = at - bound.size
        if start >= 0 and tuple(text[start:at]) == phrase and (not apart or not start or text[start - 1] in _OPENINGS):
            return bound, start
    return None


def bound_behind(line: Line, stop: int) -> tuple[Bound, int] | None:
    """The qualifier that begins right at `stop`, and where it ends. "5 and more than 10 others" has none there."""
    text = line.text
    for phrase, bound in _FIRST.get(text[stop], ()):
        end = stop + bound.size
        if tuple(text[stop:end]) == phrase and not _goes_on(text[end]):
            if phrase == ("+",) and line.glued(end) and text[end].isalnum():
                return None
            return bound, end
    return None


def _goes_on(word: str) -> bool:
    if word in _NOT_BEHIND or word.isdecimal():
        return True
    found = WORDS.get(word)
    return found is not None and found.role != "scale"
