"""Words, digits and signs of a text, in their folded form, with where they stand in the text as posted."""

import re
from typing import Literal, NamedTuple

from monitor.language.normalize import Folded

TokenKind = Literal["word", "digits", "sign"]

# A word may hold apostrophes between letters (п'ять). Hyphens are signs of their own.
_TOKEN = re.compile(r"(?P<digits>\d+)|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<sign>[^\w\s]|_)")


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
    posted, text = folded.posted, folded.text
    for match in _TOKEN.finditer(text):
        low, high = match.span()
        start, end = folded.original(low, high)
        kind: TokenKind = match.lastgroup  # type: ignore[assignment]
        spaced = low == 0 or text[low - 1].isspace()
        found.append(Token(match[0], kind, start + offset, end + offset, spaced, posted[start : start + 1].isupper()))
    return found
