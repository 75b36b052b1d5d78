"""Words that mix Latin and Cyrillic letters which look the same."""

import re
from unicodedata import category

from monitor.lookalikes import PAIRS

_TO_CYRILLIC = {ord(pair[0]): pair[1] for pair in PAIRS.split()}
_TO_LATIN = {ord(pair[1]): pair[0] for pair in PAIRS.split()}
# A stressed vowel or ё may be typed as one Latin letter with an accent.
_TO_CYRILLIC |= {ord(accented): plain for accented, plain in zip("áéóýíàèòë", "аеоуіаеое", strict=True)}

_CYRILLIC = "\u0400-\u0481\u048a-\u052f"
_LATIN = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"


def _behind(digits: int) -> str:
    return f"(?<=[{_CYRILLIC}]{'[0-9]' * digits}.)"


# A Latin letter that meets a Cyrillic one, with at most three digits between (М777A2): all that is asked of most posts.
_MEETING = re.compile(
    f"[{_LATIN}](?:(?=[0-9]{{0,3}}[{_CYRILLIC}])"
    f"|(?<=[{_CYRILLIC}0-9].)(?:{'|'.join(_behind(digits) for digits in range(4))}))"
)
_CYRILLIC_LETTER = re.compile(f"[{_CYRILLIC}]")
_LATIN_LETTER = re.compile(f"[{_LATIN}]")
_WORD = re.compile(f"[{_CYRILLIC}{_LATIN}0-9]+")


def straighten(text: str) -> str:
    """Write each word of both scripts in the one that it belongs to, as far as look-alikes go. No length changes."""
    if text.isascii() or (meeting := _MEETING.search(text)) is None:
        return text
    parts: list[str] = []
    done = 0
    while meeting is not None:
        start = _word_start(text, meeting.start(), done)
        word = _WORD.match(text, start)
        end = word.end() if word is not None else meeting.end()
        parts += text[done:start], _straight(text[start:end], marked=category(text[end : end + 1] or " ")[0] == "M")
        done = end
        meeting = _MEETING.search(text, done)
    return "".join((*parts, text[done:]))


def _word_start(text: str, at: int, floor: int) -> int:
    while at > floor and _WORD.match(text, at - 1, at):
        at -= 1
    return at


def _straight(word: str, *, marked: bool) -> str:
    """The word in one script. `marked`: its last letter carries a mark, and so looks like no other."""
    last = word[-1] if marked else ""
    body = word[:-1] if marked else word
    cyrillic, latin = _CYRILLIC_LETTER.findall(word), _LATIN_LETTER.findall(word)
    if not cyrillic or not latin:
        return word
    cyrillic_only = any(ord(letter) not in _TO_LATIN for letter in cyrillic)
    latin_only = any(ord(letter) not in _TO_CYRILLIC for letter in latin)
    if cyrillic_only == latin_only:
        is_cyrillic = len(cyrillic) >= len(latin)
    else:
        is_cyrillic = cyrillic_only
    return body.translate(_TO_CYRILLIC if is_cyrillic else _TO_LATIN) + last
