"""Russian names of places and people that no dictionary has, by how they end."""

from msgspec.structs import replace

from monitor.language.inflect._ru_endings import VOWELS, living, noun, only, unchanging
from monitor.language.inflect._ru_rules import (
    adjectival,
    by_ending,
    feminine,
    masculine,
    neuter,
    plural,
)
from monitor.language.inflect.word import Paradigm

_POSSESSIVE_NEUTER = ("ово", "ево", "ёво", "ино", "ыно")
_SLAVIC_NEUTER = ("но", "ло", "ко", "во", "хо", "цо", "сто")
_POSSESSIVE = ("ов", "ев", "ёв", "ин", "ын")
_POSSESSIVE_FEMININE = ("ова", "ева", "ёва", "ина", "ына")
_FOREIGN_IN = frozenset({"остин", "мартин", "франклин", "кевин", "робин", "бенджамин", "колин", "корбин", "марвин"})
_UNCHANGING_SURNAMES = ("ых", "их", "ово", "аго", "яго")


def place(word: str) -> tuple[Paradigm, ...]:
    """A town or village, in the nominative; singular or plural as given."""
    if is_possessive_neuter(word):
        return (possessive_neuter(word),)
    looks = adjectival(word, stressed=False)
    if looks is not None:
        return looks.paradigms(all_genders=False)
    several = plural(word, animate=False)
    if several is not None:
        return (several,)
    if word.endswith(_SLAVIC_NEUTER):
        return (possessive_neuter(word),)
    if word.endswith("о") or (word.endswith("е") and word[-2:-1] not in set("ьищцжчш")):
        return (unchanging(word, "n", animate=False),)
    return tuple(_only_singular(made) for made in by_ending(word, animate=False))


def is_possessive_neuter(word: str) -> bool:
    """Плёхово, Шебекино."""
    return len(word) > 4 and word.endswith(_POSSESSIVE_NEUTER)


def is_possessive(word: str) -> bool:
    """Часов, Лебедин, Петров: a town, a surname, or an adjective in front of a noun."""
    return len(word) > 4 and word.endswith(_POSSESSIVE)


def _is_short_possessive(surname: str) -> bool:
    """Юсов, Зуев; of so short ones in -ин many are foreign."""
    return len(surname) == 4 and surname.endswith(_POSSESSIVE[:3]) and not VOWELS.isdisjoint(surname[:2])


def is_foreign(surname: str) -> bool:
    """Остин, Остином: no possessive, whatever it sounds like."""
    return surname in _FOREIGN_IN


def possessive(word: str) -> Paradigm:
    """As in Часов Яр, Часова Яра; Сергиевым Посадом."""
    slots = dict(only(noun(word, word, "surname", gender="m", animate=False), "sg").slots)
    slots["sg", "acc"] = (word,)
    slots["sg", "loc"] = (word + "ом",)
    return Paradigm(word, "adjective", slots, "m")


def possessive_neuter(word: str) -> Paradigm:
    """Плёхово: both в Плёхове and в Плёхово."""
    declined = only(neuter(word, False), "sg")
    slots = {slot: tuple(dict.fromkeys((*forms, word))) for slot, forms in declined.slots.items()}
    return Paradigm(word, "noun", slots, "n", animate=False)


def _only_singular(paradigm: Paradigm) -> Paradigm:
    fixed = set(paradigm.slots.values()) == {(paradigm.lemma,)}
    return paradigm if fixed else only(paradigm, "sg")


def person(word: str) -> tuple[Paradigm, ...]:
    """A surname, of a man or a woman as its nominative shows."""
    if (is_possessive(word) or _is_short_possessive(word)) and not is_foreign(word):
        return (noun(word, word, "surname", "surname", gender="m", animate=True),)
    if word.endswith(_POSSESSIVE_FEMININE) and (len(word) > 5 or _is_short_possessive(word[:-1])):
        return (noun(word, word[:-1], "surname fem", gender="f", animate=True),)
    if word.endswith(_UNCHANGING_SURNAMES):
        return (unchanging(word, animate=True),)
    looks = adjectival(word)
    if looks is not None:
        return tuple(living(made) for made in looks.paradigms(all_genders=False))
    if word[-1:] in "ая":
        after_vowel = word[-2:-1] in VOWELS and word[-1] == "а"  # Гарсиа, Моруа
        return (
            unchanging(word, animate=True) if after_vowel else replace(only(feminine(word, True), "sg"), gender=""),
        )
    if word[-1:] in VOWELS:
        return (unchanging(word, animate=True),)
    if not VOWELS & set(word):
        return (unchanging(word, animate=True),)
    return only(masculine(word, True), "sg"), only(unchanging(word, "f", animate=True), "sg")
