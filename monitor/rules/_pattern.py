"""Patterns that search folded text in linear time, and the words that a text must hold for them to be found."""

import re
from collections.abc import Sequence as Several

import re2

from monitor.language.normalize import fold
from monitor.rules._dialect import Border, Choice, Node, Repeat, Sequence, Sign, Text, parse
from monitor.rules._evidence import MOST
from monitor.rules._gaps import SIGNS
from monitor.rules._signs import WORD, quote

_BEFORE = f"(?:^|[^{WORD}])"
_BEHIND = f"(?:$|[^{WORD}])"
_WORDS = re.compile(f"[^{re.escape(SIGNS)}]+")
_MOST_LITERALS = 64


class Pattern:
    """A compiled pattern. `literals`: at least one of them stands in a text that it finds; None: not known.

    `syntax` is the pattern as the engine reads it.
    """

    def __init__(self, pattern: str) -> None:
        tree = parse(pattern)
        self.literals = _worthwhile(_required(tree))
        alternatives = _alternatives(tree)
        self._groups = range(1, len(alternatives) + 1)
        self.syntax = "|".join(map(_alternative, alternatives))
        self._program = _compiled(self.syntax)
        if self._program.search("") is not None:
            raise ValueError("is found in an empty text, and so in every post; ask for at least one sign")

    def spans(self, folded: str) -> list[tuple[int, int]]:
        """Where it is found in a folded text: the first few places, which do not overlap."""
        spans: list[tuple[int, int]] = []
        at = 0
        while len(spans) < MOST and (found := self._program.search(folded, at)) is not None:
            start, end = next(found.span(group) for group in self._groups if found.start(group) >= 0)
            spans.append((start, end))
            at = max(end, at + 1)
        return spans


def caseless() -> "re2.Options":
    """Options of the engine: letters of any case, and no log of its own."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    return options


def _compiled(syntax: str) -> "re2._Regexp":
    try:
        return re2.compile(syntax, caseless())
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        if "repetition" in reason:
            raise ValueError("repeats more than 1,000 times, or from more to less; write a smaller number") from None
        raise ValueError(f"cannot be compiled: {reason}") from None


def _alternatives(tree: Node) -> Several[Node]:
    """The alternatives at the top, or in the groups that enclose all of the pattern."""
    while isinstance(tree, Sequence) and len(tree.of) == 1:
        tree = tree.of[0]
    return tree.of if isinstance(tree, Choice) else (tree,)


def _alternative(tree: Node) -> str:
    """One alternative as a group of its own, with its borders around: the engine's own know English letters only."""
    parts = _parts(tree)
    before = behind = ""
    while parts and isinstance(parts[0], Border):
        before, parts = _BEFORE, parts[1:]
    while parts and isinstance(parts[-1], Border):
        behind, parts = _BEHIND, parts[:-1]
    return f"{before}({''.join(map(_syntax, parts))}){behind}"


def _parts(tree: Node) -> Several[Node]:
    while isinstance(tree, Sequence) and len(tree.of) == 1:
        tree = tree.of[0]
    return tree.of if isinstance(tree, Sequence) else (tree,)


def _syntax(node: Node) -> str:
    match node:
        case Text(chars):
            return quote(fold(chars).text)
        case Sign(syntax):
            return syntax
        case Repeat(of, _, syntax):
            inner = _syntax(of)
            return f"(?:{inner}){syntax}" if inner else ""
        case Sequence(of):
            return "".join(map(_syntax, of))
        case Choice(of):
            return f"(?:{'|'.join(map(_syntax, of))})"
    raise ValueError(
        "has \\b in its middle; it may stand only at the beginning or the end of the pattern or of its alternatives"
    )


def _required(node: Node) -> frozenset[str] | None:
    """Words of which one must stand in any text that the node is found in; None: there are none."""
    match node:
        case Text(chars):
            words = _WORDS.findall(fold(chars).text)
            return frozenset({max(words, key=len)}) if words else None
        case Repeat(of, least, _):
            return _required(of) if least else None
        case Sequence(of):
            known = [words for words in map(_required, of) if words is not None]
            return max(known, key=_worth, default=None)
        case Choice(of):
            return _united([_required(part) for part in of])
    return None


def _united(parts: Several[frozenset[str] | None]) -> frozenset[str] | None:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    words = frozenset[str]().union(*known)
    return words if len(words) <= _MOST_LITERALS else None


def _worth(words: frozenset[str]) -> tuple[int, int]:
    return min(map(len, words)), -len(words)


def _worthwhile(words: frozenset[str] | None) -> frozenset[str] | None:
    """Single letters stand everywhere: looking for them costs more than the pattern itself."""
    return words if words and _worth(words)[0] > 1 else None
