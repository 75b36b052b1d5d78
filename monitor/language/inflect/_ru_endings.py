"""The endings of Russian nouns and adjectives, for words that no dictionary has."""

from collections.abc import Mapping
from typing import Literal

from msgspec.structs import replace

from monitor.language.inflect.word import GrammaticalCase, Number, Paradigm, Slot

Gender = Literal["m", "f", "n", ""]
Slots = dict[Slot, tuple[str, ...]]

CASES: tuple[GrammaticalCase, ...] = ("nom", "gen", "dat", "acc", "ins", "loc")
NUMBERS: tuple[Number, ...] = ("sg", "pl")
VOWELS = frozenset("аеёиоуыэюя")
_VELAR_OR_HUSHING = frozenset("гкхжчшщ")
_HUSHING = frozenset("жчшщ")

# Nominative, genitive, dative, accusative, instrumental, locative. "=": as the word itself; "?": the accusative of
# living beings is like the genitive, of things like the nominative; "-": no ending; "/": both are in use.
_SINGULAR = {
    "hard": "= а у ? ом е",
    "hushing": "= а у ? ем/ом е",
    "ц": "= а у ? ем е",
    "soft": "= я ю ? ем е",
    "ий": "= я ю ? ем и",
    "а": "= ы е у ой/ою е",
    "а hushing": "= ы е у ей/ею е",
    "я": "= и е ю ей/ею е",
    "ия": "= и и ю ей/ею и",
    "fem ь": "= и и = ью и",
    "о": "= а у = ом е",
    "е hushing": "= а у = ем е",
    "е": "= я ю = ем е",
    "ие": "= я ю = ем и",
    "surname": "= а у а ым е",
    "surname fem": "= ой ой у ой/ою ой",
}
_PLURAL = {
    "hard": "ы ов ам ? ами ах",
    "hushing": "ы ей ам ? ами ах",
    "mixed": "ы -/ов ам ? ами ах",
    "ц": "ы ев ам ? ами ах",
    "ц short": "ы ев/ов ам ? ами ах",
    "soft": "и ей ям ? ями ях",
    "й": "и ев ям ? ями ях",
    "zero": "ы - ам ? ами ах",
    "zero soft": "и ь ям ? ями ях",
    "zero й": "и й ям ? ями ях",
    "о": "а - ам ? ами ах",
    "е": "я ей ям ? ями ях",
    "ие": "я й ям ? ями ях",
    "surname": "ы ых ым ых ыми ых",
}
_ADJECTIVE = {
    "m": ("ый", "ого", "ому", "ого/ый", "ым", "ом"),
    "f": ("ая", "ой", "ой", "ую", "ой/ою", "ой"),
    "n": ("ое", "ого", "ому", "ое", "ым", "ом"),
    "pl": ("ые", "ых", "ым", "ых/ые", "ыми", "ых"),
}
_SOFT_LETTERS = str.maketrans("ыоау", "иеяю")


def noun(word: str, stem: str, singular: str, plural: str = "", *, gender: Gender, animate: bool | None) -> Paradigm:
    """`stem` carries the endings; `singular` and `plural` name a row of the tables above, or nothing."""
    slots: Slots = {}
    if singular:
        slots |= _row("sg", word, stem, _SINGULAR[singular], animate)
    if plural:
        nominative = spelled(stem, _PLURAL[plural].split()[0])
        slots |= _row("pl", nominative, stem, _PLURAL[plural], animate)
    return Paradigm(word, "noun", slots, gender, animate)


def adjective(stem: str, gender: Literal["m", "f", "n"], *, soft: bool, stressed: bool = False) -> Paradigm:
    """Singular of one gender with the plural. `stressed`: городской, Толстой."""
    slots: Slots = {}
    for number, row in (("sg", gender), ("pl", "pl")):
        for case, endings in zip(CASES, _ADJECTIVE[row], strict=True):
            forms = [_adjectival(stem, ending, soft, stressed) for ending in endings.split("/")]
            slots["sg" if number == "sg" else "pl", case] = tuple(forms)
    return Paradigm(slots["sg", "nom"][0], "adjective", slots, gender)


def unchanging(word: str, gender: Gender = "", *, animate: bool | None = None) -> Paradigm:
    """A noun that has one form for all (Зурабишвили, Тбилиси)."""
    return Paradigm(word, "noun", {(number, case): (word,) for number in NUMBERS for case in CASES}, gender, animate)


def spelled(stem: str, ending: str) -> str:
    """Stem and ending as Russian spells them: no ы after к, no я, ю or unstressed о after ч."""
    last = stem[-1:]
    if ending.startswith("ы") and last in _VELAR_OR_HUSHING:
        ending = "и" + ending[1:]
    elif last in _HUSHING or last == "ц":
        ending = {"я": "а", "ю": "у"}.get(ending[:1], ending[:1]) + ending[1:]
    return stem + ending


def with_fleeting_vowel(stem: str) -> str:
    """The genitive plural without an ending: Ольховок, чашек, копеек."""
    if stem.endswith("к") and len(stem) > 2 and stem[-2] not in VOWELS:
        if stem[-2] in "ьй":
            return stem[:-2] + "ек"
        return stem[:-1] + ("ек" if stem[-2] in _HUSHING else "ок")
    return stem


def _row(number: Number, word: str, stem: str, row: str, animate: bool | None) -> Slots:
    found: Slots = {}
    for case, cell in zip(CASES, row.split(), strict=True):
        if cell != "?":
            found[number, case] = tuple(_ended(word, stem, ending) for ending in cell.split("/"))
    if (number, "acc") not in found:
        nominative, genitive = found[number, "nom"], found[number, "gen"]
        both = nominative + genitive
        found[number, "acc"] = both if animate is None else genitive if animate else nominative
    return found


def _ended(word: str, stem: str, ending: str) -> str:
    if ending == "=":
        return word
    return with_fleeting_vowel(stem) if ending == "-" else spelled(stem, ending)


def _adjectival(stem: str, ending: str, soft: bool, stressed: bool) -> str:
    if soft:
        return stem + ending[:1].translate(_SOFT_LETTERS) + ending[1:]
    if stressed and ending == "ый":
        return stem + "ой"
    if not stressed and stem[-1:] in _HUSHING and ending.startswith("о"):
        return stem + "е" + ending[1:]
    return spelled(stem, ending)


def only(paradigm: Paradigm, number: Number) -> Paradigm:
    """Only the singular or the plural of it, if it has that."""
    slots = {slot: forms for slot, forms in paradigm.slots.items() if slot[0] == number}
    if not slots:
        return paradigm
    lemma = slots.get((number, "nom"), (paradigm.lemma,))[0]
    return replace(paradigm, lemma=lemma, slots=slots, gender=paradigm.gender if number == "sg" else "")


def living(paradigm: Paradigm) -> Paradigm:
    """As the name of a person: the masculine accusative is like the genitive (Горький, Камень)."""
    slots: Mapping[Slot, tuple[str, ...]] = {
        slot: paradigm.slots.get((slot[0], "gen"), forms) if _moves(slot, paradigm.gender) else forms
        for slot, forms in paradigm.slots.items()
    }
    return replace(paradigm, part="noun", slots=slots, animate=True)


def _moves(slot: Slot, gender: str) -> bool:
    return slot[1] == "acc" and (slot[0] == "pl" or gender == "m")
