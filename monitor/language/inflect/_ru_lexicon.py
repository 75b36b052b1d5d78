"""OpenCorpora's Russian dictionary, by way of pymorphy3: only what it really has, none of the analyser's guesses.

It is asked beneath the analyser's own calls, which cost 150 µs a word and give no table of cases; here it is 40 µs.
"""

from collections.abc import Iterator
from functools import lru_cache

import pymorphy3
from msgspec.structs import replace

from monitor.language.inflect._ru_tables import Lexeme, Table, entries_of, name_of, read_table, same_word
from monitor.language.inflect.dictionary import Entry

_A_COMMON_SHARE = 0.1  # of all that the form may be: under it, a reader thinks of the name (путин is no fishing season)


_WHERE = 2  # a parse tells there which table of the dictionary has the word


class Lexicon:
    """A `Dictionary` of Russian. Immutable but for its caches; one serves the whole process."""

    def __init__(self) -> None:
        self._analyser = pymorphy3.MorphAnalyzer(lang="ru")
        self._tables: dict[int, Table] = {}

    def lemmas(self, word: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(lexeme.lemma for lexeme in self._found(word)))

    def forms(self, lemma: str) -> frozenset[str]:
        meant = [lexeme for lexeme in self._found(lemma) if same_word(lexeme.lemma, lemma)]
        return frozenset(lexeme.form(cell) for lexeme in meant for cell in lexeme.table.cells if not cell.odd)

    def is_common(self, word: str) -> bool:
        names = {bool(lexeme.table.name) for lexeme in self._found(word)}
        if len(names) < 2:
            return False in names
        parses = self._analyser.parse(word)
        share = sum(parse.score for parse in parses if not name_of(parse.tag.grammemes))
        return bool(share >= _A_COMMON_SHARE)

    def entries(self, word: str) -> tuple[Entry, ...]:
        found = list(self._found(word))
        if len(found) == 1:
            return tuple(entries_of(found[0], word))
        shares = self._shares(word) if found else {}
        return tuple(
            replace(entry, share=shares.get(lexeme.number, 0.0))
            for lexeme in found
            for entry in entries_of(lexeme, word)
        )

    def _shares(self, word: str) -> dict[int, float]:
        """How often the form belongs to each table, of all that the dictionary has it for."""
        shares: dict[int, float] = {}
        for parse in self._analyser.parse(word):
            found, *guessed = parse.methods_stack  # more than one: a guess made from a part of the word
            if not guessed and len(found) > _WHERE:  # а letter alone may be an initial, which stands in no table
                number = found[_WHERE]
                shares[number] = shares.get(number, 0.0) + parse.score
        return shares

    def _found(self, word: str) -> Iterator[Lexeme]:
        """All lexemes of which the word is a form; its е may stand for ё."""
        lexemes: dict[tuple[int, str], set[int]] = {}
        similar: list[tuple[str, list[tuple[int, int]]]] = self._analyser.dictionary.words.similar_items(
            word.lower(), self._analyser.char_substitutes
        )
        for spelling, places in similar:
            for number, line in places:
                cell = self._table(number).cells[line]
                stem = spelling[len(cell.prefix) : len(spelling) - len(cell.suffix)]
                lexemes.setdefault((number, stem), set()).add(line)
        for (number, stem), lines in lexemes.items():
            yield Lexeme(number, self._table(number), stem, tuple(sorted(lines)))

    def _table(self, number: int) -> Table:
        table = self._tables.get(number)
        if table is None:
            table = self._tables[number] = read_table(self._analyser.dictionary.build_paradigm_info(number))
        return table


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The dictionary of the process: 0.3 s and 20 MB at first, nothing then."""
    return Lexicon()
