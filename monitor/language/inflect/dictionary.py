"""What the dictionaries know of words: their lemmas, all their forms, and whether a word is only a name.

Ukrainian and English come from simplemma's tables (form to lemma, names with a capital letter; lists ODbL), Russian
from OpenCorpora's dictionary as pymorphy3 has it (CC BY-SA). Measured: Ukrainian 1.3 s (2.5 s with 30,000 words asked
for) and 64 MB, which stay while the dictionary lives; Russian 0.2 s and 20 MB. simplemma's Russian table would cost
2.6 s and 155 MB more and knows only 0.6 % more of the words in posts, nearly all of them regular: it is left alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, Protocol

from msgspec import Struct
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from monitor.language.inflect.word import Paradigm

Language = Literal["uk", "ru"]


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Names that the Ukrainian table also has in small letters, with forms that nothing tells from a common word's.
_ONLY_NAMES_UK = _listed(
    """алабама антонівський білгород-дністровський гайворон гетьманщина голодомор гранкар'єр кам'янець-подільський
    камінь-каширський кий київ кропивницький кучма литва любомль миколаївка могилів-подільський москва
    новгород-сіверський оболонь одіссея палестина пентагон перекіп полісся росія русь сагайдачний трипілля турне
    україна хмельницький чорнобильський ірод ізюм інтернет"""
)
# English words that are names as well, as the table has them: these are met as words every day.
_WORDS_THOUGH_NAMES = _listed(
    """as alley alliance ally april arrow august award bill bills bin blue boulder bray bridge broken brown bs building
    bunny camp cancer cannon captain center ch chaos chief christ circle circuit cork corn corps county creek cricket
    cross cup data de dead del devil don dub duck duke ear earth east eleven em excel explorer falls figure film fort
    forum frank front gay ghost glacier god grand gray green guard guild hall hamlet hare hell hospital is jeans jeep
    job june la lab labs lake lay league liberty lodge lord ma magazine marbles march mark marks may mayor metro miss
    mix moon mt museum nation naval net nice no nook north october on onion open opera orange paddock pap paps papa
    paradise peanuts pew pirate planet pole poles polish pope port post press prince re red republic riverside rocky
    roll roman ruse saint sandwich savage series seven shadow shell silk skittle sol sole speaker split square st
    standard star state states street sun swift swiss tiger times tooting tour tower trail travel ts turkey twitch us
    valentine village virus war wars we white will wood woods young zen zero zoom"""
)
# Names of people and places, and nothing else to a reader of news, though rare words are spelled alike.
_HARDLY_WORDS = _listed(
    """aeroflot baster bursa busk hades hoking holms homer kodak lids luna magyar maks mig mone napoleon repin sever
    taras triest vena vera zags"""
)

NameOf = Literal["place", "surname", "first", "patronymic", "organisation", ""]


class Entry(Struct, frozen=True):
    """A table of cases as a dictionary has it.

    `name`: what it is a name of, empty for common words. `base`: the form asked for is a nominative of it (an
    infinitive, a word without forms). `share`: of all that the form may be, how often it is this, 0 to 1.
    """

    paradigm: Paradigm
    name: NameOf
    base: bool
    share: float = 1.0


class Dictionary(Protocol):
    """Words go in and come out in small letters."""

    def lemmas(self, word: str) -> tuple[str, ...]:
        """The lemmas of which the word is a form; none if it is unknown."""

    def forms(self, lemma: str) -> frozenset[str]:
        """All forms of a lemma that the dictionary has, ё kept."""

    def is_common(self, word: str) -> bool:
        """A word that is not a name has this form."""

    def entries(self, word: str) -> tuple[Entry, ...]:
        """The tables of cases that the dictionary itself has for a form: Russian only."""


def load(language: Language, words: Iterable[str]) -> Dictionary:
    """The dictionary of a language. `words` are all that `forms` will be asked for, or forms of them, of any case."""
    if language == "ru":
        from monitor.language.inflect._ru_lexicon import lexicon  # pymorphy3 is costly to import: only where needed

        return lexicon()
    return _Table(_simplemma("uk"), words)


def english_words(words: Iterable[str]) -> frozenset[str]:
    """Which of these Latin words, compared in small letters, a reader takes for an English word and not for a name."""
    table = _simplemma("en")
    return frozenset(word for word in words if _is_english(table, word.lower()))


def _is_english(table: Mapping[str, str], word: str) -> bool:
    lemma = table.get(word)
    if lemma is None or not lemma.islower() or word in _HARDLY_WORDS:
        return False
    return word in _WORDS_THOUGH_NAMES or table.get(word.capitalize()) is None


def _simplemma(language: str) -> Mapping[str, str]:
    # A factory of its own, not the shared one, so that the table is freed with the dictionary.
    return DefaultDictionaryFactory(cache_max_size=1).get_dictionary(language)


class _Table:
    """A table of simplemma, and the forms of the lemmas asked for: its only pass over all of the table."""

    def __init__(self, table: Mapping[str, str], words: Iterable[str]) -> None:
        self._table = table
        wanted = {lemma for word in words for lemma in self._exact_lemmas(word.lower())}
        forms: dict[str, set[str]] = defaultdict(set)
        if wanted:
            for form, lemma in table.items():
                if lemma in wanted:
                    forms[lemma.lower()].add(form.lower())
        self._forms = dict(forms)

    def lemmas(self, word: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(lemma.lower() for lemma in self._exact_lemmas(word)))

    def forms(self, lemma: str) -> frozenset[str]:
        return frozenset(self._forms.get(_plain(lemma), ()))

    def is_common(self, word: str) -> bool:
        word = _plain(word)
        lemma = self._table.get(word)
        return lemma is not None and lemma.islower() and lemma not in _ONLY_NAMES_UK and word not in _ONLY_NAMES_UK

    def entries(self, word: str) -> tuple[Entry, ...]:  # noqa: ARG002 - a table of lemmas has no cases
        return ()

    def _exact_lemmas(self, word: str) -> Iterator[str]:
        for spelling in _spellings(_plain(word)):
            lemma = self._table.get(spelling)
            if lemma is not None:
                yield lemma


def _plain(word: str) -> str:
    return word.lower().replace("’", "'").replace("ʼ", "'").replace("`", "'")


def _spellings(word: str) -> tuple[str, ...]:
    """As the tables may have it: сума, Суми, Івано-Франківськ, АЕС."""
    capital = word[:1].upper() + word[1:]
    capitals = "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
    return tuple(dict.fromkeys((word, capital, capitals, word.upper())))
