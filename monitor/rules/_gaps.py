"""Gaps between the words of a phrase: white space, hyphens and quotes are alike there.

Literals and texts are compared with each run of these closed to one space. A lone apostrophe is part of its word.
"""

import re

from monitor.language._shift import Shift
from monitor.language.octets import translation

QUOTES = '"«»‹›“”„‟「」『』'
SIGNS = f" '-{QUOTES}"
_RUN = re.compile(f"[{re.escape(SIGNS)}]+")
_LONG_RUN = re.compile(f"[{re.escape(SIGNS)}]{{2,}}")  # nearly every gap is one sign, and stays as long as it is
_HARD = f"-{QUOTES}"
_HARD_IN_OCTETS = translation(dict.fromkeys(_HARD, " "))
_SPACES = re.compile(rb"  +")


def close_gaps(folded: str) -> str:
    """The folded text with each gap as one space."""
    out = folded
    for sign in _HARD:
        out = out.replace(sign, " ")
    if "'" in out and (" '" in out or "' " in out):
        return _RUN.sub(_closed, out)
    while "  " in out:
        out = out.replace("  ", " ")
    return out


def close_octets(read: bytes) -> bytes:
    """The octets of a folded text with each gap as one space, where there is no apostrophe and all is in the table."""
    return _SPACES.sub(b" ", read.translate(_HARD_IN_OCTETS))


def gap_shift(folded: str) -> Shift:
    """The way back from the text with closed gaps to the folded text."""
    shift = Shift()
    lost = 0
    for run in _LONG_RUN.finditer(folded):
        start, end = run.span()
        if _closed(run) == " ":
            shift.add(start - lost, 1, start, end)
            lost += end - start - 1
    return shift


def alike(one: str, other: str) -> bool:
    """Whether signs at the edge of a literal are those of the text, all quotes alike."""
    return one == other or (len(one) == len(other) and all(map(_same, one, other)))


def _same(one: str, other: str) -> bool:
    return one == other or (one in QUOTES and other in QUOTES)


def _closed(run: re.Match[str]) -> str:
    return run[0] if run[0].strip("'") == "" else " "
