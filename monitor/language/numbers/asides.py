"""Numbers that count no one: dates, times, ages, measures, money, shares, names of things with numbers in them."""

from monitor.language.numbers.aside_words import (
    ABBREVIATED,
    ADDRESS,
    AGE_BOUNDS,
    AGED,
    AMPLE,
    BETWEEN,
    CAPITALISED_MONTHS,
    DESIGNATED,
    EMERGENCY,
    FRACTION_STEMS,
    GROWN,
    MEASURE_STEMS,
    MEASURES,
    MONTHS,
    NAMED,
    NO_ORDINAL,
    ONE_ENDINGS,
    ORDINAL_STEMS,
    PEOPLE,
    PREPOSITIONS,
    RATIO_ONE,
    REGIMENT_END,
    REGIMENTS,
    SINGULAR_ENDINGS,
    SINGULAR_STEMS,
    SIZES,
    SOURCES,
    YEAR_BEFORE,
    YOUNG,
)
from monitor.language.numbers.line import Line
from monitor.language.numbers.words import WORDS

_MONEY = frozenset("$€£¥₴₽₸")
_NEVER_BEFORE = _MONEY | frozenset("#@/\\=×_&^|")
_SIGNS = frozenset("-+")
_TIES = frozenset("-/+×=")
_HALF_DAYS = frozenset("ap")
_TOWNS = frozenset({"м", "г"})
_PLURAL_ENDINGS = ("их", "ых")
_KEYCAP = "\u20e3"
_LOOK_BACK = 5


def counts_nothing(line: Line, first: int, stop: int, value: int, *, digits: bool) -> bool:
    """Whether the number at `[first, stop)` is no count, by what stands around it. `named` looks at what it names."""
    if measured(line, stop) or _tied_before(line, first) or _tied_behind(line, stop):
        return True
    if line.text[stop].startswith(FRACTION_STEMS) or _is_ratio(line, first, stop):
        return True
    if not digits:
        return _worded(line, first, stop, value)
    return (
        _addressed(line, first, stop)
        or _dated(line, first, stop, value)
        or _is_bounded_age(line, first, stop, value)
        or _listed(line, first, stop)
    )


def measured(line: Line, stop: int) -> bool:
    """Whether a measure, money, a share or a month stands behind the number."""
    text = line.text
    word = text[stop]
    if word in AMPLE:
        stop += 1
        if text[stop] == ".":
            stop += 1
        word = text[stop]
    if word in MEASURES:
        # "м. Харків" and "г. Сумы" are towns.
        return not (word in _TOWNS and text[stop + 1] == "." and line.capital[stop + 2])
    if word in MONTHS:
        return word not in CAPITALISED_MONTHS or line.capital[stop]
    if word in _HALF_DAYS:
        return text[stop + 1] == "." and text[stop + 2] == "m"
    if word in _MONEY or word.startswith(MEASURE_STEMS) or (word == "per" and text[stop + 1] == "cent"):
        return True
    return text[stop + 1] in SIZES and len(text[stop + 1]) > 2 and word.endswith(_PLURAL_ENDINGS)


def _tied_before(line: Line, first: int) -> bool:
    """Letters or a hyphen that make it a part of a name: Т-72, МН17, №5, $5."""
    text = line.text
    before = text[first - 1]
    if before in _MONEY:
        return True
    if not line.glued(first):
        return False
    if before in _SIGNS:
        return line.glued(first - 1) and text[first - 2].isalnum()
    return before.isalnum() or before in _NEVER_BEFORE


def _tied_behind(line: Line, stop: int) -> bool:
    """Letters, a hyphen with a word, or a fraction: 155th, 45-летний, 3/4."""
    text = line.text
    if not line.glued(stop):
        return False
    behind = text[stop]
    if behind in _TIES:
        return line.glued(stop + 1) and text[stop + 1].isalnum() and text[stop + 1] != "odd"
    return behind == _KEYCAP or (behind.isalpha() and behind not in PEOPLE)


def _is_ratio(line: Line, first: int, stop: int) -> bool:
    """ "1 к 7", "один до п'яти", "ten to one", "one in five": either number of them."""
    text = line.text
    sign, before = text[stop], text[first - 1]
    if sign == "к":
        return _is_number(text[stop + 1])
    if before == "к":
        return _is_number(text[first - 2])
    if sign == "in" or before == "in":
        one = text[first] if sign == "in" else text[first - 2]
        return one in RATIO_ONE and _is_number(text[stop + 1] if sign == "in" else text[first])
    if sign == "до":
        return stop - first == 1 and text[first] in RATIO_ONE and _is_number(text[stop + 1])
    if before == "до":
        return text[first - 2] in RATIO_ONE
    if sign == "to":
        return text[stop + 1] in RATIO_ONE
    return before == "to" and text[first] in RATIO_ONE and _is_number(text[first - 2])


