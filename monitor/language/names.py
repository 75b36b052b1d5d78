"""All that names are looked for as: their text, its grammatical forms, its spellings in Latin letters, corrections."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from monitor.language._gathering import Gathering
from monitor.language.forms import Case, Expansion, Form, Name
from monitor.language.guess import Language, is_cyrillic, languages
from monitor.language.inflect import acronym, phrase, russian, ukrainian
from monitor.language.inflect.dictionary import Dictionary, english_words, load
from monitor.language.transliterate import acronym_romanisations, is_usual_acronym, romanisations

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_LATIN_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_PARADIGMS = {"uk": ukrainian.paradigms, "ru": russian.paradigms}
# Kinds with proper names. Equipment is written small as well (гради), and the names of groups and topics are words.
_PROPER = frozenset({"person", "place", "unit", "organisation"})
# Shortened names of offices, which papers write small as well; no reader takes them for anything else.
_SHORTENED = re.compile(
    "(?:ген|нац|м[іи]н|держ|гос|рос|спец|центр|сов|рад|сл[іе]д|главн?|п[оі]гран)"
    "(?:штаб|гвард|оборон|ф[іи]н|юст|здрав|культ|дум|пол[іи]ц|банк|прокур|деп|без|назв|ком|рез|корп|управл|служб|резерв)"
    "[а-яіїє]*"
)
# Russian letters in a Ukrainian name half translated, with what Ukrainian has instead: its forms are known so.
_FOREIGN_LETTERS = str.maketrans("ыэъёЫЭЪЁ", "иеьоИЕЬО")
_FEWEST = 4  # letters of a romanisation
_FEWEST_SIGNS = 3  # letters and digits of one with a number, as weapons have it (T-72)
_NUMBERED = re.compile(r"[A-Za-z]-?\d")

_TOO_SHORT = "too short to be told from other things in Latin letters; if it is meant, name it under `en`"
_AN_ENGLISH_WORD = "an English word; if it is meant, name it under `en`"
_BY_HAND = "dropped by hand"
DROPS_NOTHING = "was to be dropped, but is no form of this name; take it out of `drop`, or spell it as the form is"


class Knowledge(Protocol):
    """What is known of words."""

    def dictionary(self, language: Language) -> Dictionary:
        """Its dictionary, ready for the words of the names."""

    def english(self, words: Iterable[str]) -> frozenset[str]:
        """Which Latin words are English words before they are names."""


class Dictionaries:
    """The dictionaries for some names, each loaded when it is first asked for."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._words = sorted({word for name in names if is_cyrillic(name.text) for word in phrase.words(name.text)})
        self._loaded: dict[Language, Dictionary] = {}

    def dictionary(self, language: Language) -> Dictionary:
        if language not in self._loaded:
            self._loaded[language] = load(language, self._words)
        return self._loaded[language]

    def english(self, words: Iterable[str]) -> frozenset[str]:
        return english_words(words)


def expand(names: Sequence[Name], knowledge: Knowledge | None = None) -> Mapping[Name, Expansion]:
    """Work out what names are looked for as. Ask for many at once: the dictionaries are read in one pass for all.

    Takes any text. Costs about 2 s where a name is Cyrillic, for the dictionaries, and 0.3 ms a name.
    """
    expander = _Expander(names, knowledge or Dictionaries(names))
    return {name: expander.expansion(name) for name in dict.fromkeys(names)}


