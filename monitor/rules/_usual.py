"""Words and phrases of usual texts: found, and looked at, as octets alone (`language.octets`).

Once all signs in a text are spaces, each word is what stands between spaces. Which of them the table knows is asked of
all at once; where they stand, of those alone that are words of the table, or are followed by what their phrases go on
with. Only there are gaps closed.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import compress

from monitor.language.normalize import Folded
from monitor.language.octets import TABLE, octets, strictly, translation
from monitor.rules._gaps import close_gaps, close_octets, gap_shift
from monitor.rules._literals import Literal
from monitor.rules._scan import ends_word

Owner = tuple[int, Literal | None]
"""A number with its literal, or None where its borders are all that must hold."""

Key = bytes | str
"""Words as tables have them: octets, which take half the room; as they are where octets lack a letter."""

Hit = tuple[tuple[Owner, ...], int, int]
"""The owners of a core, and `[start, end)` where it stands between the borders that all of them ask for."""

# The runs of letters and digits in octets of a folded text: all else becomes spaces. Folding leaves no ʼ.
_SPACED = translation({char: char for char in TABLE if char.isalnum() and char != "ʼ"}, " ")
_BIG = translation({char.lower(): char for char in TABLE if char.isupper()})
_NO_LETTERS = bytes(at for at, char in enumerate(TABLE) if not char.isalpha())
_APOSTROPHE, _HASH = b"'#"


def key_of(core: str) -> Key:
    """The key of a word or phrase with closed gaps."""
    return strictly(core) or core


class UsualWords:
    """The words and phrases of the matcher, as usual texts are asked for them.

    `lengths` has how long the cores are that begin with each run, `seconds` with which runs its phrases go on.
    """

    def __init__(
        self,
        words: Mapping[Key, tuple[Owner, ...]],
        lengths: Mapping[Key, tuple[int, ...]],
        seconds: Mapping[Key, Collection[Key]],
    ) -> None:
        self._words, self._lengths, self._seconds = words, lengths, seconds

    def standing(self, folded: Folded) -> tuple[list[Hit], list[Hit]]:
        """Every single word that stands in a usual text, and every phrase, each in the order of the text."""
        found: list[Hit] = []
        phrases: list[Hit] = []
        read, words, more, last = folded.octets, self._words, self._seconds, len(folded.octets)
        padded = b" %b " % read.translate(_SPACED)  # a place in it is one further than in the text
        runs = padded.split()
        known = list(compress(range(len(runs)), map(self._lengths.__contains__, runs)))
        runs.append(b"")
        at = done = 0  # how far the text was looked through, and how many runs of it
        for index in known:
            run = runs[index]
            owners, seconds = words.get(run), more.get(run)
            goes_on = seconds is not None and runs[index + 1] in seconds
            if owners is None and not goes_on:
                continue
            apart = b" %b " % run
            at = padded.index(apart, at)
            while (done := runs.index(run, done)) < index:  # phrases begin with it, but did not there
                at, done = padded.index(apart, at + 1), done + 1
            end = at + len(run)
            # Of what is no letter and no digit, an apostrophe alone does not always end a word.
            if not at or read[at - 1] != _APOSTROPHE or ends_word(folded.text, at - 1, at):
                if goes_on:
                    phrases += self._phrases(folded, run, at)
                if owners is None:
                    pass
                elif end == last or read[end] != _APOSTROPHE or ends_word(folded.text, end, end - 1):
                    found.append((owners, at, end))
            at, done = end, index + 1
        return found, phrases

    def _phrases(self, folded: Folded, run: bytes, start: int) -> Iterator[Hit]:
        """The phrases that begin with a run at a place where a word begins. Gaps are closed there, and nowhere else."""
        text, words, lengths = folded.text, self._words, self._lengths[run]
        closed, size = _closed(folded, start, max(lengths))
        for length in lengths:
            if length == len(run) or length > len(closed):
                continue
            # Octets without a question mark are those of this text alone, and so its key.
            piece: Key = closed[:length]
            if b"?" in closed[:length]:
                piece = key_of(close_gaps(text[start : start + size])[:length])
            owners = words.get(piece)
            if owners is None:
                continue
            end = start + length
            if len(closed) < size:
                end = start + gap_shift(text[start : start + size]).back(0, length)[1]
            if end == len(text) or ends_word(text, end, end - 1):
                yield owners, start, end


def _closed(folded: Folded, start: int, least: int) -> tuple[bytes, int]:
    """A stretch of a usual text with its gaps closed, at least so long if there is as much, and how long it was."""
    read, size = folded.octets, 2 * least
    while True:
        stretch = read[start : start + size]
        if b"'" in stretch or b"?" in stretch:  # it may be part of a word, which may be a quote
            closed = octets(close_gaps(folded.text[start : start + size]))
        else:
            closed = close_octets(stretch)
        # What a gap at the end comes to is not known before its end.
        if len(stretch) < size or len(closed.rstrip(b" '")) >= least:
            return closed, len(stretch)
        size *= 2


def is_cased(literal: Literal, folded: Folded, cased: bytes, start: int, end: int) -> bool | None:
    """Whether a hit of a text has the capitals of a literal, by `Folded.cased`; None: it takes the text to tell."""
    read = folded.octets
    if literal.title:
        if cased[start] != read[start]:
            return True
        return None if start and read[start - 1] == _HASH else False  # something may stand between them as posted
    piece = cased[start:end]
    if b"'" in piece:
        return None  # ʼ is a letter
    capitals, letters = literal.capitals, piece.translate(None, _NO_LETTERS)
    small = read[start:end].translate(None, _NO_LETTERS)
    return letters[capitals:] == small[capitals:] and letters[:capitals] == small[:capitals].translate(_BIG)
