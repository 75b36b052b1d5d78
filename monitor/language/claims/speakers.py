"""Who says so: names with words of saying, in the sentence of a claim or in one of its own beside it."""

import re
from typing import Final

from monitor.language.claims.quoted_words import may_quote
from monitor.language.claims.quoting import Quoting, Said
from monitor.model.claim import Part

_PURE: Final = re.compile(
    r"\W*(?:про\s+(?:це|таке)|об\s+этом|о\s+(?:том|таком)|(?:цю|таку|эту|такую)\s+(?:інформацію|информацию)|"
    r"(?:ці|такі|эти|такие)\s+(?:\w+,?\s+){0,3}?(?:дані|відомості|данные|сведения))(?!\w)",
    re.IGNORECASE,
)
# What closes a quotation, and the letters of those English words of saying that may follow one: Latin, or so in small.
_TAILED: Final = re.compile('[»"”a-zA-Z\u212a\u0130]')
_GOES_ON: Final = re.compile(r"\W*(?:він|вона|вони|он|она|они|he|she|it|they)\s", re.IGNORECASE)


class Speakers:
    """Those whom a text quotes, read sentence by sentence as they are asked for."""

    __slots__ = ("_bounds", "_read", "_text")

    def __init__(self, text: str, bounds: list[tuple[int, int]]) -> None:
        self._text = text
        self._bounds = bounds
        self._read: dict[int, list[Said]] = {}

    def of(self, sentence: int, number: Part) -> Part | None:
        """Who says what stands at `number`, in that sentence."""
        here = [said for said in self._of(sentence) if said.low <= number[0] < said.high]
        if here:
            found = min(here, key=lambda said: max(number[0] - said.end, said.start - number[1]))
            return found.start, found.end
        return self._behind(sentence) or self._ahead(sentence)

    def _behind(self, sentence: int) -> Part | None:
        """He added that: the one who was quoted before."""
        if sentence == 0 or not (_GOES_ON.match(self._text, *self._bounds[sentence]) or self._goes_on(sentence)):
            return None
        before = self._of(sentence - 1)
        return (before[-1].start, before[-1].end) if before else None

    def _goes_on(self, sentence: int) -> bool:
        """…, it said"""
        return (
            re.search(r",\s+(?:it|he|she|they)\s+(?:said|says|added)\b", self._text[slice(*self._bounds[sentence])])
            is not None
        )

    def _ahead(self, sentence: int) -> Part | None:
        """Про це повідомив …; …», — сказал …"""
        if sentence + 1 >= len(self._bounds):
            return None
        bounds = self._bounds[sentence + 1]
        pure = _PURE.match(self._text, *bounds) is not None
        if not pure and _TAILED.search(self._text, *bounds) is None:
            return None  # nobody there is quoted for what stands before: it need not be read
        behind = self._of(sentence + 1)
        return next(((said.start, said.end) for said in behind if pure or said.tail), None)

    def _of(self, sentence: int) -> list[Said]:
        found = self._read.get(sentence)
        if found is None:
            start, end = self._bounds[sentence]
            quotes = may_quote(self._text[start:end])
            found = self._read[sentence] = Quoting(self._text, start, end).said() if quotes else []
        return found
