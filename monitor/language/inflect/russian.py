"""The forms of one Russian word: from the dictionary where it is known, by its ending where it is not."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from msgspec.structs import replace

from monitor.language.inflect import _ru_names as names
from monitor.language.inflect._ru_compounds import behind, in_front, together
from monitor.language.inflect._ru_endings import living, only, spelled
from monitor.language.inflect._ru_rules import adjectival, by_ending, masculine, plural, singular_of
from monitor.language.inflect.dictionary import Dictionary, Entry
from monitor.language.inflect.word import Number, Paradigm

_RUSSIAN = re.compile(r"[а-яё]+(?:-[а-яё]+)*")
_PEOPLE = frozenset({"surname", "first", "patronymic"})
_JOINED_PLACE = re.compile(r"-(?:на|над|под|ан|ам)-")
_COMPARATIVE = frozenset({"большего", "большей"})
_MEANT = {"луки": "лука"}  # Великих Лук, not Луков
# A word is taken for the nominative that it may be, unless that is rare (погиб, a bend) or another reading is usual.
_RARE = 0.1
_USUAL = 0.5
_SHORTEST_TAIL = 5
_LONGEST_HEAD = 7


def paradigms(word: str, kind: str, dictionary: Dictionary) -> tuple[Paradigm, ...]:
    """All sensible ways to inflect the word, at least one.

    `kind` is of the name it stands in: person, place, unit, organisation, group, equipment, topic, or word. Names of
    people and places are taken for nominatives unless the dictionary knows better; other words may stand in any form.
    """
    word = word.lower()
    if not _RUSSIAN.fullmatch(word):
        return (Paradigm(word, "fixed", {}, loose=(word,)),)
    entries = _without_comparatives(dictionary.entries(word))
    if "-" in word and not any(entry.base for entry in entries):
        found = _compound(word, kind, dictionary)
    elif kind == "place":
        found = _place(word, entries)
    elif kind == "person":
        found = _person(word, entries)
    else:
        found = _word(word, kind, entries, dictionary)
    return _distinct(found, word)


def _without_comparatives(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Большая is of большой before it is of больший."""
    if not any(entry.paradigm.lemma == "большой" for entry in entries):
        return entries
    return [entry for entry in entries if not _COMPARATIVE.intersection(entry.paradigm.slots.get(("sg", "gen"), ()))]


def _place(word: str, entries: Sequence[Entry]) -> Iterable[Paradigm]:
    nouns = [entry for entry in entries if entry.paradigm.part == "noun" and entry.name not in _PEOPLE]
    towns = [entry for entry in nouns if entry.name == "place"]
    if names.is_possessive_neuter(word) or any(_is_town_in_o(entry, word) for entry in towns):
        return [replace(names.possessive_neuter(word), known=bool(nouns))]
    here = [entry for entry in towns if entry.base]
    adjectives = [entry for entry in entries if _is_adjective(entry) and entry.base]
    if names.is_possessive(word) and not here:
        return [*names.place(word), names.possessive(word)]
    base = [*(here or [entry for entry in nouns if entry.base]), *adjectives]
    meant = _MEANT.get(word)
    if meant:
        base = [entry for entry in base if entry.paradigm.lemma == meant]
    if base:
        return [_as_given(entry.paradigm, word) for entry in base]
    return _unchanged(entries) or [_alone(entry.paradigm) for entry in towns] or names.place(word)


def _is_town_in_o(entry: Entry, word: str) -> bool:
    genitive = entry.paradigm.slots.get(("sg", "gen"), ())
    return entry.base and word.endswith("о") and entry.paradigm.gender == "n" and word not in genitive


def _person(word: str, entries: Sequence[Entry]) -> Iterable[Paradigm]:
    people = [entry for entry in entries if entry.name in _PEOPLE]
    own = [entry for entry in people if entry.base]
    if names.is_foreign(word):
        return names.person(word)
    if own:
        return [_alone(entry.paradigm) if entry.name == "first" else entry.paradigm for entry in own]
    others = [entry.paradigm for entry in entries if entry.base and _reads(entry.paradigm, word, "sg")]
    if others:
        return [living(only(paradigm, "sg")) for paradigm in others]
    return _unchanged(entries) or names.person(word)


def _word(word: str, kind: str, entries: Sequence[Entry], dictionary: Dictionary) -> Iterable[Paradigm]:
    if not entries or _is_shortened(word, kind, entries):
        return _unknown(word, kind, dictionary)
    chosen = _meant(entries) or entries
    return [_as_given(entry.paradigm, word) if _has_no_plural(entry, kind) else entry.paradigm for entry in chosen]


def _is_shortened(word: str, kind: str, entries: Sequence[Entry]) -> bool:
    """Следком, a committee, though a dictionary knows it as a case of следок alone."""
    return kind in ("organisation", "unit") and word.endswith("ком") and not any(entry.base for entry in entries)


def _meant(entries: Sequence[Entry]) -> list[Entry]:
    """The readings as a nominative; beside rare ones also what the word usually is."""
    nominative = {entry.paradigm.slots.get(("pl", "nom")) for entry in entries if entry.base and _is_adjective(entry)}
    base = [
        entry
        for entry in entries
        if entry.share >= _RARE
        and (entry.base or (_is_adjective(entry) and entry.paradigm.slots.get(("pl", "nom")) in nominative))
    ]
    if any(entry.share >= _USUAL for entry in base):
        return base
    return base + [entry for entry in entries if entry.share >= _USUAL]


