"""Names of places: rules of their own, because dictionaries do not know them or know them wrong."""

import re
from collections.abc import Iterator

from monitor.language.inflect._uk_adjectives import adjective, neuter
from monitor.language.inflect._uk_endings import CASES, VOWELS, Declension, paradigm
from monitor.language.inflect._uk_irregular import fixed
from monitor.language.inflect._uk_nouns import noun
from monitor.language.inflect._uk_stems import IRREGULAR, is_sibilant, possible_bare, town_stem
from monitor.language.inflect.word import Paradigm

# Genitives of plural names that no rule gives.
_PLURAL = {
    "суми": "сум",
    "черкаси": "черкас",
    "ромни": "ромен",
    "лубни": "лубен",
    "прилуки": "прилук",
    "луки": "лук",
    "бровари": "броварів",
    "карпати": "карпат",
    "татри": "татр",
    "альпи": "альп",
    "балкани": "балкан",
    "нідерланди": "нідерландів",
    "курили": "курил",
    "філіппіни": "філіппін",
    "броди": "бродів",
    "мальдіви": "мальдів",
    "піски": "пісків",
    "лиски": "лисок",
    "води": "вод",
    "вали": "валів",
    "штати": "штатів",
    "емірати": "еміратів",
}
_FEMININE = re.compile(".*(?:[аеия]нь|[аяо]сь|[оі]сть|усь|[аоя]дь|п'ять|[аи]ть|[оа]вь|отінь)$")
_MASCULINE = frozenset({"кремень", "січень", "ясень", "любань-град"})
_SOFT_ADJECTIVE = re.compile(".+нє$")
_ADJECTIVE_E = re.compile(".*(?:[сзц]ьк|[внрлмд]|[бгдзкмпрстх]к)е$")
_NOUN_E = re.compile(".*(?:поле|море|ще|ісце|ерце|сонце)$")
_VILLAGE = re.compile("(.+[бвгґджзйклмнпрстфхцчшщ'аеиіоу][оеє]в)о$")
_NO_VILLAGE = frozenset({"косово", "сараєво"})
_VILLAGE_OVA = re.compile(".+[бвгґджзйклмнпрстфхцчшщ'](?:ова|ева)$|.+єва$|.+нна$")
_NOUN_OVA = frozenset({"молдова", "мордова", "полова", "основа", "голова", "падова", "генова", "казанова"})
# Adjectives that names of places begin with, some of which dictionaries take for other words.
_ADJECTIVES = re.compile(
    "(?P<stem>мал|велик|нов|стар|біл|чорн|червон|красн|зелен|верхн|нижн|середн|крив|сух|мокр|широк|глибок|добр|жовт|"
    "син|золот|гостр|кам'ян|піщан|вільн|ясн|довг|свят|висок|лиш|гол|дик|первомайськ|західн|східн|південн|північн)"
    "(?P<ending>а|е|і|ий|ій|я|є|ої|ого|ому|их|у|ою|им)$"
)
# Of animals and people, before a noun or alone: Козача Лопань, Вовча, Стрілеча.
_OF_ANIMALS = re.compile(
    "(?P<stem>козач|вовч|лисич|стрілеч|стріляч|заяч|собач|ведмеж|княж|рибач|качач|коров'яч|овеч|гаряч|більш|менш|бабч|"
    "свиняч|кобиляч|чаяч|гусяч|теляч|дівоч|жіноч|пташ|орляч|чорнеч|купеч|стареч|волоч)(?:а|е|і|ий|ої|ого|их|у|ою|им|ій)$"
)
_SOFT_STEMS = frozenset({"верхн", "нижн", "середн", "син"})
_TOWN_IN_A = re.compile(".*(?:[сзц]ьк|[ії]в|град|город|бург|ин|їн|ець|ок|[аую]к|иця)$")
_LAND_IN_U = re.compile(
    ".*(?:стан|крим|донбас|кузбас|кавказ|іран|ірак|ліван|в'єтнам|єгипет|китай|алтай|дунай|сибір|урал|тибет|схід|захід|"
    "південь|край|острів|непал|катар|сахалін|псел|рейн|дон|буг|сейм|ніл|ріг|яр|шлях|міст|брід|бір|луг|кут)$"
)


def lemma_of_place(word: str) -> str:
    """The masculine nominative of an adjective that many names have (Мала, Нове, Великі), or ""."""
    match = _ADJECTIVES.match(word) or _OF_ANIMALS.match(word)
    if match is None:
        return "часів" if word == "часів" else ""
    return match["stem"] + ("ій" if match["stem"] in _SOFT_STEMS else "ий")


