"""Which words of a phrase inflect, and with which other they agree."""

from collections.abc import Sequence
from typing import NamedTuple

from monitor.language.inflect._followers import followers
from monitor.language.inflect._parts import CONJUNCTIONS, PREPOSITIONS, Part, Word, reading
from monitor.language.inflect.word import Number, Paradigm, Slot

_TARGETS: tuple[Slot, ...] = tuple(
    (number, case) for case in ("nom", "gen", "dat", "acc", "ins", "loc") for number in ("sg", "pl")
)
# What they count stands in the genitive: двоє поранених.
_COLLECTIVE_WORDS = """
    двоє троє четверо п'ятеро шестеро семеро восьмеро дев'ятеро десятеро кілька декілька багато
    двое трое четверо пятеро шестеро семеро восьмеро девятеро десятеро несколько много
"""
_COLLECTIVE = frozenset(_COLLECTIVE_WORDS.split())


class Structure(NamedTuple):
    """A parsed phrase: one part for each word. `given`: the slot that the phrase stands in. `sure`: a nominative."""

    parts: tuple[Part, ...]
    head: int
    given: Slot
    sure: bool


class _Start(NamedTuple):
    parts: tuple[Part, ...]
    head: int
    is_noun: bool


def parse(words: Sequence[Word], kind: str) -> Structure | None:
    """The structure of a phrase; None if nothing in it inflects."""
    first = len(words) - 1 if _is_far_eastern(words, kind) else _first(words)
    if first is None:
        return None
    best: tuple[int, _Start, Slot] | None = None
    for target in _TARGETS:
        start = _start(words, first, target)
        if start is None:
            continue
        rank = (0 if target[1] == "nom" else 2) + (not start.is_noun)
        if best is None or rank < best[0]:
            best = (rank, start, target)
    if best is None or (best[0] > 0 and any(word.acronym and _is_cyrillic(word.text) for word in words[:first])):
        return None
    rank, start, given = best
    if any(_is_verb(word) for word in words[start.head + 1 :]):
        return None
    tail = tuple(followers(words, start.head, start.parts[start.head], given, kind))
    number = start.parts[start.head].number
    return Structure((*start.parts, *tail), start.head, (number, given[1]), rank < 2)


def _is_verb(word: Word) -> bool:
    """Its forms have no cases: the whole is a sentence, not a name."""
    return any(one.loose for one in word.paradigms) and all(one.part == "fixed" for one in word.paradigms)


def _first(words: Sequence[Word]) -> int | None:
    """The first word that inflects: what stands before it is no part of the grammar (FPV-дрон)."""
    for index, word in enumerate(words):
        if word.text in PREPOSITIONS or (word.text in _COLLECTIVE and len(words) > 1):
            return None
        if any(one.part != "fixed" or one.loose for one in word.paradigms):
            return index
        hyphened = index + 1 < len(words) and words[index + 1].join == "hyphen"
        if word.acronym and _is_cyrillic(word.text) and not hyphened and not _is_named(words[index + 1 : index + 2]):
            return None
    return None


def _is_named(following: Sequence[Word]) -> bool:
    """ПВК Вагнер: the name after the acronym inflects; in quotes it stays."""
    return bool(following) and following[0].capital and following[0].join == "space"


def _is_far_eastern(words: Sequence[Word], kind: str) -> bool:
    """Кім Чен Ин: of three short names the last alone inflects."""
    return kind in {"person", "word"} and len(words) == 3 and all(w.capital and len(w.text) < 5 for w in words)


def _is_cyrillic(text: str) -> bool:
    return any("а" <= letter <= "я" or letter in "іїєґё" for letter in text)


def _start(words: Sequence[Word], first: int, target: Slot) -> _Start | None:
    """The adjectives and the noun from `first` on that agree in the slot."""
    before = tuple(Part("fixed") for _ in range(first))
    single = _fixed_single(words, first)
    if single is not None:
        return single if target == _TARGETS[0] else None
    run: list[Part] = []
    fallback: _Start | None = None
    for index in range(first, len(words)):
        word = words[index]
        if index > first and word.join in {"quote", "sign"}:
            break
        if found := _joint(before, run, word, target):
            return found
        nouns = _agreeing(run, reading(word, target, "noun"), target[0])
        adjectives = _same_gender(run, reading(word, target, "adjective"), target[0])
        if nouns:
            found = _Start((*before, *run, Part("head", nouns, target[0])), index, is_noun=True)
            if not adjectives:
                return found
            fallback = fallback or found
        if adjectives:
            run.append(Part("adjective", adjectives, target[0]))
        elif (run and word.text in CONJUNCTIONS) or _is_first_half(words, index):
            run.append(Part("fixed"))
        else:
            break
    return fallback or _adjectival(before, run, words, target[0])


def _joint(before: tuple[Part, ...], run: list[Part], word: Word, target: Slot) -> _Start | None:
    """Донецька і Луганська області: adjectives in the singular, joined, before a noun in the plural."""
    if target[0] == "pl" or [part.role for part in run] != ["adjective", "fixed", "adjective"]:
        return None
    nouns = _agreeing_with(run, reading(word, ("pl", target[1]), "noun"))
    return _Start((*before, *run, Part("head", nouns, "pl")), len(before) + 3, is_noun=True) if nouns else None


def _is_first_half(words: Sequence[Word], index: int) -> bool:
    """десантно-штурмовий: it stays before its hyphen."""
    return not words[index].paradigms and index + 1 < len(words) and words[index + 1].join == "hyphen"


def _fixed_single(words: Sequence[Word], first: int) -> _Start | None:
    """A verb or the like alone: its forms have no cases."""
    if len(words) > 1 or any(one.part != "fixed" for one in words[first].paradigms):
        return None
    return _Start((Part("head", words[first].paradigms),), first, is_noun=True)


def _adjectival(before: tuple[Part, ...], run: list[Part], words: Sequence[Word], number: Number) -> _Start | None:
    """Adjectives without a noun: the last is the head (українські військові); a bare number needs its noun."""
    while run and run[-1].role == "fixed":
        run.pop()
    if not run:
        return None
    following = words[len(before) + len(run) :][:1]
    if words[len(before)].text.isdigit() and following and following[0].paradigms:
        return None
    parts = (*before, *run[:-1], Part("head", run[-1].paradigms, number))
    return _Start(parts, len(parts) - 1, is_noun=False)


def _agreeing(run: list[Part], nouns: tuple[Paradigm, ...], number: Number) -> tuple[Paradigm, ...]:
    """The nouns whose gender all adjectives before can have."""
    if number == "pl":
        return nouns
    return _agreeing_with(run, nouns)


def _agreeing_with(run: list[Part], nouns: tuple[Paradigm, ...]) -> tuple[Paradigm, ...]:
    return tuple(noun for noun in nouns if all(_can_be(part, noun.gender) for part in run))


def _same_gender(run: list[Part], adjectives: tuple[Paradigm, ...], number: Number) -> tuple[Paradigm, ...]:
    if number == "pl":
        return adjectives
    return tuple(one for one in adjectives if all(_can_be(part, one.gender) for part in run))


def _can_be(part: Part, gender: str) -> bool:
    return part.role == "fixed" or not gender or any(one.gender == gender for one in part.paradigms)
