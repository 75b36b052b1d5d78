"""Who says so: names with words of saying, in the sentence of a claim or in one of its own beside it."""

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from monitor.language.claims import speaker_words as words
from monitor.model.claim import Part


def _whole(table: str) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(table.split()) + r")\Z")


_PIECE: Final = re.compile(
    r"«[^»\n]{1,60}»|\"[^\"\n]{1,60}\"(?!\w)|“[^”\n]{1,60}”|\([^\W\d_][\w-]{1,11}\)|\w+(?:['’ʼ-]\w+)*|[^\w\s]"
)
_SOURCE: Final = _whole(words.SOURCE + words.SOURCE_EN)
_SAY: Final = _whole(words.SAY)
_SAY_EN: Final = _whole(words.SAY_EN)
_DATA: Final = _whole(words.DATA)
_ASIDE: Final = frozenset(words.ASIDE.split())
_STOP: Final = _whole(words.STOP)
_STOP_EN: Final = _whole(words.STOP_EN)
_TITLE: Final = frozenset(words.TITLE_EN.split())
_ARTICLE: Final = frozenset(words.ARTICLE.split())
_AND: Final = frozenset({"и", "і", "та", "й", "and"})
_DASHES: Final = frozenset("-–—‒")
_CLOSING: Final = frozenset('»"”')
_ADJECTIVE: Final = re.compile(r"[а-яіїєґ'-]+(?:[иы]й|ій|ая|яя|а|ое|ее|е|ые|ие|і|ого|его|ої|ой|[иы]х|[иы]ми|ому|ему)\Z")
_PERSON: Final = re.compile(r"[\w-]+(?:ий|ій|ов|ев|єв|ін|ин|ко|ук|юк|ян|як|ич|ець|ман)\Z")
_PURE: Final = re.compile(r"\W*(?:про\s+(?:це|таке)|об\s+этом|о\s+(?:том|таком))\b", re.IGNORECASE)
_GOES_ON: Final = re.compile(r"\W*(?:він|вона|вони|он|она|они|he|she|it|they)\s", re.IGNORECASE)
_LATIN: Final = re.compile("[a-z]")
_TOLL: Final = frozenset({"the", "its", "toll", "death", "number"})
_LONGEST: Final = 11
_RELATIVE: Final = ("котор", "яких", "якого", "яку", "якої")
"""80 тысяч, о которых пишут СМИ: another says it than this sentence does."""


_Cue = Literal["dash", "colon", "data", "say", "says", "according"]


class _Word(NamedTuple):
    """`text` is in small letters; `[start, end)` of the text as posted."""

    text: str
    start: int
    end: int
    capital: bool

    @property
    def word(self) -> bool:
        return self.text[0].isalnum() or len(self.text) > 1


class Said(NamedTuple):
    """`[start, end)` is who says it; it covers what stands in `[low, high)`.

    `tail`: it closes a quotation that began before.
    """

    start: int
    end: int
    low: int
    high: int
    tail: bool = False


class Speakers:
    """Those whom a text quotes, read sentence by sentence as they are asked for."""

    __slots__ = ("_bounds", "_read", "_text")

    def __init__(self, text: str, bounds: list[tuple[int, int]]) -> None:
        self._text = text
        self._bounds = bounds
        self._read: dict[int, list[Said]] = {}

    def of(self, sentence: int, number: Part) -> Part | None:
        """Who says what stands at `number`, in that sentence."""
        here = [said for said in self._of(sentence) if said.low <= number[0] < said.high]
        if here:
            found = min(here, key=lambda said: max(number[0] - said.end, said.start - number[1]))
            return found.start, found.end
        return self._behind(sentence) or self._ahead(sentence)

    def _behind(self, sentence: int) -> Part | None:
        """He added that: the one who was quoted before."""
        if sentence == 0 or not (_GOES_ON.match(self._text, *self._bounds[sentence]) or self._goes_on(sentence)):
            return None
        before = self._of(sentence - 1)
        return (before[-1].start, before[-1].end) if before else None

    def _goes_on(self, sentence: int) -> bool:
        """…, it said"""
        return (
            re.search(r",\s+(?:it|he|she|they)\s+(?:said|says|added)\b", self._text[slice(*self._bounds[sentence])])
            is not None
        )

    def _ahead(self, sentence: int) -> Part | None:
        """Про це повідомив …; …», — сказал …"""
        if sentence + 1 >= len(self._bounds):
            return None
        behind = self._of(sentence + 1)
        pure = bool(behind) and _PURE.match(self._text, *self._bounds[sentence + 1]) is not None
        return next(((said.start, said.end) for said in behind if pure or said.tail), None)

    def _of(self, sentence: int) -> list[Said]:
        found = self._read.get(sentence)
        if found is None:
            start, end = self._bounds[sentence]
            found = self._read[sentence] = _Sentence(self._text, start, end).said()
        return found


