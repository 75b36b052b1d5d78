"""Ordinals in digits, with and without their endings: 414-й, 414-та, 414."""

import re
from typing import Literal

from msgspec import structs

from monitor.language.inflect.word import GrammaticalCase, Number, Paradigm, Slot

_CASES: tuple[GrammaticalCase, ...] = ("nom", "gen", "dat", "acc", "ins", "loc", "voc")
_ORDINAL = re.compile(r"(\d{1,4})(?:[-‐‑–]([а-яіїєё]{1,3}))?")
# Endings by gender, cases as above. `+` stands for the consonant that Ukrainian writes before one vowel (4-та, 7-ма).
_UKRAINIAN = {
    "m": "й/ий го/ого му/ому го/ого/й/ий м/им му/ому/м й",
    "f": "+а/а ї/ої й/ій +у/у ю/ою й/ій +а/а",
    "n": "+е/е го/ого му/ому +е/е м/им му/ому/м +е/е",
    "": "+і/і х/их м/им х/их/+і/і ми/ими х/их +і/і",
}
_RUSSIAN = {
    "m": "й/ый го/ого му/ому го/ого/й/ый м/ым м/ом й",
    "f": "я/ая й/ой й/ой ю/ую й/ой й/ой я/ая",
    "n": "е/ое го/ого му/ому е/ое м/ым м/ом е/ое",
    "": "е/ые х/ых м/ым х/ых/е/ые ми/ыми х/ых е/ые",
}
_CONSONANT = {"1": "ш", "2": "г", "3": "т", "7": "м", "8": "м"}
_SOFTENED = str.maketrans({"а": "я", "у": "ю", "е": "є"})
_GENDERS: tuple[Literal["m", "f", "n"], ...] = ("m", "f", "n")


def ordinal(word: str, language: str, *, alone: bool) -> tuple[Paradigm, ...]:
    """The paradigms of a number as an adjective; a bare one too has the endings. () for what is no number.

    `alone`: no word follows, so the bare number (200 for 200-ті) is none of its forms.
    """
    match = _ORDINAL.fullmatch(word)
    if match is None:
        return ()
    digits, given = match.groups()
    if alone and not given:
        return ()
    rows = _UKRAINIAN if language == "uk" else _RUSSIAN
    plural = _slots("pl", digits, rows[""]) if given else {}
    found = tuple(
        Paradigm(digits, "adjective", _slots("sg", digits, rows[gender]) | plural, gender, None, (), True)
        for gender in _GENDERS
    )
    if alone:
        found = tuple(structs.replace(one, slots={s: f[:-1] for s, f in one.slots.items()}) for one in found)
    return found if any(word in forms for one in found for forms in one.slots.values()) else ()


def _slots(number: Number, digits: str, row: str) -> dict[Slot, tuple[str, ...]]:
    return {
        (number, case): (*(f"{digits}-{_ending(digits, ending)}" for ending in endings.split("/")), digits)
        for case, endings in zip(_CASES, row.split(), strict=True)
    }


def _ending(digits: str, ending: str) -> str:
    if ending[0] != "+":
        return ending
    teen = digits[-2:-1] == "1"
    if not teen and digits.endswith("3"):
        return "т" + ending[1:].translate(_SOFTENED)
    return _consonant(digits, teen=teen) + ending[1:]


def _consonant(digits: str, *, teen: bool) -> str:
    if digits.endswith("000"):
        return "н"
    if digits.endswith("40"):
        return "в"
    return "т" if teen else _CONSONANT.get(digits[-1], "т")
