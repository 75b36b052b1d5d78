"""One person whom an English noun implies: "the pilot", "another man", "Hezbollah commander Fuad Shukr"."""

from typing import Final

from monitor.language.claims.count import Count
from monitor.language.claims.line import Line
from monitor.language.word_lists import words

_LATIN_PLURAL: Final = words(
    "people troops police personnel men women children others crew members civilians policemen militia lives "
    "youth staff lebanese chinese crewmen gunmen"
)

_ORDINAL: Final = ("second", "third", "fourth", "fifth", "sixth", "seventh")


def after(line: Line, at: int) -> Count | None:
    """The person named right behind `at`, if it is one."""
    first = at
    if line.role(first) == "another":
        end = first + 1
        while line.role(end) in {"other", "adjective"} and line.is_word(end) and end - first < 4:
            end += 1
        if line.role(end) == "person" and not _plural(line.text(end)):
            end += 1
        return (
            Count(first, end, first, end, 1, 1, "exact", "person", (first, end), implied=True)
            if end == first + 1 or line.role(end - 1) == "person"
            else None
        )
    if line.role(first) != "determiner":
        return _titled(line, first, _named_end(line, first))
    return _english_noun(line, first)


def _english_noun(line: Line, first: int) -> Count | None:
    """A determiner, words, and a noun for one person; names may follow."""
    at = first
    noun = -1
    while at < min(first + 9, line.end) and (
        line.is_word(at) or line.text(at) in {"-", "'", '"'} or line.tokens[at].kind == "digits"
    ):
        role = line.role(at)
        if role == "person":
            noun = at
        elif role == "thing" and noun < 0 and not line.is_word(at + 1) and line.text(at) != "year":
            return None
        elif role not in {"other", "determiner", "adjective", "thing", "verb"} or (
            noun >= 0 and not line.tokens[at].capital and line.is_word(at)
        ):
            break
        at += 1
    if noun < 0 and line.text(at - 1) == "old" and line.text(at - 2) == "-":
        noun = at - 1  # an 18-year-old
    if noun < 0 or _plural(line.text(noun)) or any(line.role(near) == "thing" for near in range(noun + 1, at)):
        return None
    return Count(
        first,
        noun + 1,
        first,
        max(at, noun + 1),
        1,
        1,
        "exact",
        "force" if line.word(noun).force else "person",
        (first, max(at, noun + 1)),
        implied=True,
    )


def _plural(text: str) -> bool:
    return (
        text in _LATIN_PLURAL
        or (text.endswith("s") and not text.endswith(("ss", "'s")))
        or text.endswith(("men", "children"))
    )


def listed(line: Line, stop: int) -> Count | None:
    """The person right before an "and"."""
    for start in range(stop - 1, max(-1, stop - 8), -1):
        if not line.is_word(start) and line.text(start) not in {"-", "'"} and line.tokens[start].kind != "digits":
            return None
        if line.role(start) in {"determiner", "another"} and line.role(start - 1) not in {"preposition", "determiner"}:
            found = after(line, start)
            return found if found is not None and found.end == stop else None
    return None


def _titled(line: Line, start: int, end: int) -> Count | None:
    """Hezbollah commander Fuad Shukr: a noun and a name without an article, at the head of a clause."""
    noun = -1
    for at in range(start, end):
        if line.role(at) == "person" and not line.tokens[at].capital and not _plural(line.text(at)):
            noun = at
        elif noun >= 0 and not line.tokens[at].capital and line.is_word(at):
            return None
    if noun < 0 or noun == end - 1:
        return None
    return Count(
        noun,
        noun + 1,
        start,
        end,
        1,
        1,
        "exact",
        "force" if line.word(noun).force else "person",
        (start, end),
        implied=True,
    )


def before(line: Line, stop: int) -> Count | None:
    """The person named before `stop`: back over the auxiliaries of a verb, then over one noun phrase."""
    at = stop - 1
    while line.role(at) in {"be", "have", "adverb"} or line.word(at).mood == "severity":
        at -= 1
    end = at + 1
    if line.role(at) == "another":
        return Count(at, end, at, end, 1, 1, "exact", "person", None, implied=True)
    if line.text(at) in _ORDINAL and line.text(at - 1) in {"a", "the"} and _counts_before(line, at):
        return Count(at - 1, end, at - 1, end, 1, 1, "exact", "person", None, implied=True)
    for start in range(at, max(-1, at - 10), -1):
        if start == 0 and line.role(0) in {"other", "person", "adjective", "verb"}:
            return _titled(line, 0, end)
        if not line.is_word(start) and line.text(start) not in {"-", "'"} and line.tokens[start].kind != "digits":
            return None
        if line.role(start) == "another":
            found = after(line, start)
            return found if found is not None and found.end >= end else None
        if line.role(start) == "determiner" and line.role(start - 1) not in {"preposition", "determiner"}:
            found = _english_noun(line, start)
            return found if found is not None and (found.end >= end or line.text(found.end) == "of") else None
        if line.text(start) == "of" and line.tokens[start + 1].capital:
            continue  # the mayor of Istanbul
        if (
            line.role(start) in {"preposition", "when", "be", "predicate", "and", "or", "that"}
            and line.role(start) != "determiner"
        ):
            return None
    return None


def _counts_before(line: Line, at: int) -> bool:
    """two were killed and a third was wounded"""
    return any(figure.last <= at and (figure.low or 0) >= _ORDINAL.index(line.text(at)) + 1 for figure in line.figures)


def _named_end(line: Line, first: int) -> int:
    """Past the words of a title and the name behind it."""
    end = first
    while end < min(line.end, first + 8) and line.is_word(end) and line.role(end) in {"other", "person", "adjective"}:
        if end > first and line.tokens[end - 1].capital and not line.tokens[end].capital and _titled(line, first, end):
            break
        end += 1
    return end