def _is_number(word: str) -> bool:
    found = WORDS.get(word)
    return word.isdecimal() or (found is not None and found.role == "cardinal")


def _worded(line: Line, first: int, stop: int, value: int) -> bool:
    """ "Двадцять перший" is an ordinal, "phase two" a name."""
    if value >= 20 and value % 10 == 0 and line.text[stop].startswith(ORDINAL_STEMS):
        return True
    return line.text[first - 1] in DESIGNATED


def named(line: Line, first: int, stop: int) -> bool:
    """Whether digits tell one thing from others, or an age: "ст. 286", "груз 200", "5 этаж", "aged 12"."""
    text = line.text
    before = text[first - 1]
    if before == "." and text[first - 2] in ABBREVIATED:
        return text[first - 4] != "т"  # "в т.ч. 5 детей"
    if (
        _is_model(line, first, stop)
        or before in NAMED
        or before in AGED
        or (before in BETWEEN and text[first - 2] in AGED)
    ):
        return True
    if text[first] in EMERGENCY and before in SOURCES:
        return True
    return _is_ordinal(text[stop], text[stop - 1])


def _is_model(line: Line, first: int, stop: int) -> bool:
    """A Latin name with its number in a Cyrillic text: "Leopard 2", "Superjet 100 после посадки"."""
    text = line.text
    before, following = text[first - 1], text[stop]
    if not line.capital[first - 1] or not before.isascii() or len(before) < 3 or stop - first > 1:
        return False
    if following.isalpha():
        return following in PREPOSITIONS
    return not (text[first - 2] + text[stop + 1]).isascii()


def _is_ordinal(following: str, digits: str) -> bool:
    """Whether digits before this word number it: "47 бригада", "5 окрема", "72 омсбр", "3 Донецкого"."""
    if following in REGIMENTS or following.endswith(REGIMENT_END):
        return True
    if following.startswith(SINGULAR_STEMS) and following.endswith(SINGULAR_ENDINGS):
        return True
    if digits.endswith("1") and not digits.endswith("11"):
        return False  # "21 раненого" is a count
    return following.endswith(ONE_ENDINGS) and following not in NO_ORDINAL


def _addressed(line: Line, first: int, stop: int) -> bool:
    """ "Ул. Ленина, 5"."""
    text = line.text
    at = first - 1
    if text[at] != "," and text[stop].isalpha():
        return False
    while at >= max(0, first - _LOOK_BACK) and (text[at] in ",." or line.capital[at]):
        if text[at] in ADDRESS:
            return True
        at -= 1
    return text[at] in ADDRESS


def _dated(line: Line, first: int, stop: int, value: int) -> bool:
    """A year without its noun, or an English date: "in 2022", "(2022)", "May 14"."""
    text = line.text
    before, following = text[first - 1], text[stop]
    month = before in MONTHS and (before not in CAPITALISED_MONTHS or line.capital[first - 1])
    if month and before.isascii() and value <= 31:
        return following not in PEOPLE
    if not is_year(text[first]) or not is_year(text[stop - 1]) or following in PEOPLE:
        return False
    if value % 100 == 0 and following[:1].isalpha():
        return False
    if month or stop - first == 3 or before in YEAR_BEFORE or (before == "(" and following == ")"):
        return True
    if before == "," and text[first - 3] in MONTHS:
        return True  # "May 14, 2024"
    return first > 1 and line.capital[first - 1] and not following[:1].isalpha()


def is_year(word: str) -> bool:
    """Whether digits may be a year of our time."""
    return len(word) == 4 and word.startswith(("19", "20"))


def _is_bounded_age(line: Line, first: int, stop: int, value: int) -> bool:
    """ "Children under 18", and the ", 45," behind a name."""
    text = line.text
    before, earlier, following = text[first - 1], text[first - 2], text[stop]
    if value >= 100:
        return False
    if before in AGE_BOUNDS and earlier in YOUNG and (value <= GROWN or before.isascii()):
        return following not in PEOPLE
    return before == "," and following == "," and first > 2 and line.capital[first - 2] and earlier.isascii()


def _listed(line: Line, first: int, stop: int) -> bool:
    """The number of a paragraph: "1. …", "2) …"."""
    text = line.text
    sign = text[stop]
    if sign not in {".", ")"} or not line.glued(stop) or stop - first > 1 or _is_part(line, stop + 1):
        return False
    if sign == ")":
        return "(" not in text[max(0, first - 12) : first]
    return len(text[first]) <= 2 and not any(word.isalnum() for word in text[max(0, first - 4) : first])


def _is_part(line: Line, at: int) -> bool:
    """Whether digits stick to the sign before them."""
    return line.glued(at) and line.text[at].isdecimal()
