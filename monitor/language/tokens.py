"""Words, digits and signs of a text, in their folded form, with where they stand in the text as posted."""

import re
from itertools import accumulate, chain, repeat
from typing import Literal, NamedTuple

from monitor.language.normalize import Folded

TokenKind = Literal["word", "digits", "sign"]

# A word may hold apostrophes between letters (п'ять). Hyphens are signs of their own. White space first: every
# character is in some match, and so the matches tell where they stand.
_TOKEN = re.compile(r"(\s*)(\d+|[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s]|_)")

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
    pairs = _TOKEN.findall(folded.text)
    if not pairs:
        return []
    gaps, texts = zip(*pairs, strict=True)
    # Gaps and tokens take turns: the first edge is where the first token begins, the second where it ends, and so on.
    edges = list(accumulate(map(len, chain.from_iterable(pairs))))
    starts, ends = edges[::2], edges[1::2]
    spaced = list(map(bool, gaps))
    spaced[0] = spaced[0] or not starts[0]
    if not folded.level:
        spans = list(map(folded.original, starts, ends))
        starts, ends = [start for start, _ in spans], [end for _, end in spans]
    posted = folded.posted
    capital = [posted[start : start + 1].isupper() for start in starts]
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
