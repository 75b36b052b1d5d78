"""What the weaving needs of stored stories. Asked within one write transaction, where the database is: no await."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from monitor.model import Link, Millis, Spoken, Strand, Telling


class SignedTelling(Struct, frozen=True):
    """What a post tells, ready to be written: with the signs that it is to be found by, and whether it came in late."""

    telling: Telling
    signs: Collection[int]
    late: bool = False


class Moves(Struct, frozen=True):
    """What became of stories: the story of each post that is in another than itself or than before, by its row, and
    the stories that are empty now, each with what it is part of.
    """

    stories: Mapping[int, int] = {}
    merged: Mapping[int, int] = {}


class StoryStore(Protocol):
    """Stories within one write transaction."""

    def near(self, signs: Collection[int], most: int) -> Mapping[int, Sequence[int]]:
        """By sign the rows of posts that are found by it; of more than `most`, at least the first half of so many and
        the last half.
        """
        ...

    def near_cores(self, signs: Collection[int], since: Millis, most: int) -> Mapping[int, Sequence[int]]:
        """As `near`, but only posts that are the core of a story, or were posted since a moment."""
        ...

    def told(self, posts: Collection[int]) -> Mapping[int, Telling]:
        """What stored posts tell, by row."""
        ...

    def texts(self, posts: Collection[int]) -> Mapping[int, str]:
        """Texts of posts by row, those of this batch as well."""
        ...

    def newest_told(self) -> Millis:
        """When the newest post that is in the stories was posted; 0: there is none."""
        ...

    def strands(self, posts: Collection[int]) -> tuple[Mapping[int, Strand], Mapping[int, int]]:
        """The origins of posts, whole: each by its number, and the origin of every post of them."""
        ...

    def links_of(self, posts: Collection[int]) -> Sequence[Link]:
        """All links of posts."""
        ...

    def event_links_of(self, posts: Collection[int]) -> Sequence[Link]:
        """The event links of posts, without what they share."""
        ...

    def forget_tellings(self, posts: Collection[int]) -> None:
        """What posts tell is told anew: they are found by nothing, and have no event links, until then."""
        ...

    def keep_tellings(self, told: Sequence[SignedTelling], links: Sequence[Link]) -> None:
        """Write what posts tell; one that is new stands for itself until `weave` says otherwise."""
        ...

    def weave(self, strands: Collection[Strand], member: Mapping[int, int], now: Millis) -> Moves:
        """Write origins as they are, and the origin of each post that has another."""
        ...

    def files_known(self, most: int) -> Mapping[int, tuple[Sequence[str], Sequence[int]]]:
        """Posts of which a file became known since this was asked last, by row: what theirs hold (SHA-256), and how
        they look (signed hashes of pictures).
        """
        ...

    def stories_of(self, posts: Collection[int]) -> Mapping[int, int]:
        """The story of each post that is in one, by row."""
        ...

    def members(self, stories: Collection[int]) -> Mapping[int, Sequence[tuple[Spoken, int]]]:
        """The posts of stories, each with its origin, by story; the one that gave it its number first, then by row."""
        ...
