"""Counts in a text, as Ukrainian, Russian and English write them."""

from bisect import bisect_left
from collections.abc import Sequence

from monitor.language.numbers.amounts import Amount, some
from monitor.language.numbers.asides import counts_nothing, is_year, measured, named
from monitor.language.numbers.figure import Figure
from monitor.language.numbers.growth import grew
from monitor.language.numbers.line import Line
from monitor.language.numbers.qualifiers import Bound, bound_before, bound_behind
from monitor.language.numbers.ranges import Span, read_span
from monitor.language.numbers.words import ABBREVIATIONS, GLUED, ONE, WORDS
from monitor.language.tokens import Token
from monitor.language.word_lists import words
from monitor.model.claim import Qualifier

STARTS = frozenset(WORDS) - ABBREVIATIONS - GLUED
"""The words that a count may begin with; digits are the other way."""

_JOINS = words("and or і й та и або или чи")
_VERBS = words("was were is are have had died")
_COMMA = frozenset(",")
_TO = frozenset({"до", "to", "по"})
_NOT_ONE = words(
    "of из с із з зі на за в у by another одного одному одним друг thing side way hand can could must should"
)
_PRONOUNS = words("no any this that each every which some last first next the number ни ні не жоден")
_DETERMINERS = words("another the some these those")
_INVERTED = words("человек чоловік душ")
_WITH = words("с з із")
_BESIDE = frozenset({"з", "із", "зі", "с", "со"})
_WITH_ENDS = ("ею", "ей", "ом", "ью")
_LOOSE = _INVERTED | _WITH
_NEAR = 6
_GROWN = 21
_FIGURES = tuple[int | None, int | None, Qualifier]


def read_figures(tokens: Sequence[Token]) -> list[Figure]:
    """Every count among the tokens of one sentence, in order; none overlap. Never raises, linear in the tokens.

    Left out is what is no count: dates, times, ages, ordinals, names with numbers, shares, money, measures.
    """
    starts = [at for at, token in enumerate(tokens) if token[0] in STARTS or token[1] == "digits"]
    return _Reader(Line(tokens)).read(starts) if starts else []


