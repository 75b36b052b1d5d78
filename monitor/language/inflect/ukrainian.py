"""All forms of a Ukrainian word, by number and case.

Own tables of endings make the forms. Where a dictionary knows the word, it chooses among the declensions that are
possible and adds what no table has; names of people and places go by rules of their own.
"""

import re
from collections.abc import Iterator

from monitor.language.inflect._uk_adjectives import (
    adjective,
    is_adjective,
    is_pronoun,
    lemma_by_form,
    possessive,
    possible_lemmas,
)
from monitor.language.inflect._uk_endings import all_forms, paradigm
from monitor.language.inflect._uk_irregular import fixed, irregular, is_irregular_name
from monitor.language.inflect._uk_nouns import loose_forms, noun
from monitor.language.inflect._uk_people import person
from monitor.language.inflect._uk_places import lemma_of_place, place
from monitor.language.inflect._uk_stems import IRREGULAR, town_stem
from monitor.language.inflect.dictionary import Dictionary
from monitor.language.inflect.word import Paradigm

_WORD = re.compile("[абвгґдеєжзиіїйклмнопрстуфхцчшщьюя][абвгґдеєжзиіїйклмнопрстуфхцчшщьюя']+")
_VERB = re.compile(".+(?:ти|тися|тись)$")
_POSSESSIVE = ("ів", "їв", "ин", "їн")
_OF_VERBS = ("ла", "ли", "лося", "ється", "ить", "уть", "ють", "ать", "ять")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ`´‘＇′", "'"))


def paradigms(word: str, kind: str, dictionary: Dictionary) -> tuple[Paradigm, ...]:
    """All sensible paradigms of a word in any form; at least one, which is fixed for what does not inflect.

    `word` is in small letters. `kind` is the entity's ("person", "place" …) or "word".
    """
    plain = word.translate(_APOSTROPHES)
    if not _WORD.fullmatch(plain):
        return (fixed(word, known=False),)
    if kind == "person":
        found = _person(plain, dictionary)
    elif kind == "place":
        found = _place(plain, dictionary)
    else:
        found = _common(plain, kind, dictionary)
    has = {each.lemma for each in found if _has(each, plain)}
    # An adjective has a paradigm for each gender: they stay together.
    kept = (each for each in found if _has(each, plain) or (each.part == "adjective" and each.lemma in has))
    return tuple(kept) or (fixed(word, known=bool(dictionary.lemmas(plain))),)


def _person(word: str, dictionary: Dictionary) -> tuple[Paradigm, ...]:
    if is_irregular_name(word):
        return irregular(word)
    if not word.endswith("ній") and (lemma := lemma_by_form(word)):
        return _people(adjective(lemma))
    known = () if word.endswith("ій") and not word.endswith("ній") else _known_adjective(word, dictionary)
    return _people(known) or person(word, dictionary.forms(word))


def _people(adjectives: tuple[Paradigm, ...]) -> tuple[Paradigm, ...]:
    return tuple(each for each in adjectives if each.gender != "n")


def _place(word: str, dictionary: Dictionary) -> tuple[Paradigm, ...]:
    if found := irregular(word):
        return found
    lemma = lemma_of_place(word) or (lemma_by_form(word) if len(word) > 4 and word not in IRREGULAR else "")
    if lemma:
        return adjective(lemma)
    return _known_adjective(word, dictionary) or place(word, dictionary.forms(word))


def _known_adjective(word: str, dictionary: Dictionary) -> tuple[Paradigm, ...]:
    """Біла, Нова, Великі: adjectives in names."""
    if word in dictionary.lemmas(word) and not word.endswith(("ий", "ій")):
        return ()
    return tuple(_adjectives(word, dictionary))


def _common(word: str, kind: str, dictionary: Dictionary) -> tuple[Paradigm, ...]:
    """By all that the dictionary knows; the word's own lemma goes before others of which it is an oblique case."""
    if found := irregular(word):
        return found
    if kind in {"organisation", "unit"} and word.endswith("ком") and word not in dictionary.lemmas(word):
        return tuple(_guessed(word))  # Слідком, a committee; a dictionary has слідок
    adjectives = tuple(_adjectives(word, dictionary)) or possessive(word)
    own = tuple(_own(word, kind, dictionary))
    if own:
        return own if own[0].part == "adjective" else own + adjectives
    lemmas = [lemma for lemma in dictionary.lemmas(word) if lemma != word and not (adjectives and is_adjective(lemma))]
    found = tuple(each for lemma in lemmas for each in irregular(lemma) or _of_lemma(lemma, kind, dictionary))
    found = tuple(each for each in found if _has(each, word))
    return (*found, *adjectives) or tuple(_unknown(word, dictionary))


def _adjectives(word: str, dictionary: Dictionary) -> Iterator[Paradigm]:
    """The adjectives of which the word is a form; the table of forms may have given it to another word."""
    for lemma in dict.fromkeys((*possible_lemmas(word), *dictionary.lemmas(word))):
        if is_adjective(lemma) and lemma in dictionary.lemmas(lemma):
            found = adjective(lemma, known=True)
            # Nouns in -ій (водій) look alike.
            if lemma.endswith("ий") or any(lemma in dictionary.lemmas(form) for form in found[0].slots["sg", "gen"]):
                yield from found


def _own(word: str, kind: str, dictionary: Dictionary) -> Iterator[Paradigm]:
    """The word as its own lemma, also where the table gives its nominative to another (рота to рот)."""
    if word.endswith(_POSSESSIVE) and any(form.endswith("им") for form in dictionary.forms(word)):
        return  # поетів is a poet's, and far oftener of poets
    if word in dictionary.lemmas(word):
        yield from _of_lemma(word, kind, dictionary)
    elif dictionary.lemmas(word) and not is_adjective(word) and word[-1] in "аяоеьй":
        confirmed = {form for how in noun(word) for form in all_forms(how) if word in dictionary.lemmas(form)}
        if len(confirmed) > 1:
            for how in noun(word, frozenset({word, *confirmed})):
                yield paradigm(how, known=True)


def _of_lemma(lemma: str, kind: str, dictionary: Dictionary) -> Iterator[Paradigm]:
    """By a lemma that the dictionary has."""
    confirmed = dictionary.forms(lemma)
    if not _WORD.fullmatch(lemma):
        return
    if _VERB.match(lemma) and any(form.endswith(_OF_VERBS) for form in confirmed):
        yield fixed(lemma, tuple(sorted(confirmed - {lemma})))
    elif is_adjective(lemma) and _adjective_forms(lemma, confirmed):
        yield from adjective(lemma, known=True)
    elif substantive := _substantive(lemma, confirmed):
        yield from adjective(substantive, known=True)
    else:
        proper = not dictionary.is_common(lemma)
        for how in noun(lemma, confirmed, proper=proper):
            if lemma[-1] in "оеу" and len(all_forms(how) & confirmed) < 2:
                yield fixed(lemma)  # швидко
                return
            yield paradigm(
                how,
                loose=() if proper else loose_forms(how, confirmed),
                known=True,
                proper=proper and kind != "equipment",
            )


def _substantive(lemma: str, confirmed: frozenset[str]) -> str:
    """The adjective that a noun such as набережна or поліційне is, by its genitive; or ""."""
    stem = lemma[:-1]
    if (lemma.endswith("а") and stem + "ої" in confirmed) or (lemma.endswith("е") and stem + "ого" in confirmed):
        return stem + "ий"
    return ""


def _adjective_forms(lemma: str, confirmed: frozenset[str]) -> bool:
    return lemma.endswith("ий") or is_pronoun(lemma) or any(form.endswith(("ього", "його")) for form in confirmed)


def _unknown(word: str, dictionary: Dictionary) -> Iterator[Paradigm]:
    """By the ending alone: an adjective, a surname or town that shows itself, or else a noun in the nominative."""
    if lemma := lemma_by_form(word):
        yield from adjective(lemma)
    elif word.endswith(("ів", "їв")) and town_stem(word) != word:
        yield from place(word, frozenset())
    elif word.endswith(("ово", "ево", "єво", "енко", "ове", "еве", "єве")):
        yield from person(word, frozenset()) if word.endswith("ко") else place(word, frozenset())
    elif word.endswith(("ов", "ев", "єв", "ін", "їн")):
        yield from person(word, frozenset())
        yield from _guessed(word)
    elif dictionary.is_common(word):
        yield fixed(word)
    elif word.endswith("ці") and len(word) > 5:
        yield from (paradigm(how) for how in noun(word[:-2] + "ець"))
    elif word.endswith(("ики", "исти", "істи")):
        yield from (paradigm(how) for how in noun(word[:-1]))
    elif word[-1] not in "уюеєії":
        yield from _guessed(word)


def _guessed(word: str) -> Iterator[Paradigm]:
    """A noun that no dictionary knows: of masculine genitives both are looked for (Шахеда, Шахеду)."""
    for how in noun(word):
        both = {"m hard": "ау", "m velar": "ау", "m sibilant": "ау", "m soft": "яю", "m й": "яю"}
        yield paradigm(how._replace(genitive=both.get(how.table, how.genitive)))


def _has(one: Paradigm, word: str) -> bool:
    return word in one.loose or any(word in forms for forms in one.slots.values())