class _Expander:
    def __init__(self, names: Iterable[Name], knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._common: dict[str, bool] = {}
        self._latin = {name: tuple(_spelled(name)) for name in names if name.kind != "word"}
        wanted = {
            text for name, spelled in self._latin.items() for text in (name.text, *(latin for latin, _ in spelled))
        }
        words = [text for text in sorted(wanted) if _LATIN_WORD.fullmatch(text)]
        self._english = knowledge.english(words) if words else frozenset[str]()

    def expansion(self, name: Name) -> Expansion:
        found = Gathering()
        spoken = self._spoken(name)
        if acronym.is_acronym(name.text) and not self._is_shouted(name):
            self._acronym(name, spoken, found)
        else:
            self._inflected(name, spoken, found)
        self._romanised(name, spoken, found)
        _correct(name, found)
        return found.expansion()

    def _spoken(self, name: Name) -> tuple[Language, ...]:
        """The languages in which a name has forms. Where letters leave it open, those whose dictionary knows it."""
        said = _said(name)
        if len(said) < 2:
            return said
        words = phrase.words(name.text)
        known = [language for language in said if all(map(self._knowledge.dictionary(language).lemmas, words))]
        return tuple(known) or said

    def _is_shouted(self, name: Name) -> bool:
        """A word of a rule, written in capitals for no reason."""
        return name.kind == "word" and is_cyrillic(name.text) and self._is_common(name.text)

    def _inflected(self, name: Name, spoken: Sequence[Language], found: Gathering) -> None:
        own = spoken[0] if len(spoken) == 1 else name.language
        found.add(Form(name.text, own, "name", self._case(name, name.text)))
        if name.kind == "equipment" and name.language in {"", "en"} and _LATIN_WORD.fullmatch(name.text):
            found.add(Form(_plural(name.text), own, "rule", self._case(name, name.text)))
        base = name.text.lower() if acronym.is_acronym(name.text) else name.text
        # Written small, it is a word that has a plural, whatever the entity is (вагнерівець).
        kind = "word" if name.kind in _PROPER and name.text.islower() else name.kind
        for language in spoken:
            dictionary = self._knowledge.dictionary(language)
            spelled = base.translate(_FOREIGN_LETTERS) if language == "uk" else base
            for form, origin in phrase.forms(spelled, language, kind, dictionary, _PARADIGMS[language]):
                text = form if spelled == base else _respelled(form, spelled, base)
                found.add(Form(text, language, origin, self._case(name, text)))

    def _acronym(self, name: Name, spoken: Sequence[Language], found: Gathering) -> None:
        """In capitals with its endings in small letters. A rule's word counts in small letters too, but for endings."""
        text = name.text
        letters = sum(map(str.isalpha, text))
        if name.kind == "word":
            found.add(Form(text, name.language, "name"))
        else:
            found.add(Form(text, name.language, "name", "capitals", letters))
        for language in spoken:
            for ending in acronym.endings(text, language):
                found.add(Form(text + ending, language, "rule", "capitals", letters))
                found.add(Form(f"{text}-{ending}", language, "rule", "capitals", letters))

    def _romanised(self, name: Name, spoken: Sequence[Language], found: Gathering) -> None:
        is_acronym, is_usual = acronym.is_acronym(name.text), is_usual_acronym(name.text)
        for latin, language in self._latin.get(name, ()):
            if language not in spoken:
                continue
            if why := self._why_not(latin, usual=is_acronym and is_usual):
                found.leave_out(latin, why)
            elif is_acronym:
                found.add(Form(latin, language, "romanisation", "capitals", sum(map(str.isupper, latin))))
            else:
                found.add(Form(latin, language, "romanisation"))

    def _why_not(self, latin: str, *, usual: bool = False) -> str:
        """Why a romanisation is not looked for; empty where it is."""
        if usual:
            return ""
        if _is_short(latin):
            return _TOO_SHORT
        return _AN_ENGLISH_WORD if latin in self._english else ""

    def _case(self, name: Name, text: str) -> Case:
        if name.kind not in _PROPER or not name.text[:1].isupper() or not _WORD.fullmatch(text):
            return "any"
        if name.kind == "organisation" and _SHORTENED.fullmatch(text.lower()):
            return "any"
        is_word = self._is_common(text) if is_cyrillic(text) else text in self._english
        return "title" if is_word else "any"

    def _is_common(self, text: str) -> bool:
        """Whether it is, in small letters, a word of either language: texts mix them."""
        low = text.lower()
        known = self._common.get(low)
        if known is None:
            known = any(self._knowledge.dictionary(language).is_common(low) for language in languages(low))
            self._common[low] = known
        return known


def _plural(latin: str) -> str:
    """Shaheds; what hisses gets its vowel."""
    return latin + ("es" if latin.lower().endswith(("s", "x", "z", "ch", "sh")) else "s")


def _said(name: Name) -> tuple[Language, ...]:
    """The languages of a name, as it or its letters say."""
    if not is_cyrillic(name.text):
        return ()
    if name.language in _PARADIGMS:
        return ("uk",) if name.language == "uk" else ("ru",)
    return () if name.language else languages(name.text)


def _respelled(form: str, spelled: str, written: str) -> str:
    """A form with the letters of the name as it was written (Мартынівка), where they still stand."""
    letters = {at: letter for at, letter in enumerate(written) if letter != spelled[at]}
    return "".join(letters.get(at, each) if spelled[at : at + 1] == each else each for at, each in enumerate(form))


def _spelled(name: Name) -> Iterator[tuple[str, Language]]:
    """A name in Latin letters, by the language whose spelling it is."""
    spell = acronym_romanisations if acronym.is_acronym(name.text) else romanisations
    for language in _said(name):
        yield from ((latin, language) for latin in spell(name.text, language))


def _is_short(latin: str) -> bool:
    letters = sum(map(str.isalpha, latin))
    if _NUMBERED.search(latin):
        return letters + sum(map(str.isdigit, latin)) < _FEWEST_SIGNS
    return letters < _FEWEST


def _correct(name: Name, found: Gathering) -> None:
    """What the watch file adds and drops. What it adds stays, whatever it drops."""
    for text in name.drop:
        if not found.drop(text, _BY_HAND):
            found.leave_out(text, DROPS_NOTHING)
    for text in name.add:
        if name.kind != "word" and acronym.is_acronym(text):
            found.add(Form(text, name.language, "hand", "capitals", sum(map(str.isalpha, text))))
        else:
            found.add(Form(text, name.language, "hand"))
