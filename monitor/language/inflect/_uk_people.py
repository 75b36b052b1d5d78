"""Names of people: first names, patronymics, surnames, men's and women's."""

import re
from collections.abc import Iterator

from monitor.language.inflect._uk_adjectives import adjective
from monitor.language.inflect._uk_endings import CASES, VOWELS, Declension, Gender, Slots, decline, paradigm
from monitor.language.inflect._uk_irregular import fixed
from monitor.language.inflect._uk_nouns import noun
from monitor.language.inflect._uk_stems import IRREGULAR, is_sibilant, usual_stem
from monitor.language.inflect.word import Paradigm

_POSSESSIVE = re.compile(".+[^аеєиіїоуюя](?:ов|ев|єв|ин|ін)$|.+[аеєиіїоуюя](?:єв|їн)$")
_HARD = (
    "мартін мартин костянтин валентин августин северин бенджамін кевін джастін марін колін робін франклін "
    "дарвін чаплін ервін едвін рамін амін ентін бін лін мін грін дін грузин болгарин"
)
_HARD_IN_N = frozenset(_HARD.split())
_WOMAN = re.compile("(.+[^аеєиіїоуюя](?:ов|ев|єв|ін)|.+[аеєиіїоуюя](?:єв|їн))а$")
_WOMEN = (
    "аліна поліна ангеліна каріна альбіна ніна інна арина марина ірина регіна крістіна евеліна віталіна "
    "ельвіна сабіна руфіна янина фаїна катерина валентина галина христина"
)
_FIRST_IN_INA = frozenset(_WOMEN.split())
_WOMEN_UNCHANGED = frozenset(
    {
        "енн",
        "елізабет",
        "маргарет",
        "кетрін",
        "керолайн",
        "дженніфер",
        "джилл",
        "меган",
        "ізабель",
        "мішель",
        "рейчел",
        "гретхен",
        "аннегрет",
        "нікі",
        "інгрід",
        "астрід",
    }
)
_NATIVE_O = ("ко", "ло", "ро", "хо")
_FROM_OBLIQUE = re.compile("(.+енк)(?:а|у|ові|ом)$")


def person(word: str, confirmed: frozenset[str]) -> tuple[Paradigm, ...]:
    """A name given in the nominative, in small letters; the unchanged form of women where men's declines."""
    last = word[-1]
    if match := _FROM_OBLIQUE.match(word):
        word, last = match[1] + "о", "о"
    if last == "о":
        return tuple(_in_o(word))
    if last in "ая":
        return tuple(_in_a(word))
    if last in VOWELS:
        return (fixed(word, known=False),)
    if word.endswith("ой") and len(word) > 4:
        return (_in_oy(word),)
    if word in _WOMEN_UNCHANGED:
        return (_unchanged(word, "f"),)
    men = tuple(paradigm(how, proper=True) for how in _man(word, confirmed))
    return (*men, _unchanged(word, "f"))


def _unchanged(word: str, gender: Gender) -> Paradigm:
    return Paradigm(word, "noun", {("sg", case): (word,) for case in CASES}, gender, True)


def _in_o(word: str) -> Iterator[Paradigm]:
    if len(word) < 4 or not word.endswith(_NATIVE_O):
        yield fixed(word, known=False)
        return
    table = "m о" if word[-2] in "кгхґ" else "m о hard"
    yield paradigm(Declension(table, word, word[:-1], "m", animate=True), proper=True)
    yield _unchanged(word, "f")


