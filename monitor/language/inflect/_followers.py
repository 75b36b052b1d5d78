"""What follows the head of a phrase: names and adjectives that go with it, and what depends on it and stays."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.language.inflect._parts import CONJUNCTIONS, PREPOSITIONS, Part, Word, reading
from monitor.language.inflect.word import Number, Paradigm, Slot

_NUMBERS: tuple[Number, ...] = ("sg", "pl")


class _Seen(NamedTuple):
    """What the words after a head are held against."""

    word: Word
    head: Part
    given: Slot
    kind: str


def followers(words: Sequence[Word], head: int, first: Part, given: Slot, kind: str) -> Iterator[Part]:
    """What follows the head: names and adjectives that go with it, until something depends on it."""
    seen = _Seen(words[head], first, given, kind)
    last = seen.head
    ended = joined = False
    for word in words[head + 1 :]:
        ended = ended or word.text in PREPOSITIONS or word.join == "sign"
        part = None
        if not ended and word.text in CONJUNCTIONS:
            joined = True
            yield Part("fixed")
            continue
        if not ended:
            part = _coordinated(word, seen) if joined else _following(word, last, seen)
        # Figures and Latin names between the head and its names say nothing of grammar.
        ended = ended or (part is None and bool(word.paradigms or word.acronym))
        last = part or last
        yield part or Part("fixed")


def _coordinated(word: Word, seen: _Seen) -> Part | None:
    """вбиті та поранені; not міністерство освіти і науки."""
    number, case = seen.given
    if case != "nom" or seen.kind in {"organisation", "unit"}:
        return None
    for part_of_speech in ("noun", "adjective"):
        for each in (number, *_other(number)):
            if found := reading(word, (each, "nom"), part_of_speech):
                return Part("apposed", found, each)
    return None


def _following(word: Word, last: Part, seen: _Seen) -> Part | None:
    """The part of a word straight after the head or what goes with it; None if it depends on it."""
    number, case = seen.given
    if word.join == "hyphen" and last.role in {"apposed", "either"}:
        return _continued(word, last)
    if word.join != "quote" and (adjectives := _postposed(word, seen)):
        return Part("adjective", adjectives, number)
    nouns = reading(word, seen.given, "noun")
    if word.join == "hyphen":
        return Part("apposed", nouns, number) if nouns and case == "nom" else None
    if seen.kind == "person" or (seen.kind == "word" and _is_name(word, seen)):
        nouns = nouns or reading(word, seen.given, "adjective")
        return Part("either" if word.join == "quote" else "apposed", nouns, number) if nouns else None
    if word.join == "quote" or not word.capital or seen.word.capital or case != "nom":
        return None
    return _name_after_kind(word) if seen.kind in {"place", "word"} else None


def _is_name(word: Word, seen: _Seen) -> bool:
    """Володимир Зеленський as a keyword: two capitals, and the second is no genitive."""
    return word.capital and seen.word.capital and word.join == "space" and not _dependent(word)


def _continued(word: Word, last: Part) -> Part | None:
    """станція Льгов-Київський: the second half of a name beside the head agrees with its first."""
    genders = {one.gender for one in last.paradigms}
    found = reading(word, (last.number, "nom"), "noun") or tuple(
        one for one in reading(word, (last.number, "nom"), "adjective") if last.number == "pl" or one.gender in genders
    )
    return Part(last.role, found, last.number) if found else None


def _postposed(word: Word, seen: _Seen) -> tuple[Paradigm, ...]:
    """Кам'янець-Подільський, Іван Грозний: an adjective after its noun."""
    number, case = seen.given
    if case != "nom" and seen.kind != "person":
        return ()
    genders = {one.gender for one in seen.head.paradigms}
    found = reading(word, seen.given, "adjective")
    return found if number == "pl" else tuple(one for one in found if one.gender in genders)


def _name_after_kind(word: Word) -> Part | None:
    """місто Суми, президент Зеленський: the name in its own number."""
    for number in _NUMBERS:
        found = reading(word, (number, "nom"), "noun") or reading(word, (number, "nom"), "adjective")
        if found:
            return None if _dependent(word) else Part("either", found, number)
    return None


def _dependent(word: Word) -> bool:
    """It may as well be a genitive: управління розвідки."""
    return any(
        word.text in one.slots.get((number, "gen"), ()) and word.text not in one.slots.get(("sg", "nom"), ())
        for one in word.paradigms
        for number in _NUMBERS
    )


def _other(number: Number) -> tuple[Number, ...]:
    return ("pl",) if number == "sg" else ("sg",)
