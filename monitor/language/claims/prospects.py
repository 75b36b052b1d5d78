"""Which sentences cannot hold a claim, as their words alone prove: before tokens are made and grammar is asked.

The proof follows `statements` and asks the tables of the grammar what a word may do there. It may only pass over what
yields nothing: a word that no line below excuses is taken for one that may do anything.
"""

from typing import Final

from monitor.language.claims import denials, one
from monitor.language.claims.counts import ONE
from monitor.language.claims.lexicon import word
from monitor.language.claims.line import MADE_PARTS, MADE_PEOPLE, Line
from monitor.language.claims.phrases import AMONG, UNDER, completes_phrases, may_begin, takes_phrases
from monitor.language.claims.roundabout import PERSONNEL
from monitor.language.claims.word import SOMEONE, Word
from monitor.language.numbers.read import STARTS

BEGINS: Final = 1  # a deed may begin with it
SOMEONE_THERE: Final = 2  # it names a person, or does so beside some other word
COUNTS: Final = 4  # a number may begin with it
LATIN: Final = 8  # it begins an English deed: these are read by rules of their own
FREE: Final = 16  # a deed that begins with it may befall one person whom nobody counts, wherever that one stands
BEFORE_ONE: Final = 32  # likewise, if the person follows at once: "гибель солдата"
TURNS: Final = 64  # it makes more of others: "среди погибших", "забрали жизни", "в том числе"
NOBODY: Final = 128  # with it, a sentence may say that a deed befell nobody
NONE: Final = 256  # likewise, of people to whom it happened: "нет погибших"
HARMED: Final = 512  # people to whom it happened: погибших, потери

_KEPT: Final = 50_000
_NOBODY: Final = denials.NOBODY | {denials.NO}
_NONE: Final = denials.MISSING | denials.WITHOUT | {denials.NOT}
_TURNS: Final = AMONG | MADE_PARTS | {UNDER, "of"}
_COUNTED: Final = frozenset({"state", "loss"})
_WINDOW: Final = one.REACH + 2


class _Marks(dict[str, int]):
    """What the words that were met before may do."""

    def __missing__(self, text: str) -> int:
        if len(self) > _KEPT:
            self.clear()
        self[text] = found = _marks(text)
        return found


def _marks(text: str) -> int:
    meaning = word(text)
    found = _begun(text, meaning) if may_begin(text) else 0
    found |= SOMEONE_THERE * (meaning.role in SOMEONE or text in MADE_PEOPLE)
    found |= COUNTS * (text in STARTS or text in ONE)
    found |= TURNS * (meaning.role in {"including", "them"} or text in _TURNS or completes_phrases(text))
    return found | NOBODY * (text in _NOBODY) | NONE * (text in _NONE)


def _begun(text: str, meaning: Word) -> int:
    """The part of a word with which a deed may begin."""
    role = meaning.role
    found = BEGINS | HARMED * (role in _COUNTED or text in PERSONNEL)
    if text.isascii():
        return found | LATIN | FREE
    if takes_phrases(text, meaning):
        return found | FREE
    if role in {"event", "body"}:
        return found | BEFORE_ONE
    if meaning.kind is None:
        # No deed by itself (`happenings`); those of `takes_phrases` are gone.
        return found
    # Dead people and losses are counted or nobody's, and nobody is deployed alone (`statements`).
    return found if role in _COUNTED or (role == "predicate" and meaning.kind == "deployed") else found | FREE


_MARKS: Final = _Marks()
_marked: Final = _MARKS.__getitem__


def beginnings(line: Line) -> list[int]:
    """The words that a deed may begin with."""
    return [at for at, token in enumerate(line.tokens) if _marked(token[0]) & BEGINS]


def hopeless(words: list[str], *, digits: bool, told: bool) -> bool:
    """Whether `statements` has none for a sentence of these words, whatever signs stand between them.

    `digits`: it has some. `told`: a sentence before has a statement, which this one may tell on.
    """
    row = list(map(_marked, words))
    seen = 0
    for marks in set(row):
        seen |= marks
    counted = digits or seen & COUNTS
    if not seen & BEGINS:
        return not told or not counted  # no deed here, and a deed that is told on wants a number
    if counted:
        return False
    # Without a number nothing is counted: there is a denial, or a person whom nobody counts, or nothing.
    if seen & NOBODY or (seen & NONE and seen & HARMED):
        return False
    if not seen & SOMEONE_THERE:
        return not seen & LATIN
    if seen & (FREE | TURNS):
        return False
    return not seen & BEFORE_ONE or not _followed(row)


def _followed(row: list[int]) -> bool:
    """Whether a person may stand where a noun for a deed looks for one: behind it or the deeds that are one with it."""
    last = -_WINDOW
    for at, marks in enumerate(row):
        if marks & SOMEONE_THERE and at - last < _WINDOW:
            return True
        if marks & BEGINS:
            last = at
    return False
