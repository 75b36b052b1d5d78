"""One amount: digits or number words with their scale words, as "2,3 тис.", "півтори сотні", "a hundred and fifty"."""

from typing import Literal, NamedTuple

from monitor.language.numbers.digits import read_digits
from monitor.language.numbers.line import Line
from monitor.language.numbers.words import ABBREVIATIONS, GLUED, INSIDE, MILLIONS, WORDS, Alone, Word
from monitor.language.word_lists import words

_MOST = 10**10
_TOP = 10**13
_NEVER_ALONE = frozenset({"few", "пари", "пары", "паре", "парі"})  # "a few" is a number, "few" is not
_HALVES = frozenset({"половиной", "половиною", "half"})
_WITH = frozenset({"с", "з", "із", "зі", "і", "и", "and"})
_ARTICLES = frozenset({"a", "an"})
_SOME = {1: 2, 10: 24, 12: 24, 11: 11}  # what "several", "dozens" and "кільканадцять" are at least
_GENITIVE = words("тысяч тисяч сотен сотень десятков десятків миллионов мільйонів")
_SUFFIXES = words("ти ть ми ма ка ох ьох ро еро є")
_SHORT = words("х")  # "3-х" is three; "200-х" and "1990-х" are not numbers of anything

Sort = Literal["exact", "about", "vague"]


class Amount(NamedTuple):
    """`[first, stop)` reads as `value`; None: nothing to count, and `stop` is where to read on.

    `bare`: the value before its last scale word, as "5–6 thousand" needs it, with that `scale` (1: none). "1,5" and
    "півтори" count nothing without a scale word: `bare` over `over`, 15 over 10 and 3 over 2.
    `alone`: how a scale word stands that nothing counts. `digits`: it begins with digits.
    """

    first: int
    stop: int
    value: int | None
    sort: Sort = "exact"
    alone: Alone = "never"
    bare: int = 0
    scale: int = 1
    digits: bool = False
    over: int = 1


def some(value: int) -> int:
    """The least that "several", "dozens", "hundreds" … are."""
    return _SOME.get(value, 2 * value)


def read_amount(line: Line, at: int) -> Amount | None:
    """The amount whose first word or digits stand at `at`."""
    word = WORDS.get(line.text[at])
    tally = _Tally(line, at)
    if word is not None:
        return tally.words(word)
    return tally.figures() if line.text[at].isdecimal() else None


