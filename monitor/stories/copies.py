"""When two texts are the same text: an exact hash, a sketch to find the others by, and what is asked of a pair."""

import re
from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b

from monitor.language.normalize import fold
from monitor.language.runs import runs
from monitor.stories._minhash import sketch

FEWEST = 7
"""Words of a text that can be told from others by its words alone."""

_LEAST_SHARED = 0.5
_LEAST_PART = 1 / 3
_SHORT = 16

# Not what a text says but where it leads, or whose it is.
AWAY = re.compile(r"https?://\S+|(?:t|telegram)\.me/\S+|@\w+")
_CAPITAL = re.compile(r"\b[^\W\d_a-zа-яёіїєґ]\w+")


class Wording:
    """The words of a text in order, folded, and which of them it writes with a capital."""

    def __init__(self, words: Sequence[str], text: str = "") -> None:
        self.words, self._text = words, text

    @cached_property
    def triples(self) -> set[tuple[str, str, str]]:
        """All runs of three words."""
        return set(zip(self.words, self.words[1:], self.words[2:], strict=False))

    @cached_property
    def different(self) -> frozenset[str]:
        """Each word once."""
        return frozenset(self.words)

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(word.casefold().replace("ё", "е") for word in _CAPITAL.findall(self._text))


def wording_of(text: str) -> Wording:
    """The words of a text as posted."""
    return Wording(words_of(fold(text, close=False).text), text)


def words_of(folded: str) -> list[str]:
    """The words of a folded text in order, without addresses and handles."""
    return runs(in_the_open(folded))


def in_the_open(folded: str) -> str:
    """A folded text without addresses and handles."""
    return AWAY.sub(" ", folded) if "@" in folded or "://" in folded or ".me/" in folded else folded


def hashed(words: str) -> tuple[int, tuple[int, ...]]:
    """What a text is found by where it is the same, a hash of its words in 63 bits, and what near copies are found by.

    0 and nothing for too few words; they come one after the other with a space between.
    """
    whole = words.encode()
    parts = whole.split()
    if len(parts) < FEWEST:
        return 0, ()
    exact = int.from_bytes(blake2b(whole, digest_size=8).digest()) >> 1
    # UTF-8 is made of all at once: each run of three would be turned into it alone to be hashed.
    return exact, sketch(map(b" ".join, zip(parts, parts[1:], parts[2:], strict=False)))


def likeness(one: Wording, other: Wording) -> float:
    """How far two texts are one: the share of the shorter's triples that stand in the longer, 0 where that is no copy.

    A word in the middle that is another takes three triples away. Texts that differ in figures are two reports in
    one form (losses by the day), but for one figure in many words; and so are short ones that differ in a name. A
    text that makes up little of the other is quoted there, not copied.
    """
    if one.words == other.words:
        return 1.0
    short, long = (one, other) if len(one.words) <= len(other.words) else (other, one)
    if is_part(len(short.words), len(long.words)):
        return 0.0
    needed = _needed(len(short.words))
    if most_shared(short, long) < needed:
        return 0.0
    share = len(short.triples & long.triples) / len(short.triples)
    if share < needed:
        return 0.0
    return 0.0 if _figures_apart(short.words, long.words) or _named_apart(short, long) else share


def most_shared(short: Wording, long: Wording) -> float:
    """What their share of triples is at most, as far as words alone tell; most pairs are none, and need no triples.

    A triple in common starts at a word in common that two others follow; and each different word but two ends a
    triple of its own.
    """
    triples = len(short.different) - 2
    return (sum(map(long.different.__contains__, short.words)) - 2) / triples if triples > 0 else 1.0


def is_part(short: int, long: int) -> bool:
    """Whether so few words can be no copy of so many."""
    return short < FEWEST or short < _LEAST_PART * long


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
