"""Which words of a phrase inflect, and with which other they agree."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from monitor.language.inflect.word import Number, Paradigm, Slot

Join = Literal["space", "hyphen", "quote", "sign"]
Role = Literal["fixed", "adjective", "head", "apposed", "either"]

_NUMBERS: tuple[Number, ...] = ("sg", "pl")
_TARGETS: tuple[Slot, ...] = tuple(
    (number, case) for case in ("nom", "gen", "dat", "acc", "ins", "loc") for number in ("sg", "pl")
)
_PREPOSITION_WORDS = """
    в у во на над під под из із з зі зо с со до від от за
    по при без для через про об о обо к ко між между серед среди після после перед
    проти против біля возле коло навколо вокруг щодо из-за из-под крім кроме задля ради
"""
_PREPOSITIONS = frozenset(_PREPOSITION_WORDS.split())
# What they count stands in the genitive: двоє поранених.
_COLLECTIVE_WORDS = """
    двоє троє четверо п'ятеро шестеро семеро восьмеро дев'ятеро десятеро кілька декілька багато
    двое трое четверо пятеро шестеро семеро восьмеро девятеро десятеро несколько много
"""
_COLLECTIVE = frozenset(_COLLECTIVE_WORDS.split())
_CONJUNCTIONS = frozenset({"і", "й", "та", "и", "або", "или", "чи", "да"})


class Word(NamedTuple):
    """A word of a phrase in small letters; `join`: what stands before it."""

    text: str
    paradigms: tuple[Paradigm, ...]
    join: Join = "space"
    capital: bool = False
    acronym: bool = False


class Part(NamedTuple):
    """What a word does in its phrase, by which paradigms, and in which number it is given."""

    role: Role
    paradigms: tuple[Paradigm, ...] = ()
    number: Number = "sg"


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


class _Seen(NamedTuple):
    """What the words after a head are held against."""

    word: Word
    head: Part
    given: Slot
    kind: str


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
    tail = tuple(_tail(words, start, given, kind))
    number = start.parts[start.head].number
    return Structure((*start.parts, *tail), start.head, (number, given[1]), rank < 2)


def _is_verb(word: Word) -> bool:
    """Its forms have no cases: the whole is a sentence, not a name."""
    return any(one.loose for one in word.paradigms) and all(one.part == "fixed" for one in word.paradigms)


def reading(word: Word, slot: Slot, part: str) -> tuple[Paradigm, ...]:
    """The paradigms of a part of speech that have the word in this slot."""
    return tuple(one for one in word.paradigms if one.part == part and word.text in one.slots.get(slot, ()))


def _first(words: Sequence[Word]) -> int | None:
    """The first word that inflects: what stands before it is no part of the grammar (FPV-дрон)."""
    for index, word in enumerate(words):
        if word.text in _PREPOSITIONS or (word.text in _COLLECTIVE and len(words) > 1):
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
        elif (run and word.text in _CONJUNCTIONS) or _is_first_half(words, index):
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


def _tail(words: Sequence[Word], start: _Start, given: Slot, kind: str) -> Iterator[Part]:
    """What follows the head: names and adjectives that go with it, until something depends on it."""
    seen = _Seen(words[start.head], start.parts[start.head], given, kind)
    last = seen.head
    ended = joined = False
    for word in words[start.head + 1 :]:
        ended = ended or word.text in _PREPOSITIONS or word.join == "sign"
        part = None
        if not ended and word.text in _CONJUNCTIONS:
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
