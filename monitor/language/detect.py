"""Which language a text is written in: by letters that only one has, by its small words, else by a detector."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-zà-öø-ɏ]")
_ADDRESS = re.compile(r"(?:https?://|www\.|t\.me/|[@#])\S+")  # says nothing of the language around it
_FIRST = 1_000  # characters that are enough to tell
_LEAST = 12  # letters below which small words and statistics say nothing

# Letters that only one of the languages has.
_OWN: Mapping[str, frozenset[str]] = {
    "uk": frozenset("іїєґ"),
    "ru": frozenset("ыэъ"),
    "be": frozenset("ў"),
}
# Small words that the other does not have, folded.
_SMALL: Mapping[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in (
        ("uk", "та що як це але або його вони було буде щоб який яка яке які для наш вже у й до бо ще"),
        ("ru", "и что как это но или его они было будет чтобы который которая которые для наш уже из от же бы еще"),
        ("en", "the of and to in is was for on with that by at from are it as be has were an which their said"),
    )
}
# What the detector tells apart, by script.
_IN_CYRILLIC = {"uk": "UKRAINIAN", "ru": "RUSSIAN", "be": "BELARUSIAN", "bg": "BULGARIAN", "sr": "SERBIAN"}
_IN_OTHERS = {
    code: name.upper()
    for code, name in re.findall(
        r"(..) (\w+)",
        "en English, pl Polish, de German, fr French, es Spanish, it Italian, pt Portuguese, nl Dutch, tr Turkish,"
        " ro Romanian, cs Czech, lt Lithuanian, lv Latvian, et Estonian, fi Finnish, ko Korean, zh Chinese,"
        " ja Japanese, ar Arabic, fa Persian, he Hebrew",
    )
}
_LONG = 60  # characters of which Ukrainian has some of its own
_DOUBT = 0.1  # two languages closer to each other than that: it does not tell


def language_of(text: str) -> str:
    """The ISO 639-1 code of a folded text's language, or "" where it does not tell.

    Ukrainian, Russian, Belarusian and English are told by letters and small words. For all else, and where these
    leave a doubt, the package lingua is asked if it is installed (the extra `lang`).
    """
    text = _ADDRESS.sub(" ", text[:_FIRST])
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if cyrillic + latin < _LEAST // 4:
        return ""
    found = _cyrillic(text) if cyrillic >= latin else _by_small_words(text, ("en",))
    if found or cyrillic + latin < _LEAST:
        return found
    return _asked(text, cyrillic=cyrillic >= latin)


def by_letters(text: str) -> str:
    """The language whose own letters a folded text has, if it has those of one alone; "" else.

    A longer text in Cyrillic without any is Russian: of the letters of Ukrainian each twelfth is its own.
    """
    found = [code for code, letters in _OWN.items() if any(letter in text for letter in letters)]
    if not found and len(text) >= _LONG and "\u043e" in text and "\u0430" in text:
        return "ru"
    return found[0] if len(found) == 1 else ""


def _cyrillic(text: str) -> str:
    """By letters; a text that quotes another language is of the one that most of its own letters say."""
    counts = {code: sum(map(text.count, letters)) for code, letters in _OWN.items()}
    if counts["be"]:
        return "be"
    if counts["uk"] != counts["ru"] and max(counts["uk"], counts["ru"]) > 2 * min(counts["uk"], counts["ru"]):
        return "uk" if counts["uk"] > counts["ru"] else "ru"
    return _by_small_words(text, ("uk", "ru"))


def _by_small_words(text: str, codes: tuple[str, ...]) -> str:
    """The language with clearly the most small words, or ""."""
    words = _WORD.findall(text)
    counts = {code: sum(word in _SMALL[code] for word in words) for code in codes}
    best = max(counts, key=counts.__getitem__)
    others = max((count for code, count in counts.items() if code != best), default=0)
    enough = counts[best] * 8 >= len(words) if codes == ("en",) else counts[best] > 0
    return best if enough and counts[best] > 2 * others else ""


def _asked(text: str, *, cyrillic: bool) -> str:
    detector = _detector(cyrillic)
    if detector is None:
        return ""
    found = detector.detect_language_of(text)
    return found.iso_code_639_1.name.lower() if found is not None else ""


def can_ask() -> bool:
    """Whether languages other than those of the small words can be told."""
    return find_spec("lingua") is not None


KNOWN = frozenset({*_OWN, *_SMALL})
"""Codes that are told without a detector."""

TOLD = frozenset({*KNOWN, *_IN_CYRILLIC, *_IN_OTHERS})
"""Codes that are told at all, by letters and small words or by the detector."""


@cache
def _detector(cyrillic: bool) -> "LanguageDetector | None":
    if not can_ask():
        return None
    from lingua import Language, LanguageDetectorBuilder

    # Limited to what such channels are written in: all languages would cost 1.3 GB.
    languages = [getattr(Language, name) for name in (_IN_CYRILLIC if cyrillic else _IN_OTHERS).values()]
    builder = LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode()
    return builder.with_minimum_relative_distance(_DOUBT).build()
