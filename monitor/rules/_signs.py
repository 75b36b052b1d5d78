"""Escapes and sets of a pattern, in the engine's syntax and in Unicode."""

import re
from typing import NamedTuple

from monitor.language.normalize import fold

WORD = r"\p{L}\p{M}\p{N}"
_WIDEST = 512
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_CLASSES = {"d": r"\p{Nd}", "D": r"\P{Nd}", "s": r"\s", "S": r"\S"}
_CODE = re.compile(r"x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})")
_PROPERTY = re.compile(r"[pP](?:[A-Z]|\{\^?\w+\})")


class Escape(NamedTuple):
    """What a backslash says: one character, or a class (its syntax outside and inside of brackets), or a border."""

    char: str = ""
    outside: str = ""
    inside: str = ""
    border: bool = False


def quote(text: str) -> str:
    """Characters that stand for themselves, in the engine's syntax."""
    return "".join(map(_quoted, text))


def read_escape(pattern: str, at: int) -> tuple[Escape, int]:
    """What stands behind a backslash, and where it ends. Raises ValueError with a sentence."""
    if at >= len(pattern):
        raise ValueError("ends with a backslash; write \\\\ for the sign itself")
    if found := _PROPERTY.match(pattern, at):
        return Escape(outside=f"\\{found[0]}", inside=f"\\{found[0]}"), found.end()
    if found := _CODE.match(pattern, at):
        code = int(next(filter(None, found.groups())), 16)
        if code > 0x10FFFF:
            raise ValueError(f"names a character that does not exist, \\{found[0]}; the last is \\x{{10FFFF}}")
        return Escape(chr(code)), found.end()
    return _letter(pattern[at]), at + 1


def _letter(char: str) -> Escape:
    if char in _CLASSES:
        return Escape(outside=_CLASSES[char], inside=_CLASSES[char])
    if char == "w":
        return Escape(outside=f"[{WORD}_]", inside=f"{WORD}_")
    if char == "W":
        return Escape(outside=f"[^{WORD}_]")
    if char in _CONTROLS:
        return Escape(_CONTROLS[char])
    if char in "AZz":
        return Escape(outside=r"\A" if char == "A" else r"\z")
    if char == "b":
        return Escape(border=True)
    if char == "B":
        raise ValueError("has \\B, which this engine knows for English letters only; name the sign before or after")
    if char.isdecimal() or char in "kg":
        raise ValueError(f"refers back with \\{char}, which no engine does in linear time; write the part out")
    if char.isalnum():
        raise ValueError(f"has an unknown escape \\{char}; take the backslash away if the letter itself is meant")
    return Escape(char)


def read_set(pattern: str, at: int) -> tuple[str, int]:
    """A set in the engine's syntax; `at` stands behind its [. Raises ValueError with a sentence."""
    opened = at
    negated = pattern.startswith("^", at)
    at += negated
    members: list[str] = []
    while at < len(pattern) and (pattern[at] != "]" or at == opened + negated):
        member, at = _member(pattern, at)
        members.append(member)
    if at >= len(pattern):
        raise ValueError(f"has a [ without a ] at character {opened}; write \\[ for the sign itself")
    if not any(members):
        raise ValueError("has brackets that hold only signs which are not seen; name another")
    return f"[{'^' if negated else ''}{''.join(members)}]", at + 1


def _member(pattern: str, at: int) -> tuple[str, int]:
    """One member of a set: a character, a range or a class."""
    if pattern.startswith("[:", at):
        raise ValueError("has a class such as [:alpha:], which knows English letters only; use \\w, \\d or \\s")
    low, at = _member_sign(pattern, at)
    if not low.char:
        return low.inside, at
    if not pattern.startswith("-", at) or pattern[at + 1 : at + 2] in ("]", ""):
        return _one(low.char), at
    high, at = _member_sign(pattern, at + 1)
    if not high.char or high.char < low.char:
        raise ValueError(f"has a range that does not go upwards, from {low.char!r}; write the lower end first")
    return _range(low.char, high.char), at


def _member_sign(pattern: str, at: int) -> tuple[Escape, int]:
    if pattern[at] != "\\":
        return Escape(pattern[at]), at + 1
    escape, at = read_escape(pattern, at + 1)
    if not (escape.char or escape.inside):
        raise ValueError("has \\W, \\b or an end inside of brackets, where it cannot stand; use [^...] instead")
    return escape, at


def _one(char: str) -> str:
    folded = fold(char).text
    if len(folded) > 1:
        raise ValueError(f"has {char!r} in brackets, which is read as {folded!r}; write it outside, as an alternative")
    return quote(folded)


def _range(low: str, high: str) -> str:
    """A range, with what its characters fold to: a range of dashes holds the one that all dashes become."""
    syntax = f"{_quoted(low)}-{_quoted(high)}"
    if ord(high) - ord(low) > _WIDEST:
        return syntax
    folded = {fold(chr(code)).text for code in range(ord(low), ord(high) + 1)}
    return syntax + quote("".join(sorted(char for char in folded if len(char) == 1 and not low <= char <= high)))


def _quoted(char: str) -> str:
    if char < " ":
        return f"\\x{{{ord(char):x}}}"
    return f"\\{char}" if char.isascii() and not char.isalnum() and char != "_" else char
