"""The words of one sentence, and the names to the left and right of its words of saying."""

import re
from typing import Final, NamedTuple

from monitor.language.claims import speaker_words as words
from monitor.language.claims.lexicon import word as meaning
from monitor.language.claims.quoted_words import QUOTES, SAY, Cue, cue, read, whole
from monitor.language.claims.slang import PERSONNEL
from monitor.model.claim import Part

_SOURCE: Final = whole(words.SOURCE + words.SOURCE_EN)
_ASIDE: Final = frozenset(words.ASIDE.split())
_STOP: Final = whole(words.STOP)
_STOP_EN: Final = whole(words.STOP_EN)
_TITLE: Final = frozenset(words.TITLE_EN.split())
_ARTICLE: Final = frozenset(words.ARTICLE.split())
_AND: Final = frozenset({"и", "і", "та", "й", "and"})
_CLOSING: Final = frozenset('»"”')
_ADJECTIVE: Final = re.compile(r"[а-яіїєґ'-]+(?:[иы]й|ій|ая|яя|а|ое|ее|е|ые|ие|і|ого|его|ої|ой|[иы]х|[иы]ми|ому|ему)\Z")
_PERSON: Final = re.compile(r"[\w-]+(?:ий|ій|ов|ев|єв|ін|ин|ко|ук|юк|ян|як|ич|ець|ман)\Z")
_LATIN: Final = re.compile("[a-z]")
_TOLL: Final = frozenset({"the", "its", "toll", "death", "number"})
_LONGEST: Final = 11
_OF: Final = frozenset({"по", "за", "со", "с", "з", "із", "зі"})
_FROM: Final = frozenset({"из", "з", "із"})
_NOBODY: Final = frozenset(words.NOBODY.split())
_VERB: Final = re.compile(r"[а-яіїєґ'-]+(?:[иаую]в|л[аио]|л|ли|лися|лись|[уюяа]ть|[ауюя]т)\Z")
_CLAUSE: Final = re.compile(
    r"(?:\w+(?:щий|щая|щие|вший|вшая|вшие|ючи|учи|ячи|уя|ая)|котор\w+|як(?:ий|а|і)|who|which)\Z"
)
_BETWEEN: Final = 14
_RELATIVE: Final = ("котор", "яких", "якого", "яку", "якої")
"""80 тысяч, о которых пишут СМИ: another says it than this sentence does."""


class Said(NamedTuple):
    """`[start, end)` is who says it; it covers what stands in `[low, high)`.

    `tail`: it closes a quotation that began before.
    """

    start: int
    end: int
    low: int
    high: int
    tail: bool = False


