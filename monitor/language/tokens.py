"""Words, digits and signs of a text, in their folded form, with where they stand in the text as posted."""

import re
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
    found: list[Token] = []
    posted, original, level = folded.posted, folded.original, folded.level
    high = 0
    for gap, text in _TOKEN.findall(folded.text):
        low = high + len(gap)
        high = low + len(text)
        start, end = (low, high) if level else original(low, high)
        capital = posted[start : start + 1].isupper()
        found.append(_new(Token, (text, _kinds[text], start + offset, end + offset, gap != "" or not low, capital)))
    return found


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
