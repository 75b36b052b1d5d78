"""What a text is about, as far as its words tell: the rarer ones, and whether it lists many things."""

import re
from collections.abc import Sequence
from zlib import crc32

_STEM = 6
_MOST_STEMS = 48
_ITEMS = 4
_QUOTES = frozenset("«\"“'(")
_SURVEY = re.compile(
    r"(?:главное|головне|коротко|итоги|підсумки|дайджест) .{0,40}(?:утр|вечер|вечор|дня|день|ноч|ніч|недел|тижд|час|:)"
    r"|\bdigest\b|\btop stories\b",
    re.IGNORECASE,
)
_SURVEY_WORDS = ("главное", "головне", "коротко", "итоги", "підсумки", "дайджест", "digest", "top stories")
_COMMON = frozenset(
    """
    сообщи сообща повідо заявил заявля заявив област област украин україн россий россия російс которы людини сегодн
    сьогод словам данным источн джерел журнал редакц каналу подпис підпис новост новини информ інформ ситуац вопрос
    теперь только ukrain russia report people accord
    """.split()  # noqa: SIM905 - a list of words is read as one
)


def stems(words: Sequence[str]) -> tuple[int, ...]:
    """The beginnings of the longer words, as far as they tell one text from another, hashed and in order of size.

    Six letters are most of a word in any case; the commonest words of news are left out.
    """
    found = {word[:_STEM] for word in words if len(word) >= _STEM and not word[0].isdecimal()} - _COMMON
    return tuple(sorted(map(crc32, " ".join(found).encode("utf-8", "surrogatepass").split()))[:_MOST_STEMS])


def is_survey(text: str) -> bool:
    """Whether a text is a list of many things: it has several items that begin with the same sign, or says so."""
    lines = text.splitlines()
    if len(lines) >= _ITEMS:
        firsts = [bare[0] for line in lines if (bare := line.lstrip("*_ "))]
        signs = [sign for sign in firsts if not sign.isalnum() and sign not in _QUOTES]
        if len(signs) >= _ITEMS and any(signs.count(sign) >= _ITEMS for sign in set(signs)):
            return True
    head = text[:200]
    said = head.casefold()  # looking for words costs a tenth of what looking for the pattern does
    return any(map(said.__contains__, _SURVEY_WORDS)) and _SURVEY.search(head) is not None
