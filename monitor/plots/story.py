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
    """What was said first, and who took it from there, in their order. `deleted`: whoever speaks here has deleted it.

    `repeats`: the number, in its `Spread`, of the origin whose voice speaks here once more; None: it is independent.
    """

    first: Mark
    copies: tuple[Mark, ...] = ()
    repeats: int | None = None
    deleted: bool = False

    @property
    def marks(self) -> tuple[Mark, ...]:
        return (self.first, *self.copies)


class Spread(Struct, frozen=True):
    """A story: at least one origin, in the order of their first posts. `sides` gives the order of lanes."""

    title: str
    origins: tuple[Origin, ...]
    sides: tuple[str, ...] = ()

    @property
    def independent(self) -> tuple[Origin, ...]:
        """Who says something that they have not said before: these are counted as origins."""
        return tuple(one for one in self.origins if one.repeats is None)

    @property
    def deleted(self) -> int:
        """How many independent origins have deleted all that they said, repeats as well."""
        standing = {
            number if one.repeats is None else one.repeats for number, one in enumerate(self.origins) if not one.deleted
        }
        return len(self.independent) - len(standing)

    def marks(self) -> Iterator[Mark]:
        """All posts, in their order."""
        return iter(sorted((mark for one in self.origins for mark in one.marks), key=lambda mark: mark.at))
