"""Which declensions a Ukrainian noun may have, and the choice among them by what a dictionary confirms."""

import re
from collections.abc import Iterator

from monitor.language.inflect._uk_endings import LABIALS, VOWELS, Declension, all_forms, palatalised, softened
from monitor.language.inflect._uk_stems import is_sibilant, possible_bare, possible_stems

_NEUTER_DOUBLED = ("ння", "ття", "ддя", "ззя", "сся", "лля", "жжя", "ччя", "шшя")
_ENDINGS = "а я и і ї у ю о е є й ь ом ем єм ою ею єю ам ям ами ями ах ях ів їв ей ові еві єві ьми ми"
_NOMINAL = frozenset(_ENDINGS.split())
_AGENT = re.compile(
    ".*(?:ник|ець|єць|тель|[ая]ч|лог|навт|крат|[яа]нин|солдат|генерал|адмірал|капітан|міністр|"
    "президент|командир|кадир|мадяр|депутат|сержант|майстер|лікар|снайпер|губернатор|диктатор|директор|тиран|мер|"
    "водій|герой|танк|дрон|шахед|ворог|син|брат|хан|цар|король|князь|вождь|коваль|вчитель|учень)$"
)
_MAYBE_AGENT = re.compile(".{3,}(?:ист|іст|[еа]нт|граф|[еи]р|ор)$")
_PEOPLE = ("янин", "анин", "їнин", "менин", "чин", "ерин", "арин", "дянин")


def noun(lemma: str, confirmed: frozenset[str] = frozenset(), *, proper: bool = False) -> tuple[Declension, ...]:
    """How a noun given in the nominative declines: the best guess, or what `confirmed` forms speak for."""
    candidates = [_fit(how, confirmed) for how in _candidates(lemma, proper=proper)]
    if not confirmed:
        return tuple(candidates[:1])
    return tuple(sorted(candidates, key=lambda how: -len(all_forms(how) & confirmed))[:1])


def loose_forms(how: Declension, confirmed: frozenset[str]) -> tuple[str, ...]:
    """What a dictionary has beside the declension, if it looks like a form of the same noun."""
    changed = {palatalised(how.stem) + "і"}
    if how.gender == "m":
        changed.add(softened(how.stem) + "е")
    rest = confirmed - all_forms(how)
    return tuple(sorted(form for form in rest if form in changed or _is_form(form, how.stem)))


def _is_form(form: str, stem: str) -> bool:
    return len(stem) > 1 and form.startswith(stem) and form[len(stem) :] in _NOMINAL


def _fit(how: Declension, confirmed: frozenset[str]) -> Declension:
    """With the genitive plural that is confirmed, or else the likeliest."""
    found = tuple(form for form in how.bare if form in confirmed)
    return how._replace(bare=found or how.bare[:1])


def _candidates(lemma: str, *, proper: bool) -> Iterator[Declension]:
    match lemma[-1:]:
        case "а":
            yield from _in_a(lemma)
        case "я":
            yield from _in_ya(lemma)
        case "о":
            yield from _in_o(lemma)
        case "е":
            yield from _in_e(lemma)
        case "и" | "і" | "ї":
            yield from plural_only(lemma)
        case "ь":
            yield from _in_soft_sign(lemma, proper=proper)
        case "й":
            yield from _masculine("m й", lemma, possible_stems(lemma), _genitives(lemma, "яю", proper=proper))
        case letter if letter and letter not in VOWELS and letter.isalpha():
            yield from _in_consonant(lemma, proper=proper)


def _in_a(lemma: str) -> Iterator[Declension]:
    stem = lemma[:-1]
    table = "f mixed" if is_sibilant(stem) else "f hard"
    yield Declension(table, lemma, stem, "f", possible_bare(stem))
    yield Declension("n fourth mixed", lemma, stem, "n")
    yield Declension("pl neuter", lemma, stem, "", (*possible_bare(stem), stem + "ів"))


def _in_ya(lemma: str) -> Iterator[Declension]:
    stem = lemma[:-1]
    doubled = lemma.endswith(_NEUTER_DOUBLED)
    neuter = Declension("n doubled", lemma, stem, "n", _undoubled(stem) if doubled else possible_bare(stem, "ь"))
    if doubled:
        yield neuter
    if stem.endswith("'"):
        if stem[-2:-1] in LABIALS + "р":
            yield Declension("n apostrophe", lemma, stem, "n")
        yield Declension("f й", lemma, stem, "f", (stem[:-1] + "ей", stem[:-1] + "їв"))
    elif stem[-1:] in VOWELS:
        yield Declension("f й", lemma, stem, "f", (stem + "й",))
    else:
        yield Declension("f soft", lemma, stem, "f", (*possible_bare(stem, "ь"), stem + "ей", stem))
        yield Declension("n fourth", lemma, stem, "n")
        if not doubled:
            yield neuter