def place(word: str, confirmed: frozenset[str]) -> tuple[Paradigm, ...]:
    """A town, village, river or land, given in the nominative in small letters."""
    match word[-1]:
        case "о":
            return tuple(_in_o(word))
        case "е" | "є":
            return tuple(_in_e(word)) or (fixed(word, known=False),)
        case "а" if _VILLAGE_OVA.match(word) and word not in _NOUN_OVA:
            return adjective(word[:-1] + "ий")
        case "а" | "я" if word.endswith(("оа", "уа", "еа")):
            return (fixed(word, known=False),)
        case "а" | "я":
            return tuple(paradigm(how, proper=True) for how in noun(word, proper=True))
        case "и" | "і" | "ї":
            return _plural(word)
        case letter if letter in VOWELS:
            return (fixed(word, known=False),)
    return tuple(paradigm(how, proper=True) for how in _in_consonant(word, confirmed))


def _in_o(word: str) -> Iterator[Paradigm]:
    """Плехово: said unchanged, like село, and like the villages in -ове."""
    if word[-2:-1] in VOWELS:
        yield fixed(word, known=False)
        return
    yield Paradigm(word, "noun", {("sg", case): (word,) for case in CASES}, "n", False)
    yield paradigm(Declension("n hard", word, word[:-1], "n"), proper=True)
    if (match := _VILLAGE.match(word)) and word not in _NO_VILLAGE:
        slots = neuter(match[1])
        for case in ("nom", "acc", "voc"):
            slots["sg", case] = (word, *slots["sg", case])
        yield Paradigm(word, "noun", slots, "n", False)


def _in_e(word: str) -> Iterator[Paradigm]:
    if _SOFT_ADJECTIVE.match(word):
        yield from adjective(word[:-1] + "ій")
    elif _NOUN_E.match(word):
        yield from (paradigm(how, proper=True) for how in noun(word))
    elif _ADJECTIVE_E.match(word) and len(word) > 4:
        yield from adjective(word[:-1] + "ий")


def _plural(word: str) -> tuple[Paradigm, ...]:
    """Суми, Чернівці, Барановичі; foreign names in -і stay as they are."""
    stem, last = word[:-1], word[-1]
    if last == "ї":
        return (paradigm(Declension("pl й", word, stem, "", (stem + "їв",))),)
    if last == "и":
        return (paradigm(Declension("pl hard", word, stem, "", _bare(word, stem))),)
    if is_sibilant(stem):
        return (paradigm(Declension("pl sibilant", word, stem, "", (stem + "ів",))),)
    if stem.endswith("ц"):
        return (paradigm(Declension("pl soft", word, stem, "", (stem + "ів",))),)
    return (fixed(word, known=False),)


def _bare(word: str, stem: str) -> tuple[str, ...]:
    if word in _PLURAL:
        return (_PLURAL[word],)
    if stem.endswith(("ан", "ян")):
        return (stem,)
    short = possible_bare(stem)[:1]
    awkward = len(stem) > 1 and stem[-2] not in VOWELS and short == (stem,)
    return (stem + "ів",) if awkward else (stem + "ів", *short)


def _in_consonant(word: str, confirmed: frozenset[str]) -> Iterator[Declension]:
    stem = town_stem(word)
    last = word[-1]
    if last == "ь" and _FEMININE.match(word) and word not in _MASCULINE:
        yield Declension("f third", word, stem, "f")
    elif len(confirmed) > 4 and not word.endswith(("ів", "їв")) and word not in IRREGULAR:
        yield from (_town(how, word) for how in noun(word, confirmed, proper=True))
    elif last == "ь":
        table = "m ець" if word.endswith("ець") else "m soft"
        yield _town(Declension(table, word, stem, "m"), word)
    elif last == "й":
        yield _town(Declension("m й", word, stem, "m"), word)
    elif is_sibilant(word):
        yield Declension("m sibilant", word, stem, "m", genitive="а", animate=False)
    else:
        yield _town(Declension("m hard", word, stem, "m"), word)


def _town(how: Declension, word: str) -> Declension:
    """Харкова, Курська: -а; Криму, Ірану: -у; of others both are written."""
    if how.gender != "m":
        return how
    table = how.table
    if table in {"m soft", "m й", "m ець"}:
        genitive = "ю" if _LAND_IN_U.match(word) else "яю" if table == "m й" else "я"
        return how._replace(genitive=genitive, animate=False)
    if word[-1] in "гґк":
        table = "m velar" if word.endswith(("ськ", "цьк", "зьк", "ок")) else "m velar town"
    genitive = "а" if _TOWN_IN_A.match(word) else "у" if _LAND_IN_U.match(word) else "ау"
    return how._replace(table=table, genitive=genitive, animate=False)
