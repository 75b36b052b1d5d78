"""When two texts are the same text: an exact hash, a sketch to find the others by, and what is asked of a pair."""

import re
from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from zlib import crc32

from monitor.language.normalize import fold
from monitor.stories._minhash import sketch

FEWEST = 7
"""Words of a text that can be told from others by its words alone."""

_LEAST_SHARED = 0.5
_LEAST_PART = 1 / 3
_STEM = 6
_MOST_STEMS = 48
_ITEMS = 4
_SHORT = 16
_QUOTES = frozenset("«\"“'(")
_SURVEY = re.compile(
    r"(?:главное|головне|коротко|итоги|підсумки|дайджест) .{0,40}(?:утр|вечер|вечор|дня|день|ноч|ніч|недел|тижд|час|:)"
    r"|digest|top stories",
    re.IGNORECASE,
)
_COMMON = frozenset(
    """
    сообщи сообща повідо заявил заявля заявив област област украин україн россий россия росій російс которы который
    человек людей людини также после сегодн сьогод словам данным источн джерел журнал редакц канал каналу подпис підпис
    прислат новост новини информ інформ ситуац время вопрос теперь только ukrain russia report people accord officia
    """.split()  # noqa: SIM905 - a list of words is read as one
)

# Not what a text says but where it leads, or whose it is.
_AWAY = re.compile(r"https?://\S+|(?:t|telegram)\.me/\S+|@\w+")
_CAPITAL = re.compile(r"\b[^\W\d_a-zа-яёіїєґ]\w+")
_WORD = re.compile(r"[^\W_]+")


class Wording:
    """The words of a text in order, folded, and which of them it writes with a capital."""

    def __init__(self, words: Sequence[str], names: frozenset[str] = frozenset()) -> None:
        self.words, self.names = words, names

    @cached_property
    def triples(self) -> set[str]:
        """All runs of three words."""
        return triples(self.words)


def wording_of(text: str) -> Wording:
    """The words of a text as posted."""
    names = {word.casefold().replace("ё", "е") for word in _CAPITAL.findall(text)}
    return Wording(words_of(fold(text).text), frozenset(names))


def words_of(folded: str) -> list[str]:
    """The words of a folded text in order, without addresses and handles."""
    if "@" in folded or "://" in folded or ".me/" in folded:
        folded = _AWAY.sub(" ", folded)
    return _WORD.findall(folded)


def exact(words: Sequence[str]) -> int:
    """A hash of the words, 63 bits; 0 for too few."""
    if len(words) < FEWEST:
        return 0
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest()) >> 1


def sketch_of(words: Sequence[str]) -> tuple[int, ...]:
    """What near copies are found by; empty for too few words."""
    return sketch(triples(words)) if len(words) >= FEWEST else ()


def stems(words: Sequence[str]) -> tuple[int, ...]:
    """The beginnings of the longer words, as far as they tell one text from another, hashed and in order of size.

    Six letters are most of a word in any case; the commonest words of news are left out.
    """
    found = {word[:_STEM] for word in words if len(word) >= _STEM and not word[0].isdecimal()} - _COMMON
    return tuple(sorted(crc32(stem.encode()) for stem in found)[:_MOST_STEMS])


def is_survey(text: str) -> bool:
    """Whether a text is a list of many things: it has several items that begin with the same sign, or says so."""
    lines = [line.lstrip("*_ ")[:1] for line in text.splitlines() if line.strip("*_ ")]
    signs = [sign for sign in lines if sign and not sign.isalnum() and sign not in _QUOTES]
    return any(signs.count(sign) >= _ITEMS for sign in set(signs)) or _SURVEY.search(text[:200]) is not None


def triples(words: Sequence[str]) -> set[str]:
    """All runs of three words."""
    return set(map(" ".join, zip(words, words[1:], words[2:], strict=False)))


def likeness(one: Wording, other: Wording) -> float:
    """How far two texts are one: the share of the shorter's triples that stand in the longer, 0 where that is no copy.

    A word in the middle that is another takes three triples away. Texts that differ in figures are two reports in
    one form (losses by the day), but for one figure in many words; and so are short ones that differ in a name. A
    text that makes up little of the other is quoted there, not copied.
    """
    if one.words == other.words:
        return 1.0
    short, long = sorted((one, other), key=lambda wording: len(wording.words))
    if len(short.words) < FEWEST or len(short.words) < _LEAST_PART * len(long.words):
        return 0.0
    share = len(short.triples & long.triples) / len(short.triples)
    if share < _needed(len(short.words)):
        return 0.0
    return 0.0 if _figures_apart(short.words, long.words) or _named_apart(short, long) else share


def _needed(words: int) -> float:
    """One word of seven takes three of five triples away; of twenty, three of eighteen."""
    return max(0.4, min(_LEAST_SHARED, (words - 5) / (words - 2)))


def _figures_apart(short: Sequence[str], long: Sequence[str]) -> bool:
    mine, others = _figures(short), _figures(long)
    missing = len(mine - others)
    return missing > 1 or (missing == 1 and len(others - mine) >= 1 and len(short) < 2 * FEWEST)


def _named_apart(short: Wording, long: Wording) -> bool:
    """Whether a short text differs from the other in a name: Sumy oblast, Kharkiv oblast."""
    if len(short.words) >= _SHORT:
        return False
    mine, others = set(short.words), set(long.words)
    return bool((mine - others) & short.names) and bool((others - mine) & long.names)


def _figures(words: Sequence[str]) -> set[str]:
    return {word for word in words if word[0].isdecimal()}
