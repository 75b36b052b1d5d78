"""The tokens of a sentence as the readers of numbers look at them: without marks of layout, safe to look beyond."""

from collections.abc import Sequence

from monitor.language.tokens import Token

_MARKS = frozenset("*_`")
_ROOM = 8  # no reader looks further beyond the ends


class Line:
    """Columns of the tokens, with empty ones beyond both ends: `text[-1]` is empty too.

    `spaced[at]`: white space stands before it. `places[at]`: its number among the tokens given, None if the same.
    """

    __slots__ = ("capital", "places", "size", "spaced", "text")

    def __init__(self, tokens: Sequence[Token]) -> None:
        text, _, _, _, spaced, capital = zip(*tokens, strict=True) if tokens else ((),) * 6
        self.text: list[str] = list(text)
        self.spaced: list[bool] = list(spaced)
        self.capital: list[bool] = list(capital)
        self.places: list[int] | None = None
        if not _MARKS.isdisjoint(text):
            self._drop_marks()
        self.size = len(self.text)
        self.text += [""] * _ROOM
        self.spaced += [True] * _ROOM
        self.capital += [False] * _ROOM

    def _drop_marks(self) -> None:
        """Asterisks and the like make bold type: "более **100**" reads as "более 100"."""
        kept = [at for at, word in enumerate(self.text) if word not in _MARKS]
        spaced = []
        done = 0
        for at in kept:
            spaced.append(True in self.spaced[done : at + 1])
            done = at + 1
        self.text = [self.text[at] for at in kept]
        self.capital = [self.capital[at] for at in kept]
        self.spaced, self.places = spaced, kept

    def glued(self, at: int) -> bool:
        """Whether nothing stands between the token and the one before it."""
        return at > 0 and not self.spaced[at] and at < self.size
