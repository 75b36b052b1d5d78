"""What a text is about, as far as its words tell: the rarer ones, and whether it lists many things."""

import re
from collections import Counter
from collections.abc import Sequence
from zlib import crc32

_STEM = 6
_MOST_STEMS = 48
_ITEMS = 4
_MOST_NUMBERS = 24
_YEARS = 1900, 2100
_MONTH = (
    r"янв(?:ар|\b)|февр?(?:ал|\b)|март|апр(?:ел|\b)|ма[яй]\b|июн|июл|авг(?:уст|\b)|сент?(?:ябр|\b)|окт(?:ябр|\b)"
    r"|ноя(?:бр|\b)|дек(?:абр[яьею]|\b)|січ(?:н|ень)|лют(?:ий|ого|ому)|берез(?:н|ень)|квіт(?:н|ень)|травн?(?:я|ень|ю|і)\b"
    r"|черв(?:н|ень)|лип(?:н|ень)|серп(?:н|ень)|верес(?:н|ень)|жовт(?:н|ень)|листопад|груд(?:н|ень)"
    r"|(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b"
)
_TIME = (
    r"час(?:а|ов|у|ами|и|ів)?\b|год(?:а|ами|у|ин\w?)?\b|лет\b|рок(?:ів|и|у)\b|дн(?:я|ей|ів)\b|д[еі]нь\b|минут|хвилин|секунд"
    r"|(?:hour|minute|second|day|week|month|year)s?\b"
)
_NUMBER = re.compile(rf"[1-9](?<![\w:.,/-].)\d{{1,6}}(?![\w/-]|[:.,]\d|\s?(?:{_MONTH}|{_TIME}))")
_GROUP = re.compile(r"(?<=\d)[ \xa0](?=\d{3}(?!\d))")  # 1 200
_HEAD = 120
_AGAIN = re.compile(
    r"(?<!\w)(?:(?:е?ще один|е?ще одн[ау]|another)"
    r"(?: (?:массирован|масован|ракетн|авиа|авіа|комбинир|комбін|drone|missile|air)\w*)?"
    r"|повторн\w\w) (?:удар|атак|взрыв|вибух|прилет|приліт|обстрел|обстріл|strike|attack|blast|explosion)"
)
_QUOTES = frozenset("«\"“'(")
_SURVEY = re.compile(
    r"(?:главное|головне|коротко|итоги|підсумки|дайджест) .{0,40}(?:утр|вечер|вечор|дня|день|ноч|ніч|недел|тижд|час|:)"
    r"|\bdigest\b|\btop stories\b",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"(?<!\S)(?:\d:)?\d\d:\d\d (?=[^\W\d])")  # of a recording: "04:45 What are these missiles"
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


def numbers(folded: str) -> tuple[int, ...]:
    """The first numbers of a folded text without addresses that count something, from ten on, in order of size.

    Small ones tell little; hours, days of a month, years and what stands behind a hyphen (S-400) count nothing.
    """
    folded = _GROUP.sub("", folded)
    found = {int(number) for number in _NUMBER.findall(folded)[:_MOST_NUMBERS]}
    return tuple(sorted(number for number in found if not _YEARS[0] <= number < _YEARS[1]))


def tells_of_another(folded: str) -> bool:
    """Whether a text begins by saying that it has happened again: what it tells is not what was told before."""
    return _AGAIN.search(folded, 0, _HEAD) is not None


def is_survey(text: str) -> bool:
    """Whether a text is a list of many things: it has several items that begin with the same sign, or says so."""
    lines = text.splitlines()
    if len(lines) >= _ITEMS:
        firsts = [bare[0] for line in lines if (bare := line.lstrip("*_ "))]
        signs = [sign for sign in firsts if not sign.isalnum() and sign not in _QUOTES]
        if len(signs) >= _ITEMS and max(Counter(signs).values()) >= _ITEMS:
            return True
    if text.count(":") >= _ITEMS and len(_CHAPTER.findall(text)) >= _ITEMS:
        return True
    head = text[:200]
    said = head.casefold()  # looking for words costs a tenth of what looking for the pattern does
    return any(map(said.__contains__, _SURVEY_WORDS)) and _SURVEY.search(head) is not None
