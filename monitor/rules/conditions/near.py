"""near: words that stand close to each other."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, ClassVar

from pydantic import Field

from monitor.model import Evidence
from monitor.ports.condition import Atom, Reading, Scope, Sign
from monitor.ports.options import Options
from monitor.rules._evidence import standing
from monitor.rules.conditions._words import Form, Words, numbered

_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
_MOST = 256  # places of one word that are looked at: a hostile post has thousands

Place = tuple[int, int, int]
"""Number of the word at which something stands, and `[start, end)` in the text as posted."""


class NearOptions(Options):
    """Words, and how many words may lie between the first and the last of them."""

    short: ClassVar[str] = "words"

    words: Annotated[Words, Field(min_length=2)] = Field(description="words or phrases that must all stand there")
    within: int = Field(default=8, ge=1, le=1000, description="so many words from the first to the last, at most")
    form: Form = Field(default="any", description="as for `keyword`")


class Near:
    """Words or phrases stand within so many words of each other, in any order and grammatical form.

    Neighbours are one word apart.
    """

    kind: ClassVar[str] = "near"
    options: ClassVar[type[Options]] = NearOptions

    def compile(self, options: NearOptions, scope: Scope) -> Atom:
        return _Close({numbered(word, options.form, scope): word for word in options.words}, options.within)


class _Close:
    beyond_text = False

    def __init__(self, words: dict[int, str], within: int) -> None:
        self._words, self._within = words, within
        rarest = max(words, key=lambda number: len(words[number]))
        self.signs: frozenset[Sign] | None = frozenset({rarest})
        self.needs = [frozenset[Sign]({number}) for number in words]

    def holds(self, reading: Reading) -> Sequence[Evidence] | None:
        there = reading.present()
        if not all(number in there for number in self._words):
            return None
        starts = _starts(reading.posted("text"))
        places = [
            [(bisect_right(starts, start), start, end) for start, end in sorted(reading.found(number))[:_MOST]]
            for number in self._words
        ]
        window = _closest(places)
        if max(window)[0] - min(window)[0] > self._within:
            return None
        return [
            evidence
            for word, (_, start, end) in zip(self._words.values(), window, strict=True)
            for evidence in standing(Near.kind, word, [(start, end)], reading)
        ]


@lru_cache(maxsize=1)
def _starts(text: str) -> list[int]:
    """Where the words of a text begin. The rules are asked post by post: all of them find it worked out."""
    return [word.start() for word in _WORD.finditer(text)]


def _closest(places: Sequence[Sequence[Place]]) -> list[Place]:
    """One place of each word, so that the first and the last are as close as they come."""
    at = [0] * len(places)
    best: list[Place] = []
    while True:
        window = [places[number][index] for number, index in enumerate(at)]
        if not best or max(window)[0] - min(window)[0] < max(best)[0] - min(best)[0]:
            best = window
        first = window.index(min(window))
        at[first] += 1
        if at[first] == len(places[first]):
            return best
