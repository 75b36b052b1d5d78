"""The tables of OpenCorpora's Russian dictionary, read into numbers and cases."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from monitor.language.inflect.dictionary import Entry, NameOf
from monitor.language.inflect.word import GrammaticalCase, Number, Paradigm, PartOfSpeech, Slot

Gender = Literal["m", "f", "n", ""]

_CASES: dict[str, GrammaticalCase] = {
    "nomn": "nom", "gent": "gen", "datv": "dat", "accs": "acc", "ablt": "ins", "loct": "loc", "voct": "voc",
    "gen2": "gen", "acc2": "acc", "loc2": "loc",
}  # fmt: skip
_NUMBERS: dict[str, Number] = {"sing": "sg", "plur": "pl"}
_GENDERS: dict[str, Gender] = {"masc": "m", "femn": "f", "neut": "n"}
_ADJECTIVE_GENDERS: tuple[Gender, ...] = ("m", "f", "n")
_NAMES: dict[str, NameOf] = {
    "Geox": "place", "Surn": "surname", "Name": "first", "Patr": "patronymic", "Orgn": "organisation",
    "Trad": "organisation", "Init": "first",
}  # fmt: skip
# Slips, comparatives and doublets that nobody writes on purpose (зданье, наивеличайший, повоеннее).
_ODD = frozenset(
    {"Erro", "Fimp", "Arch", "Dist", "Hypo", "Infr", "Supr", "COMP", "Cmp2", "V-be", "V-bi", "V-ie", "V-sh", "V-en"}
)
_SECOND = frozenset({"V-oy", "V-ey", "gen2", "loc2", "acc2"})  # горою, чаю, в лесу
_VOICES = frozenset({"actv", "pssv", "past", "pres"})
_VERBAL = frozenset({"VERB", "INFN", "GRND", "PRTF", "PRTS"})


class Cell(NamedTuple):
    """One line of a table: what stands before and behind the stem, and what it is."""

    prefix: str
    suffix: str
    grammemes: frozenset[str]
    part: str
    number: Number | None
    case: GrammaticalCase | None
    gender: Gender
    odd: bool


class Table(NamedTuple):
    """How a kind of words is inflected, and of what it is a name."""

    cells: tuple[Cell, ...]
    name: NameOf


class Lexeme(NamedTuple):
    """A word of the dictionary. `lines` are those cells of the table that read like the form asked for."""

    number: int
    table: Table
    stem: str
    lines: tuple[int, ...]

    @property
    def lemma(self) -> str:
        return self.form(self.table.cells[0])

    def form(self, cell: Cell) -> str:
        return cell.prefix + self.stem + cell.suffix


def same_word(one: str, other: str) -> bool:
    """Alike but for capitals and the dots of ё."""
    return one.lower().replace("ё", "е") == other.lower().replace("ё", "е")


def name_of(grammemes: Iterable[str]) -> NameOf:
    return next((_NAMES[mark] for mark in grammemes if mark in _NAMES), "")


def read_table(lines: Iterable[tuple[str, Any, str]]) -> Table:
    """From prefix, tag and suffix of each line."""
    cells = [_cell(prefix, suffix, frozenset(tag.grammemes), str(tag.POS)) for prefix, tag, suffix in lines]
    if cells[0].odd:  # then so is all of the word, and it is wanted as it is
        cells = [cell._replace(odd=False) for cell in cells]
    return Table(tuple(cells), name_of(cells[0].grammemes))


def _cell(prefix: str, suffix: str, grammemes: frozenset[str], part: str) -> Cell:
    number = next((_NUMBERS[mark] for mark in _NUMBERS if mark in grammemes), None)
    case = next((_CASES[mark] for mark in _CASES if mark in grammemes), None)
    gender: Gender = next((_GENDERS[mark] for mark in _GENDERS if mark in grammemes), "")
    odd = not grammemes.isdisjoint(_ODD)
    return Cell(prefix, suffix, grammemes, part, number, case, "" if "ms-f" in grammemes else gender, odd)


def entries_of(lexeme: Lexeme, word: str) -> Iterator[Entry]:
    """What the word may be as a form of the lexeme: by gender, and by participle of a verb."""
    cells = [cell for cell in lexeme.table.cells if not cell.odd]
    read = [lexeme.table.cells[line] for line in lexeme.lines]
    parts = {cell.part for cell in read}
    if "NOUN" in parts:
        yield from _nouns(lexeme, cells, read)
    if "ADJF" in parts:
        # Short forms are left out: военно and северно would be found where nobody means the adjective.
        yield from _adjectives(lexeme, [cell for cell in cells if cell.part == "ADJF"], read)
    for voice in dict.fromkeys(cell.grammemes & _VOICES for cell in read if cell.part == "PRTF"):
        same = [cell for cell in cells if cell.part == "PRTF" and cell.grammemes & _VOICES == voice]
        yield from _adjectives(lexeme, same, read)
    others = [cell for cell in read if cell.part not in ("NOUN", "ADJF", "PRTF")]
    if others:
        yield _without_cases(lexeme, cells, others, word)


def _nouns(lexeme: Lexeme, cells: Iterable[Cell], read: Iterable[Cell]) -> Iterator[Entry]:
    """One for each gender (Захаров, Захарова); plurals belong to all but the feminine of such a pair."""
    cells = [cell for cell in cells if cell.part == "NOUN"]
    singular = [cell for cell in cells if cell.number == "sg"]
    for gender in dict.fromkeys(cell.gender for cell in singular or cells):
        plurals = {gender} if gender == "f" else {gender, ""}
        own = [cell for cell in cells if cell.gender in (plurals if cell.number == "pl" else {gender})]
        readings = [cell for cell in read if cell in own]
        if readings:
            yield _entry(lexeme, "noun", own, gender, readings)


def _adjectives(lexeme: Lexeme, cells: Iterable[Cell], read: Iterable[Cell]) -> Iterator[Entry]:
    """All three genders; those that the word is no form of are no base."""
    for gender in _ADJECTIVE_GENDERS:
        own = [cell for cell in cells if cell.number == "pl" or cell.gender == gender]
        yield _entry(lexeme, "adjective", own, gender, [cell for cell in read if cell in own])


def _entry(
    lexeme: Lexeme, part: PartOfSpeech, cells: Iterable[Cell], gender: Gender, readings: Iterable[Cell]
) -> Entry:
    slots: dict[Slot, dict[str, None]] = {}
    animate = None
    for cell in sorted(cells, key=lambda one: not one.grammemes.isdisjoint(_SECOND)):
        if cell.number and cell.case:
            slots.setdefault((cell.number, cell.case), {})[lexeme.form(cell)] = None
            animate = "anim" in cell.grammemes if part == "noun" else None
    table = {slot: tuple(forms) for slot, forms in slots.items()}
    lemma = (table.get(("sg", "nom")) or table.get(("pl", "nom")) or (lexeme.lemma,))[0]
    paradigm = Paradigm(lemma, part, table, gender, animate, known=True)
    return Entry(paradigm, lexeme.table.name, base=any(cell.case == "nom" for cell in readings))


def _without_cases(lexeme: Lexeme, cells: Iterable[Cell], read: Iterable[Cell], word: str) -> Entry:
    """Verbs, adverbs, numerals … A short participle (ранены) stands for its own kind alone, not for рань and раня."""
    parts = {cell.part for cell in read}
    if parts & {"VERB", "INFN", "GRND"}:
        wanted = [cell for cell in cells if cell.part in _VERBAL]
    elif "PRTS" in parts:
        voices = {cell.grammemes & _VOICES for cell in read}
        wanted = [cell for cell in cells if cell.part in ("PRTS", "PRTF") and cell.grammemes & _VOICES in voices]
    else:
        wanted = [cell for cell in cells if cell.part in parts or ("ADJS" in parts and cell.part == "ADJF")]
    forms = tuple(dict.fromkeys(lexeme.form(cell) for cell in wanted)) or (word,)
    return Entry(Paradigm(forms[0], "fixed", {}, loose=forms, known=True), lexeme.table.name, same_word(forms[0], word))
