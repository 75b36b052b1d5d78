"""The chain of seals. Pure; docs/evidence.md tells others how to recompute it.

A seal covers the entries that were written since the one before. Its head is the hash of what it covers and of
two earlier heads: that of the seal before, and that of the seal whose number lacks the lowest bit that is set
(12 = 0b1100 leans on 11 and on 8). Over the second, a few dozen seals lead from today's head to any old entry.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256

import msgspec
from msgspec import Struct

GENESIS = "0" * 64
"""The head before the first seal."""

_encode = msgspec.json.Encoder().encode


class Entry(Struct, frozen=True, array_like=True):
    """A line of the log. `row` is the number of the post's (or event's) row, `at` in milliseconds.

    `early` is 1 for what was stored before there was a log. `digest` is that of the record.
    """

    key: int
    kind: str
    row: int | None
    channel: int
    post: int | None
    revision: int | None
    at: int
    early: int
    digest: str


class Seal(Struct, frozen=True, array_like=True):
    """What a head covers: the entries from `first` to `last`, whose lines hash to `root`."""

    number: int
    first: int
    last: int
    at: int
    root: str


def line(part: Entry | Seal) -> bytes:
    """A JSON array on a line of its own: the form in which entries and seals are hashed."""
    return _encode(part) + b"\n"


def root_of(entries: Iterable[Entry]) -> str:
    """The hash of entries, line by line."""
    return sha256(b"".join(map(line, entries))).hexdigest()


def head_of(seal: Seal, before: str, skipped: str) -> str:
    """The hash of a seal and the two heads that it leans on."""
    return sha256(f"{before}\n{skipped}\n".encode() + line(seal)).hexdigest()


def skip(number: int) -> int:
    """The earlier of the two seals that a seal leans on; 0 is the start."""
    return number & (number - 1)


def path(newest: int, wanted: int) -> Iterator[int]:
    """The seals that lead from the newest to the one that is wanted, both included."""
    number = newest
    while number > wanted:
        yield number
        number = skip(number) if skip(number) >= wanted else number - 1
    yield wanted


class Heads:
    """The heads that later seals can lean on: about as many as the newest number has bits."""

    def __init__(self) -> None:
        self._heads = {0: GENESIS}

    def behind(self, number: int) -> tuple[str, str]:
        """The two heads that a seal leans on; empty where there is none."""
        return self._heads.get(number - 1, ""), self._heads.get(skip(number), "")

    def add(self, number: int, head: str) -> None:
        """Take note of a seal; numbers rise one by one."""
        known = {0: GENESIS, number: head}
        older = skip(number)
        while older:
            known[older] = self._heads.get(older, "")
            older = skip(older)
        self._heads = known
