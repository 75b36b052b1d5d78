"""What changed between two texts, word by word. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct

_WORD = re.compile(r"\w+|\s+|.", re.DOTALL)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MOST = 4_000  # words; beyond, whole lines are compared: comparing takes the square of it


class Piece(Struct, frozen=True):
    """A stretch of text that both have ("same"), only the older ("removed") or only the newer ("added")."""

    what: Literal["same", "removed", "added"]
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """The newer text with what was taken out and put in, in reading order."""
    form = _WORD if max(len(old), len(new)) < _MOST * 6 else _LINE
    before, after = form.findall(old), form.findall(new)
    return list(_joined(_pieces(before, after)))


def in_signs(pieces: Iterable[Piece]) -> str:
    """Plain text: [-removed-]{+added+}."""
    forms = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(forms[piece.what].format(piece.text) for piece in pieces)


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[a:b]))
            continue
        yield Piece("removed", "".join(before[a:b]))
        yield Piece("added", "".join(after[c:d]))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Changes with nothing but a blank between them read better as one."""
    removed = added = blank = ""
    for piece in pieces:
        if piece.what != "same":
            removed, added, blank = removed + blank, added + blank, ""
            removed += piece.text if piece.what == "removed" else ""
            added += piece.text if piece.what == "added" else ""
        elif piece.text.isspace() and (removed or added):
            blank = piece.text
        else:
            yield from _change(removed, added, blank)
            removed = added = blank = ""
            yield piece
    yield from _change(removed, added, blank)


def _change(removed: str, added: str, blank: str) -> Iterator[Piece]:
    told = Piece("removed", removed), Piece("added", added), Piece("same", blank)
    yield from (piece for piece in told if piece.text)