def _in_o(lemma: str) -> Iterator[Declension]:
    stem = lemma[:-1]
    masculine = Declension("m о", lemma, stem, "m", animate=True)
    if lemma.endswith(("енко", "чко", "ько")) and len(lemma) > 5:
        yield masculine
    yield Declension("n velar" if stem.endswith("ськ") else "n hard", lemma, stem, "n", possible_bare(stem))
    yield masculine


def _in_e(lemma: str) -> Iterator[Declension]:
    stem = lemma[:-1]
    if is_sibilant(stem):
        yield Declension("n mixed", lemma, stem, "n", possible_bare(stem))
    else:
        yield Declension("n soft", lemma, stem, "n", (*possible_bare(stem, "ь"), stem + "ів", *possible_bare(stem)))


def _in_soft_sign(lemma: str, *, proper: bool) -> Iterator[Declension]:
    genitives = _genitives(lemma, "яю", proper=proper)
    masculine = list(_masculine("m soft", lemma, possible_stems(lemma), genitives))
    feminine = [Declension("f third", lemma, stem, "f") for stem in possible_stems(lemma)]
    if lemma.endswith("ець"):
        masculine = [how._replace(table="m ець") for how in masculine[:1]] + masculine
    if lemma.endswith(("ець", "єць", "тель", "ень", "аль", "іль", "ель", "оль", "юль", "іть")):
        yield from masculine
        yield from feminine
    else:
        yield from feminine
        yield from masculine


def _in_consonant(lemma: str, *, proper: bool) -> Iterator[Declension]:
    stems = possible_stems(lemma)
    genitives = _genitives(lemma, "ау", proper=proper)
    if is_sibilant(lemma):
        yield from _masculine("m sibilant", lemma, stems, genitives)
        for stem in stems:
            yield Declension("f third mixed", lemma, stem, "f")
        return
    if lemma.endswith(_PEOPLE):
        yield Declension("m people", lemma, lemma[:-2], "m", (lemma[:-2],), animate=True)
    yield from _masculine("m velar" if lemma[-1] in "гґкх" else "m hard", lemma, stems, genitives)
    if lemma[-1] == "р":
        yield from _masculine("m soft", lemma, stems, ("я",))
        yield from _masculine("m sibilant", lemma, stems, ("а",))
    if lemma[-1] in LABIALS:
        for stem in stems:
            yield Declension("f third", lemma, stem, "f")


def _genitives(lemma: str, letters: str, *, proper: bool) -> tuple[str, ...]:
    """Which endings the genitive may have: -а of people and names, -у of things, or both."""
    if proper or _AGENT.match(lemma):
        return (letters[0],)
    if _MAYBE_AGENT.match(lemma):
        return (letters,)
    return letters[1], letters[::-1]


def _masculine(table: str, lemma: str, stems: tuple[str, ...], genitives: tuple[str, ...]) -> Iterator[Declension]:
    for stem in dict.fromkeys(stems):
        for genitive in genitives:
            yield Declension(table, lemma, stem, "m", genitive=genitive)


def plural_only(lemma: str) -> Iterator[Declension]:
    """Nouns without a singular, by their -и, -і, -ї."""
    stem, last = lemma[:-1], lemma[-1]
    if last == "ї":
        yield Declension("pl й", lemma, stem, "", (stem + "їв", stem + "й"))
        return
    bare = (stem + "ів", *possible_bare(stem), stem + "ей")
    if last == "и":
        yield Declension("pl hard", lemma, stem, "", bare)
    elif is_sibilant(stem):
        yield Declension("pl sibilant", lemma, stem, "", bare)
    else:
        yield Declension("pl soft", lemma, stem, "", (*bare, *possible_bare(stem, "ь")))


def _undoubled(stem: str) -> tuple[str, ...]:
    """управлінн- управлінь, сторічч- сторіч."""
    single = stem[:-1]
    return (single if is_sibilant(single) else single + "ь",)