def _is_adjective(entry: Entry) -> bool:
    return entry.paradigm.part == "adjective"


def _has_no_plural(entry: Entry, kind: str) -> bool:
    if entry.paradigm.part != "noun" or kind == "equipment":  # there are many Искандеры
        return False
    return entry.name == "place" or (entry.name == "first" and kind in ("unit", "organisation", "topic"))


def _unknown(word: str, kind: str, dictionary: Dictionary) -> Iterable[Paradigm]:
    looks = adjectival(word)
    if looks is not None:
        return looks.paradigms(all_genders=True)
    animate = True if kind == "group" else None
    word = _nominative(word)
    several = plural(word, animate=animate)
    singular = singular_of(word) if several else ""
    if several and singular:
        one = masculine(singular, several.animate)
        return [one if _reads(one, word, "pl") else replace(one, slots={**one.slots, **several.slots})]
    tails = _by_tail(word, dictionary)
    if tails:
        return tails
    if several:
        return [several]
    found = by_ending(word, animate=animate)
    return [_alone(one) for one in found] if kind in ("organisation", "unit") else found


def _nominative(word: str) -> str:
    """Of a plural whose ending leaves no doubt: шахедами, шахедах."""
    for ending in ("ами", "ах"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return spelled(word.removesuffix(ending), "ы")
    return word


def _by_tail(word: str, dictionary: Dictionary) -> list[Paradigm]:
    """As its last part is inflected, if that is a noun of the dictionary: нейросеть, кибервойска."""
    for length in range(2, min(_LONGEST_HEAD, len(word) - _SHORTEST_TAIL) + 1):
        found = [entry.paradigm for entry in dictionary.entries(word[length:]) if _is_common_noun(entry)]
        if found:
            return [in_front(word[:length], paradigm) for paradigm in found]
    return []


def _is_common_noun(entry: Entry) -> bool:
    return entry.base and not entry.name and entry.paradigm.part == "noun"


def _compound(word: str, kind: str, dictionary: Dictionary) -> Iterable[Paradigm]:
    """Ростов-на-Дону inflects in front, Каменец-Подольский on both sides, others behind."""
    joined = _JOINED_PLACE.search(word)
    if joined:
        head, rest = word[: joined.start()], word[joined.start() :]
        return [behind(one, rest) for one in paradigms(head, kind, dictionary)]
    head, _, tail = word.rpartition("-")
    tails = paradigms(tail, kind, dictionary)
    fixed = [in_front(head + "-", one) for one in tails]
    if not _moves(head, tail, kind, dictionary):
        return fixed
    heads = [one for one in paradigms(head, kind, dictionary) if one.slots]
    both = [together(first, second) for first in heads for second in tails if second.slots]
    whole = [one for one in both if one.slots]
    return whole if whole and kind in ("place", "person") else [*fixed, *whole]


def _moves(head: str, tail: str, kind: str, dictionary: Dictionary) -> bool:
    """Whether the front of a compound is inflected, too."""
    entries = [entry for entry in dictionary.entries(head) if entry.base]
    if kind == "place":
        return adjectival(tail) is not None and any(entry.name == "place" for entry in entries)
    if kind == "person":
        return names.is_possessive(head) or any(entry.name in _PEOPLE for entry in entries)
    return any(_is_common_noun(entry) for entry in entries)


def _as_given(paradigm: Paradigm, word: str) -> Paradigm:
    """Only the number in which the word stands in the nominative: Пески is no Песок, Харьков has no plural."""
    singular, several = _reads(paradigm, word, "sg"), _reads(paradigm, word, "pl")
    if singular == several:
        return paradigm
    return only(paradigm, "sg" if singular else "pl")


def _alone(paradigm: Paradigm) -> Paradigm:
    return only(paradigm, "sg") if ("sg", "nom") in paradigm.slots else paradigm


def _unchanged(entries: Iterable[Entry]) -> list[Paradigm]:
    return [entry.paradigm for entry in entries if entry.base and entry.paradigm.part == "fixed"]


def _reads(paradigm: Paradigm, word: str, number: Number) -> bool:
    plain = word.replace("ё", "е")
    return any(form.replace("ё", "е") == plain for form in paradigm.slots.get((number, "nom"), ()))


def _distinct(found: Iterable[Paradigm], word: str) -> tuple[Paradigm, ...]:
    """Each once; and the word as it was written, should no table hold it (a slip of the pen is looked for, too)."""
    distinct: list[Paradigm] = []
    for paradigm in found:
        if paradigm not in distinct:
            distinct.append(paradigm)
    if not any(_holds(paradigm, word) for paradigm in distinct):
        distinct.append(Paradigm(word, "fixed", {}, loose=(word,)))
    return tuple(distinct)


def _holds(paradigm: Paradigm, word: str) -> bool:
    plain = word.replace("ё", "е")
    forms = chain(*paradigm.slots.values(), paradigm.loose)
    return any(form.replace("ё", "е") == plain for form in forms)
