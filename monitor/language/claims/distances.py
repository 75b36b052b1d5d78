"""How far apart the words of a sentence are to the grammar."""

from itertools import accumulate
from typing import Final

from monitor.language.claims.count import Count
from monitor.language.claims.happening import Happening
from monitor.language.claims.line import Line

_REACH: Final = 30
_STEP: Final = 0.5
_COSTS: Final = {
    "verb": 3.0,
    "get": 3.0,
    "take": 3.0,
    "person": 1.5,
    "preposition": 0.7,
    "and": 1.5,
    "or": 1.5,
    "but": 4.0,
    "when": 6.0,
    "that": 4.0,
    "be": 0.1,
    "adverb": 0.1,
    "have": 0.1,
    "rise": 0.0,
    "pronoun": 1.5,
}
_SIGNS: Final = {",": 2.0, ":": 2.0, "-": 2.0, "(": 2.0, ")": 2.0, ".": 1.0}
_WALLS: Final = frozenset(";?!")


class Distances:
    """What it costs to cross the tokens of a sentence; walls cannot be crossed."""

    __slots__ = ("_sums", "_walls")

    def __init__(self, line: Line, happenings: list[Happening], counts: list[Count]) -> None:
        costs = [
            _COSTS.get(word[0], _STEP) if token[1] == "word" else _SIGNS.get(token[0], 0.1)
            for token, word in zip(line.tokens, line.words, strict=True)
        ]
        for happening in happenings:
            if happening.manner != "toll":
                costs[happening.first] += 7.0
        for count in counts:
            if count.head != "thing" and count.first < line.end:
                costs[count.first] += 3.0
        self._sums = list(accumulate(costs, initial=0.0))
        self._walls = list(accumulate([token[0] in _WALLS for token in line.tokens], initial=0))

    def between(self, first: int, last: int) -> float | None:
        """The cost of `[first, last)`, or None where a wall stands."""
        if last <= first:
            return 0.0
        if last - first > _REACH or self._walls[last] > self._walls[first]:
            return None
        return self._sums[last] - self._sums[first]
