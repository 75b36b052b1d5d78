"""What is asked of the process that looks at files, and what it answers."""

from typing import Literal

from msgspec import Struct


class Glance(Struct, frozen=True):
    """A file to look at, by its path."""

    path: str


class Looks(Struct, frozen=True):
    """How it looks: `hashes` are (frame, 64 bits) of a picture or of the first frames of a film.

    hashed; flat: nothing but one colour, of which every picture looks alike; none: neither picture nor film; failed:
    it could not be decoded; lacking: there is no tool for it here. `detail` says why.
    """

    looks: Literal["hashed", "flat", "none", "failed", "lacking"]
    detail: str = ""
    hashes: tuple[tuple[int, int], ...] = ()
