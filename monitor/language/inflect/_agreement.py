"""The forms of a parsed phrase: number by number, case by case, each word in the form that agrees."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from monitor.language.inflect._parts import Part, Role, Word
from monitor.language.inflect._syntax import Structure
from monitor.language.inflect.word import GrammaticalCase, Number, Paradigm

_CASES: tuple[GrammaticalCase, ...] = ("nom", "gen", "dat", "acc", "ins", "loc", "voc")
_MIXED = 6
_FULL = frozenset("йяе")  # of adjectives that have rare second forms; not Часів
Variant = tuple[tuple[str, ...], bool]


def inflect(words: Sequence[Word], found: Structure, kind: str) -> Iterator[Variant]:
    """The words of every form, and whether a dictionary knows those that inflect. Repeats may occur."""
    known = all(any(one.known for one in part.paradigms) for part in found.parts if part.role != "fixed")
    for frozen in (False, True) if any(part.role == "either" for part in found.parts) else (False,):
        parts = _settled(found.parts, frozen=frozen)
        for number in _numbers(words, found, kind):
            for head in _heads(words, found, number, kind):
                for case in _CASES:
                    for variant in _in_case(words, parts, found, head, number, case):
                        yield variant, known
    if len(words) == 1 and kind not in {"person", "place"}:
        for one in found.parts[found.head].paradigms:
            yield from (((form,), known) for form in one.loose)


def _settled(parts: tuple[Part, ...], *, frozen: bool) -> tuple[Part, ...]:
    role: Role = "fixed" if frozen else "apposed"
    return tuple(part._replace(role=role) if part.role == "either" else part for part in parts)


def _numbers(words: Sequence[Word], found: Structure, kind: str) -> tuple[Number, ...]:
    """Common nouns have both numbers, names only their own."""
    given = found.given[0]
    other: Number = "pl" if given == "sg" else "sg"
    if kind in {"person", "place", "unit", "organisation"}:
        return (given,)
    of_name = words[: found.head + 1] if kind != "group" else words[found.head : found.head + 1]
    if kind != "equipment" and any(word.capital and word.paradigms for word in of_name):
        return (given,)
    if any(part.number != given for part in found.parts if part.role == "adjective"):
        return (given,)
    counted = any(word.text.isdigit() for word in words[: found.head])
    return (given,) if counted else (given, other)


def _heads(words: Sequence[Word], found: Structure, number: Number, kind: str) -> Iterator[Paradigm]:
    """The paradigms of the head, one for each gender that all the words can have."""
    part = found.parts[found.head]
    if part.paradigms[0].part != "adjective":
        yield from _of_one_gender(found) if len(words) > 1 else part.paradigms
    elif len(words) == 1 and not words[0].capital and kind not in {"person", "place"}:
        yield from _all_genders(words[0], part)
    elif found.given[0] == "sg" and number == "sg":
        yield from part.paradigms
    else:
        yield from [one for one in part.paradigms if one.gender == "m"] or part.paradigms[:1]


def _all_genders(word: Word, part: Part) -> tuple[Paradigm, ...]:
    lemmas = {one.lemma for one in part.paradigms}
    return tuple(one for one in word.paradigms if one.part == "adjective" and one.lemma in lemmas)


def _of_one_gender(found: Structure) -> tuple[Paradigm, ...]:
    """Of a person's names that may be a man's or a woman's: the first gender that all of them can have."""
    heads = found.parts[found.head].paradigms
    apposed = [part for part in found.parts if part.role == "apposed"]
    for gender in dict.fromkeys(head.gender for head in heads):
        if all(any(one.gender in (gender, "") for one in part.paradigms) for part in apposed):
            return tuple(head for head in heads if head.gender == gender)
    return heads


def _in_case(
    words: Sequence[Word],
    parts: tuple[Part, ...],
    found: Structure,
    head: Paradigm,
    number: Number,
    case: GrammaticalCase,
) -> Iterator[tuple[str, ...]]:
    for form in _heads_forms(words, head, number, case):
        options: list[tuple[str, ...]] = []
        for index, (word, part) in enumerate(zip(words, parts, strict=True)):
            if index == found.head:
                options.append((form,))
            elif part.role == "fixed":
                options.append((word.text,))
            elif part.role == "adjective":
                options.append(_adjective(part, head, form, found, number, case))
            else:
                options.append(_apposed(part, head, found, number, case))
        yield from _combined(options)


def _heads_forms(words: Sequence[Word], head: Paradigm, number: Number, case: GrammaticalCase) -> tuple[str, ...]:
    """Within a phrase not the Russian -ою and -ею beside -ой and -ей, which only verse has."""
    forms = head.slots.get((number, case), ())
    if len(words) < 2 or case != "ins":
        return forms
    return tuple(form for form in forms if not (form.endswith(("ою", "ею")) and form[:-1] + "й" in forms))


def _combined(options: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """All combinations; where they are many, the first forms together, the second together."""
    longest = max(map(len, options))
    if prod(map(len, options)) <= _MIXED:
        yield from product(*options)
    elif all(options):
        for index in range(longest):
            yield tuple(forms[min(index, len(forms) - 1)] for forms in options)


def _adjective(
    part: Part, head: Paradigm, form: str, found: Structure, number: Number, case: GrammaticalCase
) -> tuple[str, ...]:
    """The adjective's forms of the noun's gender; its accusative follows the noun's."""
    own = number if part.number == found.given[0] else part.number
    gender = head.gender or "m"
    one = next((each for each in part.paradigms if each.gender == gender), part.paradigms[0])
    if case == "acc" and (own == "pl" or gender == "m"):
        case = "nom" if form in head.slots.get((number, "nom"), ()) else "gen"
    return _written(one, own, case)


def _apposed(part: Part, head: Paradigm, found: Structure, number: Number, case: GrammaticalCase) -> tuple[str, ...]:
    """A name beside the head: in its case, of its gender if it can be, in its own number if that differs."""
    own = number if part.number == found.given[0] else part.number
    fitting = [one for one in part.paradigms if one.gender in (head.gender, "")] or list(part.paradigms)
    return tuple(dict.fromkeys(form for one in fitting for form in _written(one, own, case)))


def _written(one: Paradigm, number: Number, case: GrammaticalCase) -> tuple[str, ...]:
    """Within a phrase the rare second forms of an adjective (-ім, -ою of Russian) are not looked for."""
    found = one.slots.get((number, case), ())
    return found[:1] if case in {"loc", "ins"} and one.part == "adjective" and one.lemma[-1:] in _FULL else found
