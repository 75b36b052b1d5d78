"""Words, digits and signs of a text, in their folded form, with where they stand in the text as posted."""

import re
from itertools import accumulate, repeat
from typing import Literal, NamedTuple

from monitor.language.normalize import Folded

TokenKind = Literal["word", "digits", "sign"]

# A word may hold apostrophes between letters (п'ять). Hyphens are signs of their own. All else is white space.
# The usual letters come first: to the engine they are a table, where all letters are a question for each.
_TOKEN = re.compile(
    r"([a-zа-яіїєґ]++[^\W\d_]*+(?:'[^\W\d_]++)*+|[0-9]++\d*+|[^\w\s]|[^\W\d_]++(?:'[^\W\d_]++)*+|\d++|_)"
)

_KEPT = 50_000


class Token(NamedTuple):
    """`text` is folded; `[start, end)` stands in the text as posted.

    `spaced`: white space stands before it. `capital`: it begins with a capital letter as posted.
    """

    text: str
    kind: TokenKind
    start: int
    end: int
    spaced: bool
    capital: bool


def tokenize(folded: Folded, offset: int = 0) -> list[Token]:
    """All tokens in order. `offset` is added to the positions: where the folded part begins in the whole text."""
    # Gaps and tokens take turns, gaps first and last: what one begins with, the one before ends with.
    parts = _TOKEN.split(folded.text)
    texts = parts[1::2]
    if not texts:
        return []
    edges = list(accumulate(map(len, parts)))
    starts, ends = edges[:-1:2], edges[1::2]
    spaced = list(map(bool, parts[:-1:2]))
    spaced[0] = spaced[0] or not starts[0]
    if not folded.level:
        spans = list(map(folded.original, starts, ends))
        starts, ends = [start for start, _ in spans], [end for _, end in spans]
    capital = list(map(str.isupper, map(folded.posted.__getitem__, starts)))
    if offset:
        starts, ends = [start + offset for start in starts], [end + offset for end in ends]
    kinds = map(_kinds.__getitem__, texts)
    return list(map(_new, repeat(Token), zip(texts, kinds, starts, ends, spaced, capital, strict=True)))


class _Kinds(dict[str, TokenKind]):
    """The kinds of tokens that were met before."""

    def __missing__(self, text: str) -> TokenKind:
        if len(self) > _KEPT:
            self.clear()
        kind: TokenKind = "digits" if text.isdecimal() else "word" if text[0].isalnum() else "sign"
        self[text] = kind
        return kind


_kinds = _Kinds()
_new = tuple.__new__  # a text has many tokens, and this makes one in half the time
