"""Ukrainian and Russian names in Latin letters: the official tables, and the spellings that desks really use."""

import re
from collections.abc import Iterator, Mapping
from unicodedata import combining, normalize

from translitua import (
    RussianICAO,
    RussianISO9SystemA,
    TransliterationTable,
    UkrainianISO9,
    UkrainianKMU,
    UkrainianPassport2007,
    translit,
)

from monitor.language._romanise_abroad import ABROAD
from monitor.language._romanise_news import NEWS
from monitor.language.guess import Language, is_cyrillic, languages
from monitor.language.normalize import APOSTROPHES

MOST = 24
"""So many romanisations has a name at most; long phrases have fewer."""

_PASSPORT: Mapping[Language, type[TransliterationTable]] = {"uk": UkrainianPassport2007, "ru": RussianICAO}
_ISO_9: Mapping[Language, type[TransliterationTable]] = {"uk": UkrainianISO9, "ru": RussianISO9SystemA}

_LONGEST = 120  # no name is longer
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_ENDING = re.compile(r"\d[-‐‑–]?[а-яёіїєґ]")  # 414-й: an ending of ours, which nobody romanises
_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_PRIMES = str.maketrans({"ʹ": "'", "′": "'", "″": "'"})
# ŝ, û and â stand for two sounds each: nobody writes them without their roof.
_CIRCUMFLEX = re.compile("[âêûŝÂÊÛŜ]")
_BARE = str.maketrans("łŁđĐ", "lLdD")
# By words: how many spellings of English desks, and how far from the most usual one. More words, more letters to go
# wrong: desks that differ in three habits at once are rare.
_BOUNDS = {1: (16, 3), 2: (16, 2), 3: (8, 2)}
_LONG_BOUNDS = (4, 1)
_FEW_WORDS = 2
_SHORT = 5  # letters: what is shorter, and spelled in a rare way, looks like anything (Суми: Sumi)

# Acronyms of this war, which reports in Latin letters spell instead of translating.
_USUAL = re.compile(r"\b(?:ГУР|ГРУ|СБУ|ФСБ|СВР|ФСО|ЗСУ|ВСУ|ВДВ|ВМФ|ВКС|МВД|КГБ|ДНР|ЛНР|ОУН|УПА|РДК)\b")
_WEAPON = re.compile("[А-Я]{1,3}-?[0-9]{1,4}[А-Я]{0,2}[0-9]{0,2}")
_RUSSIAN_LETTERS = str.maketrans("АБВГДЕЁЗИЙКЛМНОПРСТУФЫЭІҐ", "ABVGDEEZIYKLMNOPRSTUFYEIG")
_LETTERS = {"ru": _RUSSIAN_LETTERS, "uk": _RUSSIAN_LETTERS | str.maketrans("ГИ", "HY")}


def romanisations(name: str, language: Language) -> tuple[str, ...]:
    """A name in Latin letters, the most usual spelling first, at most `MOST`; none where it has no Cyrillic letter, or
    one that neither language has. Each is one system kept up through all words.

    Sources: the Ukrainian table of 2010, passports of 2007, BGN/PCGN of both languages, ICAO Doc 9303, ISO 9, and
    what desks write (Zelensky, Sudja), in English first, then German, Polish and French.
    """
    if len(name) > _LONGEST or _ENDING.search(name):
        return ()
    plain = _settled(name)
    if not languages(plain):
        return ()
    words = len(_WORD.findall(plain))
    most, dearest = _BOUNDS.get(words, _LONG_BOUNDS)
    found = [*NEWS[language].spellings(plain, most, dearest)]
    if language == "uk":
        found.insert(0, translit(plain, UkrainianKMU))
    if words <= _FEW_WORDS:
        found += translit(plain, _PASSPORT[language]), *_iso_9(plain, language), *_abroad(plain, language)
    return tuple(dict.fromkeys(each for each in found if not is_cyrillic(each)))[:MOST]


def acronym_romanisations(text: str, language: Language) -> tuple[str, ...]:
    """An acronym letter for letter (ГУР: HUR, GUR), or the name of a weapon (Х-101: Kh-101).

    None where a letter takes two (ЦК): such are translated, not spelled.
    """
    if _WEAPON.fullmatch(text):
        return romanisations(text, language)[:1]
    official = text.translate(_LETTERS[language])
    if is_cyrillic(official):
        return ()
    return tuple(dict.fromkeys((official, official.replace("H", "G"))))


def is_usual_acronym(text: str) -> bool:
    """One that Latin texts spell, though three letters may mean anything (SAP, GPU)."""
    return _USUAL.search(text) is not None


def _settled(name: str) -> str:
    """Compatible forms, no stress marks, one kind of apostrophe."""
    apart = normalize("NFD", normalize("NFKC", name).translate(_APOSTROPHE))
    return normalize("NFC", apart.replace("\u0301", "").replace("\u0300", ""))


def _iso_9(name: str, language: Language) -> Iterator[str]:
    if len(name) < _SHORT:
        return
    written = translit(name, _ISO_9[language]).translate(_PRIMES)
    yield written
    if not _CIRCUMFLEX.search(written):
        yield _bare(written).replace("'", "")


def _abroad(name: str, language: Language) -> Iterator[str]:
    if len(name) < _SHORT:
        return
    for desk in ABROAD[language]:
        for spelling in desk.spellings(name, 2, 1):
            yield spelling
            yield _bare(spelling)


def _bare(spelling: str) -> str:
    """Without diacritics."""
    if spelling.isascii():
        return spelling
    letters = normalize("NFD", spelling.translate(_BARE))
    return "".join(letter for letter in letters if not combining(letter))
