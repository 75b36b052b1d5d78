"""What posts are found by: every name or hash that two posts may share, as one number of 63 bits."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from monitor.model import StoriesSpec, Telling
from monitor.model.picture import bands
from monitor.stories._minhash import SIZE
from monitor.stories.attributed import attribution_signs
from monitor.stories.events import Sight, event_signs
from monitor.stories.gazetteer import Gazetteer
from monitor.stories.naming import FEWEST_NAMES
from monitor.stories.pictures import distinct

_PLACE, _SPREAD, _BITS = 1 << 32, 0x9E3779B97F4A7C15, (1 << 63) - 1
_STARTS = tuple((place + 1) * _PLACE * _SPREAD for place in range(SIZE))
_NONE: frozenset[int] = frozenset()
_NAMES = (SIZE + 1) * _PLACE * _SPREAD


def same_signs(told: Telling) -> list[int]:
    """By one of which a copy of it is found."""
    found = [_number(name) for name in told.copied]
    for picture in distinct(told.pictures) if told.pictures else ():
        found += [_number(f"p:{place}:{band}") for place, band in enumerate(bands(picture), 1)]
    if told.exact:
        found.append(told.exact)
    return [*found, *told.said, *told.quoted]


def sketch_signs(told: Telling) -> list[int]:
    """By some of which a near copy is found: a long text's has more than one of them (`links.needs_words`)."""
    # Spread over 63 bits: a multiplier that is odd keeps different values different.
    return [(start + value * _SPREAD) & _BITS for start, value in zip(_STARTS, told.sketch, strict=False)]


class Signs(NamedTuple):
    """What a post is found by: as a copy, as a near copy, as a report of an event, and by the names in its text.

    `asked`: where reports of it may stand, which takes in the places near its own.
    """

    copies: frozenset[int]
    sketch: frozenset[int]
    events: frozenset[int]
    asked: frozenset[int]
    names: frozenset[int] = frozenset()

    @property
    def all(self) -> frozenset[int]:
        """Under which it is entered."""
        return self.copies.union(self.sketch, self.events, self.names)


def signs_of(sight: Sight, gazetteer: Gazetteer, bounds: StoriesSpec) -> Signs:
    """What to find a post by, and what to look for to find what may belong to it."""
    told = sight.told
    stored = asked = _NONE
    if told.entities:  # most name nothing
        stored = frozenset(map(_known, event_signs(sight, gazetteer, around=False)))
        asked = frozenset(map(_known, event_signs(sight, gazetteer, around=True))) if stored else stored
    names = frozenset(_name_signs(sight) if bounds.names else ())
    same = same_signs(told)
    if sight.quoted or told.speaks:
        same += map(_number, attribution_signs(sight, bounds.events))
    return Signs(frozenset(same), frozenset(sketch_signs(told)), stored, asked, names)


def _name_signs(sight: Sight) -> Iterable[int]:
    """Fewer names than two posts must share find nothing."""
    if sight.survey or len(sight.names) < FEWEST_NAMES:
        return ()
    return [(_NAMES + name * _SPREAD) & _BITS for name in sight.names]


def _number(name: str) -> int:
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


_known = lru_cache(4096)(_number)  # entities come again and again; files and messages do not
