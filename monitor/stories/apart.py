"""What tells two events apart, however alike their posts are: other people, other places, other counts."""

from collections.abc import Collection

from monitor.model import Figure, Telling
from monitor.stories.gazetteer import Gazetteer

_NEARLY = 0.04  # "more than 30" and 31


def other_people(a: Collection[Figure], b: Collection[Figure]) -> bool:
    """Whether both count people of the same fate, and never the same ones."""
    pairs = [
        (one, other)
        for one in a
        for other in b
        if one.family == other.family and one.who and other.who and not (one.denied or other.denied)
    ]
    return bool(pairs) and not any(set(one.who) & set(other.who) for one, other in pairs)


def other_places(a: Collection[Figure], b: Collection[Figure], gazetteer: Gazetteer) -> bool:
    """Whether both say where people met the same fate, and never in one place."""
    pairs = [
        (mine, theirs)
        for one in a
        for other in b
        if one.family == other.family and one.places and other.places
        if (mine := gazetteer.spots(one.places)) and (theirs := gazetteer.spots(other.places))
    ]
    return bool(pairs) and not any(gazetteer.around(place) & theirs for mine, theirs in pairs for place in mine)


def counts_apart(a: Telling, b: Telling) -> bool:
    """Whether both count, and nothing nearly alike: drones shot down tonight, and last night.

    Of people there may be more in an hour.
    """
    if not a.numbers or not b.numbers or {one.family for one in a.figures} & {one.family for one in b.figures}:
        return False
    return not any(abs(one - other) <= _NEARLY * max(one, other) for one in a.numbers for other in b.numbers)
