"""Whether "до 7" says what a number became ("зросла до 7"), not a bound."""

from monitor.language.numbers.line import Line
from monitor.language.word_lists import words

_STEMS = (
    "зрос", "зріс", "зроста", "збільш", "сягн", "сяга", "досяг", "піднял", "скорот", "зменш", "знизи", "вирос", "виріс",
    "возрос", "вырос", "увелич", "достиг", "поднял", "подскоч", "сократи", "снизи", "уменьш", "довел", "довед",
)  # fmt: skip
_ENGLISH = words(
    "rose risen rises rising rise climbed climbs climbing increased increases increasing increase grew "
    "grown grows growing jumped raised raises raising brings bringing brought soared revised gone went "
    "goes going mounted surged dropped fell fallen lowered is now"
)
_NOUNS = words("рост роста росте ростом")  # not a stem: Ростов
_ENDS = frozenset(".!?;:,")
_BACK = 12
_AHEAD = 3
_NEAR = 3


def grew(line: Line, lead: int, stop: int) -> bool:
    """Whether a verb of growth stands in the clause before `lead`, or right behind `stop`."""
    text = line.text
    if text[lead].isascii():
        return not _ENGLISH.isdisjoint(text[max(0, lead - (_BACK if text[lead] == "from" else _NEAR)) : lead])
    for at in range(lead - 1, max(-1, lead - 1 - _BACK), -1):
        if text[at] in _ENDS and line.spaced[at + 1] and text[at - 1] != "%":  # "выросло на 5%, до 300"
            break
        if _grows(text[at]):
            return True
    return any(_grows(word) for word in text[stop : stop + _AHEAD])


def _grows(word: str) -> bool:
    return word.startswith(_STEMS) or word in _NOUNS
