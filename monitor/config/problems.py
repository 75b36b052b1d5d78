"""What is wrong with a watch file: where it stands, and how it is said."""

import re
from collections.abc import Collection
from typing import NamedTuple

from monitor.meant import meant

Step = str | int
Path = tuple[Step, ...]

_PLAIN_KEY = re.compile(r"[\w-]{1,60}")
_LONGEST = 60
_MOST_NAMED = 12
_LONGEST_PATH = 16
_SHORTEST_SECRET = 6
_PIECE = 12
NOT_SHOWN = "(not shown)"


class Place(NamedTuple):
    """A line of a file, counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Problems:
    """All that was found so far, each thing once.

    `unread` is set when a file could not be read to its end: what seems to be missing may stand there.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[Place, str, str], None] = {}
        self._secrets: dict[str, None] = {}
        self.unread = False

    def conceal(self, secret: str) -> None:
        """No line will hold this. What is very short cannot be told from ordinary words and stays."""
        if len(secret) >= _SHORTEST_SECRET:
            self._secrets[secret] = None

    def add(self, place: Place, path: Path, sentence: str) -> None:
        where = f"{dotted(path)}: " if path else ""
        self._found[place, where, sentence] = None

    def forget(self, keys: Collection[str]) -> None:
        """Drop what was found at or below these keys of the file's top."""
        self._found = {one: None for one in self._found if re.split(r"[.\[:]", one[1], maxsplit=1)[0] not in keys}

    def lines(self) -> tuple[str, ...]:
        """Every problem as a full line, by file and line."""
        found = sorted(self._found, key=lambda one: one[0])
        return tuple(dict.fromkeys(f"{place}: {where}{self._veiled(sentence)}" for place, where, sentence in found))

    def _veiled(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, NOT_SHOWN)
            if repeats(text, secret):
                return "is wrong; how is not shown, because a secret is part of it"
        return text

    def __len__(self) -> int:
        return len(self._found)


def dotted(path: Path) -> str:
    """`("rules", 2, "when")` as `rules[2].when`."""
    steps = [f"[{step}]" if isinstance(step, int) else f".{_key(step)}" for step in path]
    if len(steps) > _LONGEST_PATH:
        steps[_LONGEST_PATH:] = ["…"]
    return "".join(steps).removeprefix(".")


def _key(step: str) -> str:
    return step if _PLAIN_KEY.fullmatch(step) else shown(step)


def shown(text: str) -> str:
    """A value as a message quotes it: in quotes, escaped, cut where it is long."""
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def nearest(word: str, known: Collection[str], what: str = "known") -> str:
    """How a message about an unknown word ends: with the one that was probably meant, or with all."""
    near = meant(word, known)
    if near:
        return f", did you mean {near!r}?"
    if not known:
        return ""
    names = [name if name.isprintable() and name else shown(name) for name in sorted(known)]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"; {what}: {', '.join(names[:_MOST_NAMED])}{more}"


def repeats(words: str, secret: str) -> bool:
    """Whether the words hold a secret or a telling piece of it."""
    if secret in words:
        return True
    pieces = {words[at : at + _PIECE] for at in range(len(words) - _PIECE + 1)}
    return any(secret[at : at + _PIECE] in pieces for at in range(len(secret) - _PIECE + 1))
