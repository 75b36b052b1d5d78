"""Runs of letters and digits: words as they are counted, compared and hashed, where no grammar is asked."""

import re
from typing import Final

from monitor.language.octets import TABLE, octets, others, text_of, translation

_RUN: Final = re.compile(r"[^\W_]+")
_SPACED: Final = translation({char: char for char in TABLE if char.isalnum()}, " ")


def runs(text: str) -> list[str]:
    """All of them, in order."""
    spaced = translated(text, _SPACED)
    return _RUN.findall(text) if spaced is None else spaced.split()


def translated(text: str, table: bytes) -> str | None:
    """A text with each character as a table of `octets.translation` has it, those that octets lack as question marks.

    None where octets lack a letter or a digit of it. Cutting at what has become a space costs a third of looking for
    each run.
    """
    read = octets(text)
    rest = others(text, read)
    if rest and any(map(str.isalnum, rest)):
        return None
    return text_of(read.translate(table))
