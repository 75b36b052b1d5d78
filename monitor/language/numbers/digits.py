"""Runs of digits: which are one number, with thousands apart or a decimal part, and which are something else."""

from typing import NamedTuple

from monitor.language.numbers.line import Line

_LONGEST = 9
_THOUSANDS = frozenset(",.'")
_DECIMAL = frozenset(",.")
_LINKS = frozenset(",.:/'×")


class Digits(NamedTuple):
    """`value` over `over`, a power of ten; `[first, stop)`. `value` is None where the run counts nothing.

    `dotted`: it may be read as a decimal as well ("1.250 млн").
    """

    stop: int
    value: int | None
    over: int = 1
    dotted: bool = False


def read_digits(line: Line, at: int) -> Digits:
    """The run that begins at `at`, to its end, in time linear in it."""
    text = line.text
    head = text[at]
    stop = at + 1
    if len(head) > _LONGEST or (head[0] == "0" and len(head) > 1):
        return Digits(_run_end(line, stop), None)
    sign = ""
    if len(head) <= 3 and head != "0":
        sign, stop = _thousands(line, stop)
    if stop - at > _LONGEST:
        return Digits(_run_end(line, stop), None)
    whole = int("".join(part for part in text[at:stop] if part.isdecimal()))
    over = 1
    if sign != "." and text[stop] in _DECIMAL and _joined(line, stop) and len(text[stop + 1]) <= 6:
        over = 10 ** len(text[stop + 1])
        whole = whole * over + int(text[stop + 1])
        stop += 2
    end = _run_end(line, stop)
    if sign == " " and text[stop].isdecimal():
        end = stop + 1  # a telephone
    if end != stop:
        return Digits(end, None)
    return Digits(stop, whole, over, dotted=sign in _DECIMAL and stop - at == 3)


def _thousands(line: Line, at: int) -> tuple[str, int]:
    """The sign between thousands ("" for none) and where they end. One number keeps to one sign."""
    text = line.text
    if _is_group(text[at]) and line.spaced[at]:
        while _is_group(text[at]) and line.spaced[at]:
            at += 1
        return " ", at
    sign = text[at]
    if sign not in _THOUSANDS or not _joined(line, at) or not _is_group(text[at + 1]):
        return "", at
    while text[at] == sign and _joined(line, at) and _is_group(text[at + 1]):
        at += 2
    return sign, at


def _is_group(word: str) -> bool:
    return len(word) == 3 and word.isdecimal()


def _joined(line: Line, at: int) -> bool:
    """Whether the sign at `at` stands between digits without white space."""
    return line.glued(at) and line.glued(at + 1) and line.text[at + 1].isdecimal()


def _run_end(line: Line, at: int) -> int:
    """Where a run ends that is more than a number: dates, times, scores, addresses of machines."""
    text = line.text
    while text[at] in _LINKS and _joined(line, at):
        at += 2
    return at
