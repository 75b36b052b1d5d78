"""A story as it spread, in the values that its picture is made of."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct


class Mark(Struct, frozen=True):
    """A post. `side` is "" where its channel speaks for none; `edited`, `deleted`: what became of it."""

    at: datetime
    channel: str
    side: str = ""
    link: str = ""
    edited: bool = False
    deleted: bool = False


class Origin(Struct, frozen=True):
    """What was said first, and who took it from there, in their order."""

    first: Mark
    copies: tuple[Mark, ...] = ()

    @property
    def marks(self) -> tuple[Mark, ...]:
        return (self.first, *self.copies)


class Spread(Struct, frozen=True):
    """A story: at least one origin, in the order of their first posts. `sides` gives the order of lanes."""

    title: str
    origins: tuple[Origin, ...]
    sides: tuple[str, ...] = ()

    def marks(self) -> Iterator[Mark]:
        """All posts, in their order."""
        return iter(sorted((mark for one in self.origins for mark in one.marks), key=lambda mark: mark.at))
