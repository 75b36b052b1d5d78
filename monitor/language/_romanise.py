"""Spelling names in Latin letters by habits, each kept up through the whole name.

Where desks differ (х as kh or h) a name has a habit with its spellings, the most usual first, and what it costs to
leave that one. Spellings of a name are ranked by the sum: two rare habits at once make no usual spelling.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple


def table(letters: str, spellings: str) -> dict[str, str]:
    """A table of letters, both given in order and parted by spaces. Signs that have no sound are written nowhere."""
    return dict(zip(letters.split(), spellings.split(), strict=True)) | {"ь": "", "ъ": "", "'": ""}


class Habit(NamedTuple):
    """Where a habit shows, with the spellings there; `costs` are those of the first spelling, of the second …"""

    costs: tuple[int, ...]
    places: Mapping[str, tuple[str, ...]]


_IN_CAPITALS = re.compile(r"\b[^\W\d_a-zа-яёіїєґ]{2,}\b")


class _Unit(NamedTuple):
    """Letters that are spelled together. `habit` is -1 where nobody differs."""

    habit: int
    spellings: tuple[str, ...]


class Desk:
    """Ready to spell names: by habits (of two patterns that fit in one place the earlier counts), else by letters."""

    def __init__(self, habits: Sequence[Habit], letters: Mapping[str, str]) -> None:
        self._habits = habits
        self._letters = str.maketrans({**{small.upper(): _capital(each) for small, each in letters.items()}, **letters})
        places = [(pattern, number) for number, habit in enumerate(habits) for pattern in habit.places]
        self._pattern = re.compile("|".join(f"({pattern})" for pattern, _ in places))
        self._small = [_Unit(number, habits[number].places[pattern]) for pattern, number in places]
        self._capital = [_Unit(unit.habit, tuple(map(_capital, unit.spellings))) for unit in self._small]

    def spellings(self, name: str, most: int, dearest: int) -> Iterator[str]:
        """Up to `most` spellings of a name, the most usual first, none that costs more than `dearest`."""
        small = name.lower()
        if len(small) != len(name):
            return
        units = self._read(name, small)
        for choice in self._choices({unit.habit for unit in units}, dearest)[:most]:
            yield "".join([spellings[choice.get(habit, 0)] for habit, spellings in units])

    def _read(self, name: str, small: str) -> list[_Unit]:
        units: list[_Unit] = []
        done = 0
        for word in _IN_CAPITALS.finditer(name):
            start, end = word.span()
            units += self._units(name, small, done, start)
            loud = self._units(name, small, start, end)
            units += [_Unit(habit, tuple(map(str.upper, spellings))) for habit, spellings in loud]
            done = end
        return [*units, *self._units(name, small, done, len(name))]

    def _units(self, name: str, small: str, start: int, end: int) -> Iterator[_Unit]:
        done = start
        for found in self._pattern.finditer(small, start, end):
            at = found.start()
            if at > done:
                yield _Unit(-1, (name[done:at].translate(self._letters),))
            known = self._capital if name[at].isupper() else self._small
            yield known[(found.lastindex or 1) - 1]
            done = found.end()
        if end > done:
            yield _Unit(-1, (name[done:end].translate(self._letters),))

    def _choices(self, present: Collection[int], dearest: int) -> list[dict[int, int]]:
        """Which spelling each habit takes, by cost; of the same cost, first those that differ in the first habit."""
        found: list[tuple[int, tuple[int, ...]]] = [(0, ())]
        habits = sorted(habit for habit in present if habit >= 0)
        for habit in habits:
            found = [
                (cost + more, (which, *choice))
                for cost, choice in found
                for which, more in enumerate(self._habits[habit].costs)
                if cost + more <= dearest
            ]
        return [dict(zip(reversed(habits), choice, strict=True)) for _, choice in sorted(found)]


def _capital(spelling: str) -> str:
    return spelling[:1].upper() + spelling[1:]
