"""Endings of Ukrainian nouns by declension, and what they do to the stem before them.

A row holds the cases in the order nominative, genitive, dative, accusative, instrumental, locative, vocative.
Signs before an ending: `^` turns г к х into з ц с (Прага–Празі), `*` into ж ч ш (друг–друже), `2` doubles the last
consonant (ніччю) or puts an apostrophe (кров'ю). `0` is the given nominative, `Z` the bare genitive plural, `=` the
accusative of living and lifeless things, `G` the genitive in -а or -у, `-` no form.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from monitor.language.inflect.word import GrammaticalCase, Number, Paradigm, Slot

CASES: tuple[GrammaticalCase, ...] = ("nom", "gen", "dat", "acc", "ins", "loc", "voc")
Gender = Literal["m", "f", "n", ""]
Slots = dict[Slot, tuple[str, ...]]

VOWELS = "аеєиіїоуюя"
SIBILANTS = "жчшщ"
LABIALS = "бпвмф"
_SECOND = str.maketrans("гґкх", "здцс")
_FIRST = str.maketrans("гґкхц", "жжчшч")

# The singular and the plural of each.
TABLES: dict[str, tuple[str, str]] = {
    "f hard": ("а и ^і у ою ^і о", "и Z ам = ами ах и"),
    "f mixed": ("а і і у ею і е", "і Z ам = ами ах і"),
    "f soft": ("я і і ю ею і е", "і Z ям = ями ях і"),
    "f й": ("я ї ї ю єю ї є", "ї Z ям = ями ях ї"),
    "f third": ("0 і і 0 2ю і е", "і ей ям = ями ях і"),
    "f third mixed": ("0 і і 0 2ю і е", "і ей ам = ами ах і"),
    "m hard": ("0 G ові/у = ом ^і/ові/у е", "и ів ам = ами ах и"),
    "m velar": ("0 G ові/у = ом у/ові у", "и ів ам = ами ах и"),
    "m velar town": ("0 G ові/у = ом ^і/у у", "и ів ам = ами ах и"),
    "m sibilant": ("0 G еві/у = ем і/еві/у у", "і ів ам = ами ах і"),
    "m soft": ("0 G еві/ю = ем і/еві/ю ю", "і ів ям = ями ях і"),
    "m ець": ("0 G еві/ю = ем і/еві/ю *е", "і ів ям = ями ях і"),
    "m й": ("0 G єві/ю = єм ї/єві/ю ю", "ї їв ям = ями ях ї"),
    "m surname": ("0 G у/ові = им і/ові/у 0/е", "и их им = ими их и"),
    "m foreign": ("0 G у/ові = им/ом і/ові/у 0/е", "и их им = ими их и"),
    "m о": ("о а ові/у = ом ові/у у/о", "и ів ам = ами ах и"),
    "m о hard": ("о а ові/у = ом ові/^і/у е/о", "и ів ам = ами ах и"),
    "m people": ("0 ина инові/ину = ином инові/ині/ину ине", "и Z ам = ами ах и"),
    "n hard": ("о а у о ом ^і/у о", "а Z ам а ами ах а"),
    "n velar": ("о а у о ом у о", "а Z ам а ами ах а"),
    "n soft": ("е я ю е ем і/ю е", "я Z ям я ями ях я"),
    "n mixed": ("е а у е ем і/у е", "а Z ам а ами ах а"),
    "n doubled": ("я я ю я ям і/ю я", "я Z ям я ями ях я"),
    "n apostrophe": ("я я ю я ям ї/ю я", "я їв ям я ями ях я"),
    "n fourth": ("я яти яті я ям яті я", "ята ят ятам ята ятами ятах ята"),
    "n fourth mixed": ("а ати аті а ам аті а", "ата ат атам ата атами атах ата"),
    "pl hard": ("- - - - - - -", "и Z ам = ами ах и"),
    "pl sibilant": ("- - - - - - -", "і Z ам = ами ах і"),
    "pl soft": ("- - - - - - -", "і Z ям = ями ях і"),
    "pl й": ("- - - - - - -", "ї Z ям = ями ях ї"),
    "pl neuter": ("- - - - - - -", "а Z ам а ами ах а"),
}


class Declension(NamedTuple):
    """How a noun declines. `stem` is that of the oblique cases, `bare` what the genitive plural may be."""

    table: str
    lemma: str
    stem: str
    gender: Gender
    bare: tuple[str, ...] = ()
    genitive: str = "а"
    animate: bool | None = None


def decline(how: Declension) -> Slots:
    """All forms of the noun."""
    slots: Slots = {}
    for number, row in zip(_NUMBERS, TABLES[how.table], strict=True):
        for case, endings in zip(CASES, row.split(), strict=True):
            if endings not in "-=":
                slots[number, case] = _unique(form for ending in endings.split("/") for form in _joined(how, ending))
        if (number, "nom") in slots and (number, "acc") not in slots:
            slots[number, "acc"] = _accusative(slots[number, "nom"], slots[number, "gen"], how.animate)
    return slots


def all_forms(how: Declension) -> frozenset[str]:
    """The forms without their cases."""
    return frozenset(form for variants in decline(how).values() for form in variants)


def paradigm(how: Declension, *, loose: tuple[str, ...] = (), known: bool = False, proper: bool = False) -> Paradigm:
    """A noun's paradigm. `proper`: the singular alone, if there is one."""
    slots = decline(how)
    if proper and ("sg", "nom") in slots:
        slots = {slot: forms for slot, forms in slots.items() if slot[0] == "sg"}
    return Paradigm(how.lemma, "noun", slots, how.gender, how.animate, loose, known)


def palatalised(stem: str) -> str:
    """The stem as it stands before -і: нога, нозі."""
    return stem[:-1] + stem[-1:].translate(_SECOND)


def softened(stem: str) -> str:
    """The stem as it stands before the -е of address: козак, козаче."""
    return stem[:-1] + stem[-1:].translate(_FIRST)


_NUMBERS: tuple[Number, ...] = ("sg", "pl")


def _joined(how: Declension, ending: str) -> tuple[str, ...]:
    match ending[0]:
        case "0":
            return (how.lemma,)
        case "Z":
            return how.bare
        case "G":
            return tuple(how.stem + letter for letter in how.genitive)
        case "^":
            return (palatalised(how.stem) + ending[1:],)
        case "*":
            return (softened(how.stem) + ending[1:],)
        case "2":
            return (_doubled(how.lemma.removesuffix("ь")) + ending[1:],)
    return (how.stem + ending,)


def _doubled(stem: str) -> str:
    """любов'ю, матір'ю; ніччю, сіллю; областю, подорожжю."""
    last, before = stem[-1:], stem[-2:-1]
    if last in LABIALS or last == "р":
        return stem + "'"
    return stem + last if before in VOWELS and last != "щ" else stem


def _accusative(nominative: tuple[str, ...], genitive: tuple[str, ...], animate: bool | None) -> tuple[str, ...]:
    if animate is not False:  # a living being has -а there, whatever its genitive
        genitive = tuple(form for form in genitive if not form.endswith(("у", "ю"))) or genitive
    if animate is None:
        return _unique((*nominative, *genitive))
    return genitive if animate else nominative


def _unique(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms))