class _Tally:
    """Adds up one amount: `total` of what has its great scale (a thousand and more), `part` over `over` of the rest."""

    __slots__ = ("alone", "at", "bare", "first", "line", "over", "part", "scale", "sort", "top", "total", "under")

    def __init__(self, line: Line, at: int) -> None:
        self.line = line
        self.first = self.at = at
        self.total = 0
        self.part: int | None = None
        self.over = 1
        self.under = 1000
        self.top = _TOP
        self.sort: Sort = "exact"
        self.alone: Alone = "never"
        self.bare = 0
        self.scale = 1

    def words(self, word: Word) -> Amount | None:
        role = word.role
        if role == "scale":
            return self._from_scale(word)
        self.part, self.over, self.under = word.value, word.over, word.under
        self.at += 1
        if role == "both":
            return Amount(self.first, self.at, 2, bare=2)
        if role != "cardinal":
            self._open(role)
        else:
            self._cardinals()
        self._scales()
        return self._amount(digits=False)

    def figures(self) -> Amount | None:
        read = read_digits(self.line, self.at)
        self.at = read.stop
        if read.value is None:
            return Amount(self.first, self.at, None, digits=True)
        self.part, self.over, self.under = read.value, read.over, 0
        self._suffix()
        if read.dotted and self._next_scale() is not None:
            self.over = 1000
        self._half()
        self._scales()
        return self._amount(digits=True)

    def _amount(self, *, digits: bool) -> Amount | None:
        part, line = self.part, self.line
        if part is not None and self.over != 1:
            return Amount(self.first, self.at, None, bare=part, digits=digits, over=self.over)
        value = self.total + (part or 0)
        if value > _MOST or (self.at - self.first == 1 and line.text[self.first] in INSIDE):
            return Amount(self.first, self.at, None, digits=digits)
        return Amount(self.first, self.at, value, self.sort, self.alone, self.bare or value, self.scale, digits)

    def _open(self, role: str) -> None:
        """Behind "several", "a couple" and "half"."""
        text = self.line.text
        self.sort = "vague" if role == "several" else "about" if role == "couple" else "exact"
        if text[self.at] in {"of", "a", "-"} and self._scale_at(self.at + 1) is not None:
            self.at += 1
        if text[self.first - 1] in _ARTICLES and role != "half":
            self.first -= 1
        elif text[self.first] in _NEVER_ALONE and self._next_scale() is None:
            self.part, self.over = 1, 2  # no number without a scale word

    def _from_scale(self, word: Word) -> Amount | None:
        if word.alone == "never":
            return None
        self.at += 1
        before = self.line.text[self.first - 1]
        self.part, self.alone = 1, word.alone
        if word.alone == "article" and before in _ARTICLES:
            self.first -= 1
            self.alone = "one"
        if (
            word.alone == "many"
            and self.line.text[self.first] in _GENITIVE
            and (loose := self._inverted(word)) is not None
        ):
            return loose
        if word.alone == "many" and self.line.text[self.at] == "of" and self._scale_at(self.at + 1) is not None:
            self.at += 1
            return self._of(word)
        self.at -= 1
        self.under = 0
        if word.value < 1000:
            self._small(word)
            if self.under:
                self._cardinals()
        self._scales()
        return self._amount(digits=False)

    def _inverted(self, word: Word) -> Amount | None:
        """ "Тысяч двадцать": about as many."""
        number = WORDS.get(self.line.text[self.at])
        if not self.line.text[self.at].isdecimal() and (number is None or number.role != "cardinal"):
            return None
        inner = read_amount(self.line, self.at)
        if inner is None or inner.value is None or inner.scale != 1:
            return None
        value = inner.value * word.value
        return Amount(self.first, inner.stop, value, "about", bare=inner.value, scale=word.value, digits=inner.digits)

    def _of(self, word: Word) -> Amount | None:
        """Behind "hundreds of"."""
        self.part = word.value
        self._scales()
        return self._amount(digits=False)

    def _cardinals(self) -> None:
        """Number words that go on: "двадцять п'ять", "forty-two", "two hundred and six"."""
        while True:
            at = self._joined()
            word = WORDS.get(self.line.text[at])
            if word is None:
                break
            if word.role == "cardinal" and 0 < word.value < self.under:
                self.part = (self.part or 0) + word.value
                self.under = word.under
            elif word.role == "scale" and word.value < 1000 and at == self.at and self._small_fits(word):
                self._small(word)
                continue
            else:
                break
            self.at = at + 1
        self._half()

    def _joined(self) -> int:
        """Where the next word of the number may stand: English has "twenty-one" and "a hundred and one"."""
        line, at = self.line, self.at
        sign = line.text[at]
        if sign == "-" and self.under == 10 and line.glued(at) and line.glued(at + 1):
            return at + 1 if line.text[at + 1].isascii() else at
        return at + 1 if sign == "and" and self.under >= 100 and self.part != 0 and self._english(at) else at

    def _english(self, at: int) -> bool:
        return self.line.text[at - 1].isascii() and self.line.text[at + 1].isascii()

    def _small_fits(self, word: Word) -> bool:
        return self.part is not None and 0 < self.part < 100 and (word.alone != "one" or self.part % 10 == 1)

    def _small(self, word: Word) -> None:
        """Tens, dozens, scores and hundreds multiply what stands before them."""
        self.bare = self.part or 0
        self.part = (self.part or 1) * word.value
        if self.part % self.over == 0:
            self.part, self.over = self.part // self.over, 1
        self.under, self.scale = (word.under if word.under > 1 else 0), word.value
        self.at += 1

    def _half(self) -> None:
        """Behind "две с половиной тысячи", "two and a half million". Without a scale word it measures, not counts."""
        text, at = self.line.text, self.at
        if text[at] not in _WITH or self.over != 1 or self.part is None:
            return
        at += 2 if text[at + 1] == "a" else 1
        if text[at] in _HALVES:
            self.part, self.over, self.at = self.part * 2 + 1, 2, at + 1

    def _scales(self) -> None:
        """Scale words, the greater first, each with the lesser number behind it."""
        while (word := self._next_scale()) is not None:
            if self.part is None or (self.total and self.over != 1):
                return
            if word.value < 1000:
                if self.total or self.scale != 1 or not self._small_fits(word):
                    return
                self._small(word)
            elif word.value < self.top:
                self._great(word)
            else:
                return

    def _great(self, word: Word) -> None:
        exact = self.sort == "exact" and self.alone not in {"many", "either"} and self.over == 1
        self.bare = self.part or 0
        self.total += (self.part or 0) * word.value // self.over
        self.over, self.part, self.top, self.scale = 1, None, word.value, word.value
        self.at += 1
        self._dot()
        if exact:
            self._remainder(word.value)

    def _remainder(self, under: int) -> None:
        """What stands behind a thousand: "2 тысячи 300", "one thousand two hundred and five"."""
        line, at = self.line, self.at
        if line.text[at].isdecimal() and line.spaced[at] and len(line.text[at]) <= 3:
            read = read_digits(line, at)
            following = WORDS.get(line.text[read.stop])
            scaled = following is not None and following.role == "scale" and following.value >= under
            if read.value and read.over == 1 and read.value < under and not scaled:
                self.part, self.at, self.under = read.value, read.stop, 0
            return
        self.under = min(under, 1000)
        at = self._joined() if line.text[at] == "and" else at
        word = WORDS.get(line.text[at])
        if word is not None and word.role == "cardinal" and word.value:
            self.part, self.under, self.at = word.value, word.under, at + 1
            self._cardinals()

    def _dot(self) -> None:
        """The dot of an abbreviation is a part of it, if the sentence goes on."""
        line, at = self.line, self.at
        if line.text[at] != "." or line.text[at - 1] not in ABBREVIATIONS or not line.glued(at):
            return
        if line.text[at + 1] and not line.capital[at + 1]:
            self.at += 1

    def _next_scale(self) -> Word | None:
        return self._scale_at(self.at)

    def _scale_at(self, at: int) -> Word | None:
        word = WORDS.get(self.line.text[at])
        if word is None or word.role != "scale":
            return None
        if self.line.text[at] == "m" and self.line.text[at + 1] not in MILLIONS:
            return None
        return word if self.line.text[at] not in GLUED or self.line.glued(at) else None

    def _suffix(self) -> None:
        """The ending of a case behind digits: "5-ти", "10-ть", "3-х"."""
        line, at = self.line, self.at
        if line.text[at] != "-" or not line.glued(at) or not line.glued(at + 1) or self.over != 1:
            return
        ending = line.text[at + 1]
        if ending in _SUFFIXES or (ending in _SHORT and 2 <= (self.part or 0) <= 4):
            self.at += 2
