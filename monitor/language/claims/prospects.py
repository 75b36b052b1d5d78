"""Which sentences cannot hold a claim, as their words alone prove: before tokens are made and grammar is asked.

The proof follows `statements` and asks the tables of the grammar what a word may do there. It may only pass over what
yields nothing: a word that no line below excuses is taken for one that may do anything.
"""

from typing import Final, Literal

from monitor.language.claims import denials, one
from monitor.language.claims.counts import ONE
from monitor.language.claims.lexicon import word
from monitor.language.claims.line import MADE_PARTS, MADE_PEOPLE, Line
from monitor.language.claims.phrases import AMONG, UNDER, completes_phrases, may_begin, takes_phrases
from monitor.language.claims.roundabout import PERSONNEL
from monitor.language.claims.word import SOMEONE, Word
from monitor.language.numbers.read import STARTS
from monitor.language.octets import text_of
from monitor.language.tokens import Token
from monitor.language.word_lists import words

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
ONE_THERE: Final = 1024  # it may name one person: солдат and солдата, not солдаты
ANYONE: Final = 2048  # beside it, any name of a person may be of one: "солдаты, который"; Latin words have other rules
SEVERAL: Final = 4096  # a deed that begins with it befalls several, which without a number are persons in a row
SLANG: Final = 8192  # with the digits behind it a deed may begin: "стал 200"
ALONE: Final = 16384  # it counts without a figure: "один из них"

_KEPT: Final = 50_000
_NOBODY: Final = denials.NOBODY | {denials.NO}
_NONE: Final = denials.MISSING | denials.WITHOUT | {denials.NOT}
_TURNS: Final = AMONG | MADE_PARTS | {UNDER, "of"}
_OLD: Final = "old"  # an 18-year-old
_BEFALLS: Final = frozenset({"subject", "passive"})
_COUNTED: Final = frozenset({"state", "loss"})
_WINDOW: Final = one.REACH + 2
# Tests hold that these tables have all that the grammar has of their sorts.
# What tells of a person in whatever case, and who is somebody else.
_ANYONE: Final = words(
    "який яка якого яку котрий котра котрого котру который которая которого которую он він она вона его його ее її"
)
_OTHER: Final = words("другой другая второй вторая третий третья другий друга інший інша третій третя")
# What a phrase may begin with beside its deed, and what digits end.
_PHRASED: Final = (
    "унес", "унос", "забра", "забир", "обірва", "оборва", "отнял", "лишил", "позбав", "втрат", "потеря", "достав",
    "доправ", "отвез", "відвез", "увез", "привез", "попа", "потрап", "поміст", "помест", "больниц", "лікарн",
    "госпиталь", "госпітал", "реанимац", "реанімац", "травмпункт", "медзаклад", "медучрежд",
)  # fmt: skip
_TURNED: Final = words("стал стали стало стала став")
_CASES: Final[tuple[one.Case, ...]] = ("subject", "object", "genitive")
_LATIN_ONES: Final = frozenset({"person", "determiner", "another"})

Prospect = Literal["nothing", "if counted", "open"]
"""What words prove of a sentence: that it says nothing; that it does unless some of its numbers counts; neither."""


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
    found |= ONE_THERE * _one(text, meaning) | ANYONE * (text.isascii() or text in _ANYONE)
    found |= COUNTS * (text in STARTS or text in ONE) | ALONE * (text in ONE) | SLANG * (text in _TURNED)
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
    if role == "predicate" and meaning.number == "many" and meaning.voice in _BEFALLS and not text.startswith(_PHRASED):
        return found if meaning.kind == "deployed" else found | SEVERAL
    # Dead people and losses are counted or nobody's, and nobody is deployed alone (`statements`).
    return found if role in _COUNTED or (role == "predicate" and meaning.kind == "deployed") else found | FREE


def _one(text: str, meaning: Word) -> bool:
    """Whether a word may name one person, alone or at the end of what does; the grammar is asked for it."""
    if text.isascii():
        return meaning.role in _LATIN_ONES or text == _OLD
    if text in _OTHER or text in MADE_PEOPLE:
        return True
    if meaning.role != "person":
        return False
    line = Line([Token(text, "word", 0, len(text), spaced=True, capital=False)])
    return text in STARTS or any(one.slavic(line, 0, case) is not None for case in _CASES)


class _Octets(dict[bytes, int]):
    """The same of words in octets."""

    def __missing__(self, read: bytes) -> int:
        if len(self) > _KEPT:
            self.clear()
        self[read] = found = _marked(text_of(read))
        return found


_marked: Final = _Marks().__getitem__
_read: Final = _Octets().__getitem__


def beginnings(line: Line) -> list[int]:
    """The words that a deed may begin with."""
    return [at for at, token in enumerate(line.tokens) if _marked(token[0]) & BEGINS]


def prospect(words: list[bytes], *, digits: bool, told: bool) -> Prospect:
    """What the words of a sentence, in octets, prove of what `statements` has for it, whatever signs stand between.

    `digits`: it has some. `told`: a sentence before has a statement, which this one may tell on.
    """
    row = list(map(_read, words))
    seen = 0
    for marks in set(row):
        seen |= marks
    counted = digits or seen & COUNTS
    if not seen & BEGINS and not (told and counted):
        return "nothing"  # no deed here, and a deed that is told on wants a number
    if counted and (seen & ALONE or (digits and seen & SLANG)):
        return "open"
    if seen & BEGINS and not _idle(row, seen):
        return "open"
    return "if counted" if counted else "nothing"


def of_things(line: Line) -> bool:
    """Whether all figures of a sentence stand right before things: nobody is counted ("5 танков")."""
    return all(_is_thing(line, max(figure.trail, figure.last)) for figure in line.figures)


def _is_thing(line: Line, at: int) -> bool:
    return line.role(at) == "thing" and line.is_word(at) and not line.english(at)


def _idle(row: list[int], seen: int) -> bool:
    """Whether a sentence says nothing unless it counts: there is no denial, and nobody whom the deed may befall alone.

    `row` is what its words may do, `seen` all of it together.
    """
    if seen & NOBODY or (seen & NONE and seen & HARMED):
        return False
    if not seen & (SOMEONE_THERE | ONE_THERE):
        return not seen & LATIN
    if not seen & (LATIN | ONE_THERE | ANYONE):
        return True
    if seen & (FREE | TURNS):
        return False
    if seen & SEVERAL and (seen & ANYONE or sum(1 for marks in row if marks & ONE_THERE) > 1):
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