class _Sentence:
    """The words of one sentence, and the names to the left and right of a word of saying."""

    __slots__ = ("end", "start", "text", "words")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.words = [_read(match) for match in _PIECE.finditer(text, start, end)]

    def said(self) -> list[Said]:
        found: list[Said] = []
        for at, word in enumerate(self.words):
            cue = _cue(word.text)
            said = None if cue is None else self._by(cue, at)
            if said is not None:
                found.append(said)
        return found

    def _by(self, cue: _Cue, at: int) -> Said | None:
        match cue:
            case "dash":
                return self._closing(at)
            case "colon":
                return self._opening(at)
            case "data":
                return self._given(at)
            case "say":
                return self._says(at)
            case "says":
                return self._says_en(at)
            case "according":
                return self._according(at)

    def _says(self, at: int) -> Said | None:
        """сообщил глава …; глава … сообщил, что"""
        if self._text(at - 1).startswith(_RELATIVE):
            return None
        first = at + 1
        while self._text(first) in _ASIDE:
            first += 1
        part = self._right(first)
        if part is not None:
            return Said(*part, self.start, self.end, self._closes(at))
        part = self._left(at)
        return None if part is None else Said(*part, self.words[at].end, self.end)

    def _says_en(self, at: int) -> Said | None:
        """The military says that …; …, state media said; …, said the governor"""
        after, before = self._text(at + 1), self._text(at - 1)
        if after == "responsibility" or (self._text(at).startswith("put") and after not in _TOLL):
            return None
        if after == "by":
            part = self._right(at + 2)
            return None if part is None else Said(*part, self.start, self.end)
        if before in {",", '"', "”"} and (part := self._right(at + 1)) is not None:
            return Said(*part, self.start, self.end, self._closes(at))
        part = self._left(at)
        if part is None:
            return None
        tail = after in {"", ".", ",", "on", "in"} and self._opens(part[0])
        return Said(*part, self.start if tail else self.words[at].end, self.end)

    def _opens(self, start: int) -> bool:
        """Whether a comma stands before: what they said stands before it."""
        return self.text[max(self.start, start - 6) : start].removesuffix("the ").removesuffix("The ").rstrip()[
            -1:
        ] in {",", '"', "”"}

    def _given(self, at: int) -> Said | None:
        """по данным …, за словами …, со ссылкой на …"""
        if self._text(at - 1) not in {"по", "за", "со", "с", "з", "із", "зі"}:
            return None
        first = at + 2 if self._text(at + 1) == "на" and self._text(at).startswith(("ссыл", "посил")) else at + 1
        part = self._right(first)
        return None if part is None else Said(*part, self.start, self.end)

    def _according(self, at: int) -> Said | None:
        if self._text(at + 1) != "to":
            return None
        first = at + 2
        for by in range(first, first + 6):
            if self._text(by) in {"by", "from"}:
                first = by + 1
        part = self._right(first)
        return None if part is None else Said(*part, self.start, self.end)

    def _closing(self, at: int) -> Said | None:
        """… - прокуратура; and nothing behind it"""
        part = self._right(at + 1)
        if part is None or any(word.word for word in self.words if word.start >= part[1]):
            return None
        first = self.words[at + 1] if self._text(at + 1) not in _ARTICLE else self.words[at + 2]
        known = _SOURCE.match(first.text) or self.text[first.start : first.end].isupper() or _LATIN.match(first.text)
        quoted = self._text(at - 1) in {",", "»", '"', "”"} or first.text == "112"
        if not (quoted or known or (_ADJECTIVE.match(first.text) and not first.capital)):
            return None
        return Said(*part, self.start, self.words[at].start, self._closes(at))

    def _opening(self, at: int) -> Said | None:
        """Зеленский: …"""
        before = [word for word in self.words[:at] if word.word]
        if not before or len(before) > 5 or self._text(at + 1) == "" or not before[0].capital:
            return None
        whole = self.text[before[0].start : before[-1].end]
        if not (
            whole.isupper() or _SOURCE.match(before[0].text) or (_PERSON.match(before[-1].text) and before[-1].capital)
        ):
            return None
        return Said(before[0].start, before[-1].end, self.words[at].end, self.end)

    def _closes(self, at: int) -> bool:
        """Whether a quotation ends before it that did not begin in this sentence."""
        before = [word.text for word in self.words[max(0, at - 3) : at]]
        if not _CLOSING.intersection(before):
            return False
        head = self.text[self.start : self.words[at].start]
        return ("«" not in head and "“" not in head and head.count('"') % 2 == 1) or ("»" in before and "«" not in head)

    def _right(self, first: int) -> Part | None:
        """The name that begins there."""
        if self._text(first) in _ARTICLE:
            first += 1
        last = first
        while last < min(first + _LONGEST, len(self.words)) and self._goes(last, last > first):
            last += 1
        return self._named(first, last)

    def _left(self, end: int) -> Part | None:
        """The name that ends there, or before words of time."""
        last = end - 1 if self._text(end - 1) == "," else end
        while last > 0 and self._text(last - 1) in _ASIDE:
            last -= 1
        for _ in range(2):
            first = last
            while first > max(0, last - _LONGEST) and self._goes(first - 1, first < last):
                first -= 1
            part = self._trimmed(first, last)
            if part is not None or first == 0 or not _STOP.match(self.words[first - 1].text):
                return part
            last = first - 1
        return None

    def _trimmed(self, first: int, last: int) -> Part | None:
        while first < last:
            part = self._named(first, last)
            if part is not None:
                return part
            first += 1
        return None

    def _goes(self, at: int, inside: bool) -> bool:
        """Whether a name may hold this word."""
        word = self.words[at]
        if word.text in _AND:
            following = self.words[at + 2 if self._text(at + 1) in _ARTICLE else at + 1 : at + 3]
            return inside and bool(following) and following[0].capital and at > 0 and self.words[at - 1].capital
        if word.text == ".":
            return self._text(at - 1) in _TITLE
        if not word.word or _STOP_EN.match(word.text) or _SAY.match(word.text):
            return False
        if word.text in {"о", "об"} or _STOP.match(word.text):
            return False
        return not word.text.isdecimal() or word.text == "112"

    def _named(self, first: int, last: int) -> Part | None:
        """Whether these words are a name: those before its noun are adjectives."""
        while first < last and self._text(first) in _ARTICLE:
            first += 1
        for at in range(first, min(last, first + 5)):
            word = self.words[at]
            if word.capital or word.text == "112" or _SOURCE.match(word.text):
                return self.words[first].start, self.words[last - 1].end
            if not (_ADJECTIVE.match(word.text) or _LATIN.match(word.text)):
                return None
        return None

    def _text(self, at: int) -> str:
        return self.words[at].text if 0 <= at < len(self.words) else ""


def _read(match: re.Match[str]) -> _Word:
    text = match[0]
    return _new(_Word, (text.lower().replace("’", "'").replace("ʼ", "'"), *match.span(), text[0].isupper()))


_new = tuple.__new__  # a sentence has many words, and this makes one in half the time


@lru_cache(maxsize=20_000)
def _cue(text: str) -> _Cue | None:
    """What in a sentence tells that somebody is quoted."""
    if not text[0].isalpha():
        return "dash" if text in _DASHES else "colon" if text == ":" else None
    if text == "according":
        return "according"
    return "data" if _DATA.match(text) else "say" if _SAY.match(text) else "says" if _SAY_EN.match(text) else None
