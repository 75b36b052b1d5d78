"""The forms of one word, by number and case, so that the words of a phrase can agree."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Number = Literal["sg", "pl"]
GrammaticalCase = Literal["nom", "gen", "dat", "acc", "ins", "loc", "voc"]
Slot = tuple[Number, GrammaticalCase]
PartOfSpeech = Literal["noun", "adjective", "fixed"]


class Paradigm(Struct, frozen=True):
    """One way to inflect a word, all in small letters.

    A word of several meanings or declensions has several. `slots` holds for each number and case the forms in use
    (Харкові, Харкову), the most usual first. For an adjective, `gender` says which gender these singular forms are
    of ("m", "f", "n"; an adjective has a paradigm for each); for a noun it is its own; "" where there is none (pl).
    `animate`: accusative like genitive; None for adjectives (they hold both). `loose` are forms that a dictionary has
    and no slot explains. `known`: a dictionary has the word.
    """

    lemma: str
    part: PartOfSpeech
    slots: Mapping[Slot, tuple[str, ...]]
    gender: Literal["m", "f", "n", ""] = ""
    animate: bool | None = None
    loose: tuple[str, ...] = ()
    known: bool = False
