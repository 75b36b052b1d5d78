"""The words of a sentence as the reader of quotations looks at them: names in quotation marks are one word."""

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from monitor.language.claims import speaker_words as tables
from monitor.language.claims.stems import WORDLY, automaton, head
from monitor.language.octets import octets

Cue = Literal["dash", "colon", "data", "say", "says", "according"]


def whole(table: str) -> re.Pattern[str]:
    """A pattern for any word of a table."""
    return re.compile("(?:" + "|".join(table.split()) + r")\Z")


SAY: Final = whole(tables.SAY)
QUOTES: Final = frozenset('«"“')
_PIECE: Final = re.compile(
    r"«[^»\n]{1,60}»|\"[^\"\n]{1,60}\"(?!\w)|“[^”\n]{1,60}”|\([^\W\d_][\w-]{1,11}\)|\w+(?:['’ʼ-]\w+)*|[^\w\s]"
)
_SAY_EN: Final = whole(tables.SAY_EN)
_DATA: Final = whole(tables.DATA)
_DASHES: Final = frozenset("-–—‒")
_WORDY: Final = 3
_SIGNS: Final = ":–—-"
_CUES: Final = automaton(
    [*_SIGNS, *map(head, [*tables.SAY.split(), *tables.DATA.split(), *tables.SAY_EN.split(), "according"])]
)
_HYPHEN: Final = _SIGNS.index("-")
_RARE: Final = _DASHES - {*_SIGNS}


class Word(NamedTuple):
    """`text` is in small letters; `[start, end)` of the text as posted. A name may stand in quotation marks."""

    text: str
    start: int
    end: int
    capital: bool

    @property
    def word(self) -> bool:
        """Whether it is no sign."""
        return self.text[0].isalnum() or len(self.text) > 1


def may_quote(part: str) -> bool:
    """Whether a sentence may have a cue at all: one pass, where reading its words takes fifty times as long."""
    if not _RARE.isdisjoint(part):
        return True
    read = octets(part.lower())
    for cue, start, end in _CUES.find_matches_as_indexes(read):
        bound = start > 0 and read[start - 1] in WORDLY
        if cue >= len(_SIGNS):
            if not bound:
                return True
        elif not (bound and cue == _HYPHEN and end < len(read) and read[end] in WORDLY):  # no hyphen within a word
            return True
    return False


def read(text: str, start: int, end: int) -> list[Word]:
    """The words and signs of `[start, end)`."""
    part = text[start:end]
    low = _small(part)
    if len(low) != len(part) or "Σ" in part:  # İ is two characters in small letters, Σ depends on what stands beside it
        return [_read(match[0], _small(match[0]), *match.span()) for match in _PIECE.finditer(text, start, end)]
    return [
        _read(text[first:last], low[first - start : last - start], first, last)
        for first, last in map(_span, _PIECE.finditer(text, start, end))
    ]


def _read(posted: str, low: str, first: int, last: int) -> Word:
    capital = posted[0].isupper() or (posted[0] in QUOTES and posted[1:2].isupper() and posted.count(" ") < _WORDY)
    return _new(Word, (low, first, last, capital))


def _small(text: str) -> str:
    return text.lower().replace("’", "'").replace("ʼ", "'")


_span = re.Match.span
_new = tuple.__new__  # a sentence has many words, and this makes one in half the time


@lru_cache(maxsize=20_000)
def cue(text: str) -> Cue | None:
    """What in a sentence tells that somebody is quoted."""
    if not text[0].isalpha():
        return "dash" if text in _DASHES else "colon" if text == ":" else None
    if text == "according":
        return "according"
    return "data" if _DATA.match(text) else "say" if SAY.match(text) else "says" if _SAY_EN.match(text) else None
