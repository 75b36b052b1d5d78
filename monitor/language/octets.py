"""Text as one octet a character, as far as posts go: what walks over characters one by one, C does to octets at once.

`TABLE` has the characters that nearly all of a post is written with; all others become the octet of a question mark,
and `others` tells which they are. Positions stay what they were: one octet stands for one character.
"""

import codecs
from typing import Final
from unicodedata import category

_CYRILLIC: Final = "".join(map(chr, range(0x410, 0x450))) + "ёЁіїєґІЇЄҐўЎ"
_SIGNS: Final = "\xa0—–’«»“”„•₽€ʼ‘´′‐‑―⁃−→❗⚡▪▫●◾➡⬇✅✔❌❓☝▶✍❤"
# ASCII keeps its own codes, but for signs of control that no post has: their places are taken by others.
_KEPT: Final = "\0\t\n\r"
_ROOM: Final = 128


def _table() -> str:
    rest = iter(_SIGNS)
    low = [char if char in _KEPT or char.isprintable() else next(rest) for char in map(chr, range(_ROOM))]
    high = _CYRILLIC + "".join(rest)
    return "".join(low) + high + "\ufffe" * (_ROOM - len(high))  # the engine's sign for a place not taken


TABLE: Final = _table()
_ENCODING: Final = codecs.charmap_build(TABLE)
_OTHER: Final = TABLE.index("?")


def octets(text: str) -> bytes:
    """The text, one octet a character; what `TABLE` lacks is a question mark."""
    return codecs.charmap_encode(text, "replace", _ENCODING)[0]


def strictly(text: str) -> bytes | None:
    """The octets of a text that `TABLE` has all of, and that no other text shares; else None."""
    if "?" in text:
        return None
    try:
        return codecs.charmap_encode(text, "strict", _ENCODING)[0]
    except UnicodeEncodeError:
        return None


def text_of(read: bytes) -> str:
    """The way back, question marks for what `TABLE` lacks."""
    return codecs.charmap_decode(read, "strict", TABLE)[0]


def others(text: str, read: bytes) -> str:
    """The characters of a text that its octets have as question marks, in order; "" if these are nothing else."""
    if _OTHER not in read or read.count(_OTHER) == text.count("?"):
        return ""
    found: list[str] = []
    at = read.find(_OTHER)
    while at >= 0:
        found.append(text[at])
        at = read.find(_OTHER, at + 1)
    return "".join(found)


def filled(text: str, others: str) -> str:
    """The text of octets with the characters in their places that stand as question marks in it."""
    pieces = text.split("?")
    return "".join([piece for pair in zip(pieces, others, strict=False) for piece in pair]) + pieces[-1]


def is_apart(char: str) -> bool:
    """Whether it is neither a letter nor a number nor a mark on one: nothing that words are made of."""
    return not char.isalnum() and category(char)[0] not in "LMN"


def is_usual(text: str, read: bytes) -> bool:
    """Whether the octets of a text have all that its words are made of."""
    return all(map(is_apart, set(others(text, read))))


def translation(meaning: "dict[str, str]", rest: str | None = None) -> bytes:
    """A table for `bytes.translate`: what each character becomes; those not named stay, or become `rest`."""
    place = {char: at for at, char in enumerate(TABLE)}
    return bytes(place[meaning.get(char, char if rest is None else rest)] for char in TABLE)
