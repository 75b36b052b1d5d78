"""Marks on letters: their order, and those of stress, which count for nothing."""

from unicodedata import combining, normalize

LONG = 30
"""More marks than any language puts on one letter."""

_STRESS = frozenset("\u0300\u0301")


def ordered(text: str) -> str:
    """Sort long runs of marks first: the library sorts by insertion, which a hostile text makes quadratic."""
    if len(text) <= LONG:
        return text
    marks: list[str] = []
    out: list[str] = []
    for char in "".join(normalize("NFKD", c) for c in text):
        if combining(char):
            marks.append(char)
            continue
        out += sorted(marks, key=combining)
        out.append(char)
        marks = []
    return "".join(out + sorted(marks, key=combining))


def unstressed(text: str) -> str:
    if len(text) < 2 or _STRESS.isdisjoint(text):
        return text
    base = ""
    out = []
    for char in text:
        if not combining(char):
            base = char
        if char in _STRESS and "\u0400" <= base <= "\u052f":
            continue
        out.append(char)
    return "".join(out)
