"""The literals of all rules: what the one pass looks for."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import category

from monitor.language.normalize import fold
from monitor.rules._gaps import SIGNS, close_gaps

LEFT, RIGHT = 1, 2

# Scripts written without spaces, or (Korean) with endings that join the name: their words have no borders to check.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)


class Literal(NamedTuple):
    """What the pass looks for (`core`, gaps closed), the signs that stand around it, and what else must hold."""

    core: str
    before: str
    after: str
    borders: int
    capitals: bool


class Literals:
    """Numbers literals while rules are compiled; the same one twice is one."""

    def __init__(self) -> None:
        self._numbers: dict[Literal, int] = {}
        self._known: dict[tuple[str, bool, bool], int] = {}
        self._lengths: list[int] = []
        self.fields: dict[str, set[int]] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[Literal]:
        return iter(self._numbers)

    def length(self, number: int) -> int:
        """About how long a literal is."""
        return self._lengths[number]

    def add(self, text: str, *, whole: bool, capitals: bool, field: str) -> int:
        """The number of a literal. Raises ValueError where there is nothing to look for."""
        key = (text, whole, capitals)
        number = self._known.get(key)
        if number is None:
            number = self._numbers.setdefault(literal(text, whole=whole, capitals=capitals), len(self._numbers))
            self._known[key] = number
            if number == len(self._lengths):
                self._lengths.append(len(text))
        self.fields.setdefault(field, set()).add(number)
        return number


def literal(text: str, *, whole: bool = True, capitals: bool = False) -> Literal:
    """Fold a text into a literal. Raises ValueError with a sentence where nothing is left to look for."""
    folded = fold(text).text
    inner = folded.strip(SIGNS)
    if not inner:
        raise ValueError(f"{text!r} has no letter, digit or sign to look for; write a word")
    at = folded.index(inner)
    before, after = folded[:at].lstrip(" "), folded[at + len(inner) :].rstrip(" ")
    borders = 0
    if whole:
        borders = (LEFT if _bordered(inner[0]) else 0) | (RIGHT if _bordered(inner[-1]) else 0)
    return Literal(close_gaps(inner), before, after, borders, capitals)


def unspaced(char: str) -> bool:
    """Whether a letter belongs to a script that does not part its words."""
    return _UNSPACED.match(char) is not None


def is_mark(char: str) -> bool:
    """Whether a character belongs to the letter before it."""
    return char >= "\u0300" and category(char) in ("Mn", "Mc")


def _bordered(char: str) -> bool:
    return (char.isalnum() or is_mark(char)) and not unspaced(char)