class _Reader:
    """Reads one sentence from its beginning to its end."""

    __slots__ = ("done", "figures", "grown", "line", "named")

    def __init__(self, line: Line) -> None:
        self.line = line
        self.done = 0
        self.grown = -_NEAR - 1
        self.named = -1
        self.figures: list[Figure] = []

    def read(self, starts: list[int]) -> list[Figure]:
        """`starts` are the numbers of the tokens that may begin a number."""
        line, places = self.line, self.line.places
        if places is not None:
            starts = [bisect_left(places, at) for at in starts]
        for at in starts:
            if at >= self.done and (span := read_span(line, at)) is not None:
                self._settle(span)
        return self.figures if places is None else [_placed(figure, places) for figure in self.figures]

    def _settle(self, span: Span) -> None:
        low = span.low
        if low is None:
            self.done = span.stop
            return
        value = (span.high or low).value or 0
        if low.digits and self._is_name(span):
            self.named = self.done = span.stop
            return
        if counts_nothing(self.line, span.first, span.stop, value, digits=low.digits):
            if measured(self.line, span.stop):
                self._drop_joined(span)
            self.done = span.stop
            return
        figure = self._figure(span, low)
        self.done = span.stop
        if figure is not None:
            self.figures.append(figure)
            self.done = max(span.stop, figure.trail)

    def _is_name(self, span: Span) -> bool:
        """ "№ 11" and, joined to it, "и 12"."""
        text = self.line.text
        before, following = text[span.first - 1], text[span.stop]
        if span.first - 1 == self.named and (before in _JOINS or before == ","):
            return not following.isalpha() or following in _VERBS  # "and 5 people" counts again
        return named(self.line, span.first, span.stop)

    def _drop_joined(self, span: Span) -> None:
        """ "5, 7 и 9 лет": what measures the last measures those before it."""
        text, at = self.line.text, span.lead - 1
        joins = _JOINS | _TO | (_COMMA if is_year(text[span.first]) else frozenset())
        if text[at] in joins and text[at - 1] == ",":
            at, joins = at - 1, _COMMA
        alike = text[span.first].isdecimal()
        while self.figures and self.figures[-1].last == at and text[at] in joins:
            if text[self.figures[-1].first].isdecimal() != alike:
                return
            at = self.figures.pop().lead - 1
            joins = _COMMA

    def _figure(self, span: Span, low: Amount) -> Figure | None:
        line = self.line
        found = bound_before(line, span.lead)
        bound, lead = found if found is not None and found[1] >= self.done else (None, span.lead)
        sort = self._sort(span, low, bound)
        if sort is None:
            return None
        behind = bound_behind(line, span.stop) if sort != "vague" else None
        last = trail = span.stop
        value = low.value or 0
        if behind is not None:
            trail = behind[1]
            if measured(line, trail) or self._is_age_limit(low, trail):
                return None
            if span.high is None and (times := self._scaled_behind(low, trail)) > 1:
                value *= times
                last = trail = trail + 1
            bound = bound or behind[0]
        if sort == "about" and lead == span.first and line.text[lead - 1] in _LOOSE:
            lead = max(self.done, lead - 1)
        lows, highs, qualifier = self._bounds(span, lead, value, sort, bound)
        first = span.high.first if span.high is not None and qualifier == "exact" else span.first
        return Figure(first, last, lead, trail, lows, highs, qualifier)

    def _is_age_limit(self, low: Amount, at: int) -> bool:
        """ "(18+)" on a picture."""
        text = self.line.text
        return text[at - 1] == "+" and (low.value or 0) <= _GROWN and not text[at].isalpha()

    def _scaled_behind(self, low: Amount, at: int) -> int:
        """ "30 с лишним тысяч"."""
        word = WORDS.get(self.line.text[at])
        return word.value if word is not None and word.role == "scale" and low.scale == 1 else 1

    def _sort(self, span: Span, low: Amount, bound: Bound | None) -> str | None:
        """How the number is meant; None for a word that counts nothing here."""
        text, first = self.line.text, span.first
        governed = bound is not None and bound.governs
        if low.alone == "governed" and not governed and not self._accompanied(first, bound):
            return None
        if low.alone == "article" and bound is None and text[first - 1] not in _DETERMINERS:
            return None
        if low.alone == "many" or (low.alone == "either" and not governed):
            return low.sort if low.sort == "about" else "vague"
        if low.sort == "about" and low.scale == 1 and not text[span.stop].isalpha():
            return None  # "в русскую пару."
        if span.high is None and span.stop - first == 1:
            if text[first] in ONE and not self._one_counts(first):
                return None
            if text[first] == "both" and "and" in text[span.stop : span.stop + 5]:
                return None
        if span.high is None and low.sort == "exact" and self._loose(first, low):
            return "about"
        return low.sort

    def _accompanied(self, first: int, bound: Bound | None) -> bool:
        """Разом із приблизно сотнею полонених."""
        lead = first - (0 if bound is None else bound.size)
        return self.line.text[lead - 1] in _BESIDE and self.line.text[first].endswith(_WITH_ENDS)

    def _one_counts(self, at: int) -> bool:
        """ "One" is a number before what it counts, and a pronoun in "one of", "один из", "no one"."""
        following, capital = self.line.text[at + 1], self.line.capital
        if at and capital[at] and capital[at + 1] and following.isascii():
            return False  # One Direction
        return following.isalpha() and following not in _NOT_ONE and self.line.text[at - 1] not in _PRONOUNS

    def _loose(self, first: int, low: Amount) -> bool:
        """ "Человек двадцать", "с десяток"."""
        text = self.line.text
        before, earlier = text[first - 1], text[first - 2]
        if low.alone == "one" and before in _WITH:
            return text[first] in WORDS and WORDS[text[first]].value < 1000
        return before in _INVERTED and (low.value or 0) >= 5 and earlier not in WORDS and not earlier.isdecimal()

    def _bounds(self, span: Span, lead: int, value: int, sort: str, bound: Bound | None) -> _FIGURES:
        if sort == "vague":
            return some(value), None, "vague"
        qualifier: Qualifier = bound.qualifier if bound is not None else "about" if sort == "about" else "exact"
        top = span.high.value if span.high is not None else value
        if self._became(span, lead, qualifier):
            self.grown = span.stop
            return top, top, "exact"
        if qualifier in {"at_least", "more_than"}:
            return value, None, qualifier
        if qualifier in {"up_to", "less_than"}:
            return None, top, qualifier
        if span.high is not None:
            return value, top, "range"
        return value, value, qualifier

    def _became(self, span: Span, lead: int, qualifier: Qualifier) -> bool:
        text = self.line.text
        if span.change and text[span.lead] != "from":
            return True
        if text[lead] not in {"до", "up", "from"} or (qualifier != "up_to" and not span.change):
            return False
        return lead - self.grown <= _NEAR or grew(self.line, lead, span.stop)


def _placed(figure: Figure, places: Sequence[int]) -> Figure:
    """The figure among the tokens as they were before marks of layout were taken out."""
    first, lead = places[figure.first], places[figure.lead]
    last, trail = places[figure.last - 1] + 1, places[figure.trail - 1] + 1
    return Figure(first, last, lead, trail, figure.low, figure.high, figure.qualifier)
