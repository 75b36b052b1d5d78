"""Two amounts that bound one count: "10–15", "от десяти до пятнадцати", "between 10 and 20", "два-три"."""

from typing import NamedTuple

from monitor.language.numbers.amounts import Amount, read_amount
from monitor.language.numbers.line import Line
from monitor.language.word_lists import words

_OR = words("or или либо або чи")
_AND = words("and і й та и")
_BETWEEN = words("between між между поміж")
_FROM = words("from від од от")
_SINCE = words("с со з із зі from")
_RATIO = 5  # a dash with white space around it may be only a dash


class Span(NamedTuple):
    """`[first, stop)` with its bounds; `high` is None for one amount. `lead` is where "from" or "between" stands.

    `low` is None where nothing is counted. `change`: "from 5 to 7" may say what was and what is.
    """

    first: int
    stop: int
    lead: int
    low: Amount | None
    high: Amount | None = None
    change: bool = False


def read_span(line: Line, at: int) -> Span | None:
    """The amount or range that begins at `at`."""
    low = read_amount(line, at)
    if low is None:
        return None
    joined = _joined(line, low)
    high = read_amount(line, joined) if joined and _counted(low) else None
    if high is not None:
        ends = _ends(low, high)
        if ends is not None and _credible(line, low, ends[0], ends[1]):
            return _ranged(line, *ends)
    if line.text[low.stop] == "-" and line.glued(low.stop) and line.text[low.stop + 1].isdecimal():
        return _chain(line, low)
    return Span(low.first, low.stop, low.first, low if low.value is not None else None)


def _counted(low: Amount) -> bool:
    return low.sort != "vague" and low.alone in {"never", "one"} and (low.value is not None or low.over > 1)


def _joined(line: Line, low: Amount) -> int:
    """Where the second amount would begin; 0 for nowhere."""
    text, at = line.text, low.stop
    sign, before = text[at], text[low.first - 1]
    if sign == "-":
        return at + 1 if line.glued(at) == line.glued(at + 1) else 0
    if sign == "to" or sign in _OR:
        return at + 1
    if sign == "до":
        return at + 1 if before in _FROM or before in _SINCE else 0
    if sign in _AND and (before in _BETWEEN or (before in _FROM and text[at + 1] == "до")):
        return at + 1 if before in _BETWEEN else at + 2
    return 0


def _ends(low: Amount, high: Amount) -> tuple[Amount, Amount] | None:
    """Both ends, the scale word of the second counted for the first too, if they make a range."""
    if high.value is None or high.sort == "vague" or high.alone not in {"never", "one"}:
        return None
    value = low.value
    if low.scale == 1 and high.scale > 1 and low.bare < high.bare * low.over:
        value = low.bare * high.scale // low.over
    if value is None or value >= high.value:
        return None
    return low._replace(value=value), high


def _credible(line: Line, was: Amount, low: Amount, high: Amount) -> bool:
    if line.text[was.stop] == "-" and not line.glued(was.stop):
        return (high.value or 0) <= _RATIO * (low.value or 0)
    return True


def _ranged(line: Line, low: Amount, high: Amount) -> Span:
    before = line.text[low.first - 1]
    opened = before in _FROM or before in _BETWEEN or before in _SINCE
    change = before in _SINCE and line.text[low.stop] in {"до", "to"}
    return Span(low.first, high.stop, low.first - opened, low, high, change)


def _chain(line: Line, low: Amount) -> Span:
    """Digits that hyphens join, and no range: telephones, scores, models."""
    at = low.stop
    while line.text[at] == "-" and line.glued(at) and line.glued(at + 1) and line.text[at + 1].isdecimal():
        at += 2
    return Span(low.first, at, low.first, None)
