"""One post as several kinds of sources show it: what is an edit, and what is only another way to show the same.

The account has everything; a public page leaves out what a browser need not know; an export is as old as its file.
A difference between two kinds is no edit. A difference between what one kind showed then and shows now is one,
unless the other kind has told it already. Pure.
"""

import re
from typing import Final, Literal

from monitor.model import Millis, Post

RANK: Final = {"account": 3, "preview": 2, "export": 1}
"""Whose content is kept for display where several have shown a post; a kind that is not named here ranks lowest."""

Meaning = Literal["nothing", "refined", "edited"]

_ADDRESS: Final = re.compile(r"(?:https?://|www\.|t\.me/)\S+")
_CUT: Final = ("…", "...")
_SHORTEST: Final = 40  # letters of a text that may count as the beginning of another


def meaning(
    *, kept: Post, kept_via: str, seen: Millis, shown: Post, via: str, before: str | None, content: str
) -> Meaning:
    """What it means that another kind of source shows a post as `shown`.

    `kept` is what is stored for display, by the kind `kept_via` that last saw it at `seen`. `before` is the hash of
    what `via` showed the last time, None if it never did; `content` the hash of `shown`. "refined": the same post,
    shown by the kind that knows more of it.
    """
    if before == content:
        return "nothing"
    better = RANK.get(via, 0) > RANK.get(kept_via, 0)
    if alike(kept.text, shown.text):
        return "refined" if better else "nothing"
    if before is not None or (better and shown.edited is not None and shown.edited > seen):
        return "edited"
    return "refined" if better else "nothing"


def alike(one: str, other: str) -> bool:
    """Whether two texts say the same but for white space, signs, emoji and addresses, or one is cut short."""
    if one == other:
        return True
    first, second = _letters(one), _letters(other)
    if first == second:
        return True
    short, long, cut = (first, second, one) if len(first) < len(second) else (second, first, other)
    return len(short) >= _SHORTEST and cut.rstrip().endswith(_CUT) and long.startswith(short)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, _ADDRESS.sub(" ", text)))
