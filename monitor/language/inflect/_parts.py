"""The words of a phrase, what each does in it, and the words that end what agrees."""

from typing import Literal, NamedTuple

from monitor.language.inflect.word import Number, Paradigm, Slot

Join = Literal["space", "hyphen", "quote", "sign"]
Role = Literal["fixed", "adjective", "head", "apposed", "either"]

_PREPOSITION_WORDS = """
    в у во на над під под из із з зі зо с со до від от за
    по при без для через про об о обо к ко між между серед среди після после перед
    проти против біля возле коло навколо вокруг щодо из-за из-под крім кроме задля ради
"""
PREPOSITIONS = frozenset(_PREPOSITION_WORDS.split())
CONJUNCTIONS = frozenset({"і", "й", "та", "и", "або", "или", "чи", "да"})


class Word(NamedTuple):
    """A word of a phrase in small letters; `join`: what stands before it."""

    text: str
    paradigms: tuple[Paradigm, ...]
    join: Join = "space"
    capital: bool = False
    acronym: bool = False


class Part(NamedTuple):
    """What a word does in its phrase, by which paradigms, and in which number it is given."""

    role: Role
    paradigms: tuple[Paradigm, ...] = ()
    number: Number = "sg"


def reading(word: Word, slot: Slot, part: str) -> tuple[Paradigm, ...]:
    """The paradigms of a part of speech that have the word in this slot."""
    return tuple(one for one in word.paradigms if one.part == part and _stands(word.text, one.slots.get(slot, ())))


def _stands(text: str, forms: tuple[str, ...]) -> bool:
    """Among the forms; the dots of ё are seldom written (Федоров, Соловьев)."""
    return text in forms or ("е" in text and any(form.replace("ё", "е") == text for form in forms if "ё" in form))
