"""The dialect of patterns: what a user may write, as a tree, or a sentence why not."""

import re
from dataclasses import dataclass
from unicodedata import category

from monitor.rules._signs import read_escape, read_set

_DEEPEST = 50
_QUANTIFIER = re.compile(r"(?:[*+?]|\{(\d*)(?:,(\d*))?\})")
_FLAGS = re.compile(r"\(\?([a-zA-Z-]+)([:)])")
_NAMED = re.compile(r"\(\?P?<(\w+)>")
_LOOK = "looks around itself with {}, which no engine does in linear time; put what must stand nearby into the pattern"
_REFUSED = {
    "(?=": _LOOK.format("(?=...)"),
    "(?!": _LOOK.format("(?!...)"),
    "(?<=": _LOOK.format("(?<=...)"),
    "(?<!": _LOOK.format("(?<!...)"),
    "(?P=": "refers back with (?P=name), which no engine does in linear time; write the part out",
    "(?(": "depends on a group with (?(...)...), which this engine lacks; write the cases as alternatives",
    "(?>": "has an atomic group (?>...), which this engine lacks and never needs; write (?:...)",
}


@dataclass(frozen=True, slots=True)
class Text:
    """Characters as they are written in the pattern, not folded yet."""

    chars: str


@dataclass(frozen=True, slots=True)
class Sign:
    """One character out of a set, or an anchor, in the engine's syntax."""

    syntax: str


@dataclass(frozen=True, slots=True)
class Border:
    """\\b"""


@dataclass(frozen=True, slots=True)
class Repeat:
    of: "Node"
    least: int
    syntax: str


@dataclass(frozen=True, slots=True)
class Sequence:
    of: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    of: tuple["Node", ...]


Node = Text | Sign | Border | Repeat | Sequence | Choice


def parse(pattern: str) -> Node:
    """Read a pattern. Raises ValueError with a sentence for what is invalid or cannot be had in linear time."""
    reader = _Reader(pattern)
    tree = reader.choice(0)
    if reader.at < len(pattern):
        raise ValueError(f"has a ) without a ( at character {reader.at + 1}; write \\) for the sign itself")
    return tree


class _Reader:
    """Reads left to right; `at` is the next character."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def choice(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise ValueError(f"nests deeper than {_DEEPEST} groups; make it flatter")
        parts = [self._sequence(depth)]
        while self._takes("|"):
            parts.append(self._sequence(depth))
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self, depth: int) -> Node:
        items: list[Node] = []
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            item = self._item(depth)
            if item is not None:
                self._append(items, item)
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _append(self, items: list[Node], item: Node) -> None:
        """Add an item with its quantifier; neighbouring characters become one text."""
        least, syntax = self._quantifier()
        joined = isinstance(item, Text) and items and isinstance(items[-1], Text)
        if joined:
            item = Text(items.pop().chars + item.chars)  # type: ignore[union-attr]
        if not syntax:
            items.append(item)
            return
        if isinstance(item, Border) or (isinstance(item, Sign) and item.syntax in ("^", "$")):
            raise ValueError(f"repeats a border or an end before character {self.at + 1}; take the sign out")
        if isinstance(item, Text):
            head, item = _last_sign(item.chars)
            if head:
                items.append(Text(head))
        items.append(Repeat(item, least, syntax))

    def _quantifier(self) -> tuple[int, str]:
        found = _QUANTIFIER.match(self.pattern, self.at)
        if found is None or found[0] in ("{}", "{,}"):
            return 1, ""
        self.at = found.end()
        sign = found[0]
        least = {"*": 0, "?": 0, "+": 1}.get(sign, int(found[1] or 0))
        if sign.startswith("{") and not found[1]:
            sign = sign.replace("{", "{0", 1)
        if self._takes("?"):
            sign += "?"
        elif self._takes("+"):
            raise ValueError("has a possessive repeat (*+, ++, ?+), which this engine lacks; it never needs one")
        if _QUANTIFIER.match(self.pattern, self.at):
            raise ValueError(f"repeats a repeat at character {self.at + 1}; put the first into (?:...)")
        return least, sign

    def _item(self, depth: int) -> Node | None:
        char = self.pattern[self.at]
        if char == "(":
            return self._group(depth)
        if _QUANTIFIER.match(self.pattern, self.at) and char != "{":
            raise ValueError(
                f"has nothing to repeat before {char} at character {self.at + 1}; write \\{char} for the sign"
            )
        self.at += 1
        if char == "[":
            return self._set()
        if char == "\\":
            return self._escape()
        return Sign(char) if char in ".^$" else Text(char)

    def _group(self, depth: int) -> Node | None:
        opened = self.at
        if self.pattern.startswith("(?", opened) and not self._opens_group():
            return None
        if self.at == opened:
            self.at += 1
        inner = self.choice(depth + 1)
        if not self._takes(")"):
            raise ValueError(f"has a ( without a ) at character {opened + 1}; write \\( for the sign itself")
        return Sequence((inner,))

    def _opens_group(self) -> bool:
        """Step over what opens a group of a special kind; False where it holds nothing (flags, a comment)."""
        rest = self.pattern[self.at :]
        for opening, sentence in _REFUSED.items():
            if rest.startswith(opening):
                raise ValueError(sentence)
        if named := _NAMED.match(rest):
            self.at += named.end()
            return True
        if rest.startswith("(?#"):
            self.at = self.pattern.find(")", self.at) + 1 or len(self.pattern)
            return False
        flags = _FLAGS.match(rest)
        if rest.startswith("(?:"):
            self.at += 3
            return True
        if flags is None or not set(flags[1]) <= set("imsu"):
            raise ValueError(f"has a group of an unknown kind, {rest[:4]}; use (...), (?:...) or (?P<name>...)")
        self.at += flags.end()
        return flags[2] == ":"

    def _set(self) -> Node:
        syntax, self.at = read_set(self.pattern, self.at)
        return Sign(syntax)

    def _escape(self) -> Node:
        escape, self.at = read_escape(self.pattern, self.at)
        if escape.border:
            return Border()
        return Text(escape.char) if escape.char else Sign(escape.outside)

    def _takes(self, char: str) -> bool:
        if self.pattern.startswith(char, self.at):
            self.at += 1
            return True
        return False


def _last_sign(chars: str) -> tuple[str, Text]:
    """A text without its last character, and that character with the marks on it: a repeat means only this one."""
    at = len(chars) - 1
    while at > 0 and category(chars[at])[0] == "M":
        at -= 1
    return chars[:at], Text(chars[at:])
