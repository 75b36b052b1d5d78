"""Where in a sentence a word stands that may lead to a place: the pattern of places is tried only there.

It is a large pattern, and tried at each letter it takes five times as long.
"""

from typing import Final

from monitor.language.claims import place_words as words
from monitor.language.claims.stems import automaton, head
from monitor.language.octets import TABLE, is_usual, octets, translation

_PREPOSITIONS: Final = (*words.AT.split(), "на", *words.OUT.split(), "до")
_STRUCK: Final = [head(pattern) for pattern in words.STRUCK.split()]
# Words in small letters, and a space for all between them.
_SPACED: Final = translation({char: char.lower() for char in TABLE if char.isalnum() or char in "_-"}, " ")
_LEADS: Final = automaton(
    [*(f" {word}" for word in _PREPOSITIONS), *(border + stem for stem in _STRUCK for border in " -")]
)
_SPACE: Final = ord(" ")


def leads(text: str, start: int, end: int) -> list[int] | None:
    """Where the Slavic words in `[start, end)` stand, in order: none is left out. None if octets do not tell."""
    part = text[start:end]
    read = octets(part)
    if not is_usual(part, read):
        return None
    spaced = b" %b " % read.translate(_SPACED)
    return [
        start + at
        for word, at, behind in _LEADS.find_matches_as_indexes(spaced)
        if word >= len(_PREPOSITIONS) or spaced[behind] == _SPACE
    ]