class Quoting:
    """Who is quoted in one sentence."""

    __slots__ = ("end", "start", "text", "words")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.words = read(text, start, end)

    def said(self) -> list[Said]:
        found: list[Said] = []
        for at, word in enumerate(self.words):
            sign = cue(word.text)
            named = sign == "says" and word.capital and at > 0  # Borno State
            said = None if sign is None or named else self._by(sign, at)
            if said is not None:
                found.append(said)
        return found

    def _by(self, sign: Cue, at: int) -> Said | None:
        match sign:
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
        while self._text(first) in _ASIDE or (self._text(first)[:1] in QUOTES and self._is_source(first + 1)):
            first += 1  # сообщил «Интерфаксу» источник
        part = self._right(first)
        if part is not None:
            return Said(*part, self.start, self.end, self._closes(at))
        if any(self._text(near).startswith(("посил", "ссыл")) for near in range(at - 5, at)):
            return None  # Reuters з посиланням на джерела пише
        part = self._left(at) or self._before_clause(at) or self._head(at)
        return None if part is None else Said(*part, self.words[at].end, self.end)

    def _is_source(self, at: int) -> bool:
        return _SOURCE.match(self._text(at)) is not None

    def _before_clause(self, at: int) -> Part | None:
        """Глава области, комментируя удар, сообщил …"""
        if self._text(at - 1) != ",":
            return None
        for comma in range(at - 2, max(0, at - _BETWEEN), -1):
            if self._text(comma) == ",":
                return self._left(comma) if _CLAUSE.match(self._text(comma + 1)) else None
        return None

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
        part = self._left(at - (before in {"has", "have"})) or self._before_clause(at)
        if part is None:
            return None
        if self._text(at) in {"told", "tells"}:
            after = self._text(self._past_name(at + 1))  # told AFP on Monday
        tail = after in {"", ".", ",", "on", "in"} and self._opens(part[0])
        return Said(*part, self.start if tail else self.words[at].end, self.end)

    def _past_name(self, at: int) -> int:
        while at < len(self.words) and (self.words[at].capital or self._text(at) in _ARTICLE):
            at += 1
        return at

    def _opens(self, start: int) -> bool:
        """Whether a comma stands before: what they said stands before it."""
        head = self.text[max(self.start, start - 6) : start].rstrip()
        for article in _ARTICLE:
            head = head.removesuffix(f" {article}")
        return head.rstrip()[-1:] in {",", '"', "”"}

    def _given(self, at: int) -> Said | None:
        """по данным …, за словами …, со ссылкой на …"""
        lead = at - 1
        if self._text(lead) not in _OF and _ADJECTIVE.match(self._text(lead)):
            lead -= 1  # по предварительным данным полиции
        if self._text(lead) not in _OF:
            return None
        points = self._text(at + 1) == "на" and self._text(at).startswith(("ссыл", "посил"))
        passed_on = points and lead > 0 and self.words[lead - 1].capital  # ТАСС со ссылкой на источник
        part = self._left(lead) if passed_on else self._right(at + 2 if points else at + 1)
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
        if first.text in _NOBODY or not (quoted or known or (_ADJECTIVE.match(first.text) and not first.capital)):
            return None
        return Said(*part, self.start, self.words[at].start, self._closes(at))

    def _opening(self, at: int) -> Said | None:
        """Зеленский: …"""
        before = [word for word in self.words[:at] if word.word]
        while before and SAY.match(before[-1].text):
            before.pop()  # Мэр уточнил: …
        if not before or len(before) > 5 or self._text(at + 1) == "" or not before[0].capital:
            return None
        if before[0].text in _NOBODY or any(meaning(word.text).kind for word in before):
            return None  # ЗНИЩЕНО: …
        if any(_VERB.match(word.text) and not word.capital for word in before):
            return None
        whole = self.text[before[0].start : before[-1].end]
        if whole.lower() in PERSONNEL:
            return None  # О/С: 19
        source = before[1 if len(before) > 1 and _ADJECTIVE.match(before[0].text) else 0]
        if not (
            whole.isupper()
            or _SOURCE.match(before[0].text)
            or _SOURCE.match(source.text)
            or (_PERSON.match(before[-1].text) and before[-1].capital)
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
            if part is not None and self._text(first - 1) == "in" and self._is_source(first - 2):
                part = self.words[first - 2].start, part[1]  # police in Kabul
            if part is not None and self._text(first - 1) in _FROM:
                part = None  # журналистка из общины Лесной сообщила
            if part is not None or first == 0 or not _STOP.match(self.words[first - 1].text):
                return part
            last = first - 1
        return None

    def _head(self, at: int) -> Part | None:
        """Журналистка Анна Дуб решила съездить и из Лесного сообщила: whoever the sentence begins with, if a source."""
        last = 0
        while last < min(_LONGEST, at) and self._goes(last, last > 0) and not _VERB.match(self._text(last)):
            last += 1
        known = any(self._is_source(near) for near in range(last))
        return self._named(0, last) if known and last < at else None

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
        if not word.word or _STOP_EN.match(word.text) or SAY.match(word.text):
            return False
        if word.text in {"о", "об"} or _STOP.match(word.text):
            return False
        return not word.text.isdecimal() or word.text == "112"

    def _named(self, first: int, last: int) -> Part | None:
        """Whether these words are a name: those before its noun are adjectives."""
        while first < last and (self._text(first) in _ARTICLE or self._text(first) in _ASIDE):
            first += 1  # Позже МЧС сообщило
        for at in range(first, min(last, first + 5)):
            word = self.words[at]
            if word.capital or word.text == "112" or _SOURCE.match(word.text):
                return self.words[first].start, self.words[last - 1].end
            if not (_ADJECTIVE.match(word.text) or _LATIN.match(word.text)):
                return None
        return None

    def _text(self, at: int) -> str:
        return self.words[at].text if 0 <= at < len(self.words) else ""