def _in_a(word: str) -> Iterator[Paradigm]:
    if word[-2:-1] in "оуе" and word[-1] == "а":
        yield fixed(word, known=False)
        return
    match = _WOMAN.match(word)
    if match and word not in _FIRST_IN_INA:
        yield Paradigm(word, "noun", _woman(match[1]), "f", True)
        if not word.endswith(("іна", "їна")):
            return
    stem = word[:-1]
    table = "f hard"
    if word[-1] == "я":
        table = "f й" if stem[-1:] in VOWELS + "'" else "f soft"
    elif is_sibilant(stem):
        table = "f mixed"
    slots = {
        slot: forms for slot, forms in decline(Declension(table, word, stem, "f", (stem,))).items() if slot[0] == "sg"
    }
    for gender in ("m",) if word in _MEN_IN_A else ("f",) if word in _WOMEN_IN_A else _BOTH:
        yield Paradigm(word, "noun", slots, gender, True)


_MEN = (
    "микола лука сава хома фома кузьма нікіта микита данила гаврила савка лева кузя ваня вася петя коля льоша міша "
    "гриша паша юра діма слава толя боря вова сєрьожа альоша яша жора ілля ілія захарія єремія"
)
_MEN_IN_A = frozenset(_MEN.split())
_MORE_WOMEN = (
    "ірина олена наталія наталя марія анна ганна ольга оксана тетяна світлана юлія катерина вікторія людмила "
    "софія соломія надія віра валентина галина лариса лідія анастасія дарія дарина алла інна ніна яна "
    "аліна поліна ангела урсула кая роберта камала мелані анжела анжеліка маргарита валерія євгенія олександра "
    "христина богдана мар'яна лілія роксолана зоряна злата ірена тамара раїса зінаїда жанна карина каріна марина"
)
_WOMEN_IN_A = frozenset(_MORE_WOMEN.split())
_BOTH: tuple[Gender, ...] = ("f", "m")


def _woman(stem: str) -> Slots:
    """Захарова, Захарової: a surname that declines like an adjective."""
    return {slot: forms for slot, forms in adjective(stem + "ий")[1].slots.items() if slot[0] == "sg"}


def _in_oy(word: str) -> Paradigm:
    """Толстой, Толстого."""
    man = adjective(word[:-2] + "ий")[0].slots
    slots = {slot: forms for slot, forms in man.items() if slot[0] == "sg"}
    slots["sg", "acc"] = slots["sg", "gen"]
    slots["sg", "loc"] = slots["sg", "dat"]
    slots["sg", "nom"] = slots["sg", "voc"] = (word,)
    return Paradigm(word, "noun", slots, "m", True)


def _man(word: str, confirmed: frozenset[str]) -> Iterator[Declension]:
    if _POSSESSIVE.match(word) and word not in _HARD_IN_N and word not in IRREGULAR:
        table = "m foreign" if word.endswith("ін") else "m surname"
        yield Declension(table, word, word, "m", animate=True)
        return
    if word.endswith(("ів", "їв")) and word not in IRREGULAR:
        yield from _in_iv(word)
        return
    if len(confirmed) > 4 and word not in IRREGULAR:
        for how in noun(word, confirmed, proper=True):
            if how.gender == "m":
                yield how._replace(animate=True, genitive="я" if word[-1] in "ьй" or how.table == "m soft" else "а")
                return
    yield _by_ending(word)


def _by_ending(word: str) -> Declension:
    stem, table, genitive = usual_stem(word), "m hard", "а"
    if word[-1] == "й":
        table, genitive = "m й", "я"
    elif word[-1] == "ь":
        table, genitive = "m ець" if word.endswith(("ець", "єць")) else "m soft", "я"
    elif is_sibilant(word):
        table = "m sibilant"
    elif word[-1] in "гґкх":
        table = "m velar"
    return Declension(table, word, stem, "m", genitive=genitive, animate=True)


def _in_iv(word: str) -> Iterator[Declension]:
    """Ковалів: Ковалева and Коваліва are both written; Гордіїв: Гордієва, Гордіїва."""
    before = word[:-2]
    opened = before + "єв" if word.endswith("їв") else before + ("ев" if before[-1:] in "лжчшщцрн" else "ов")
    for stem in (opened, word):
        yield Declension("m surname", word, stem, "m", animate=True)
