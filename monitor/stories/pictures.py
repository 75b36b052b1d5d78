"""Which pictures can tell that two posts come from one place."""

from collections.abc import Iterable

_FEWEST = 8


def distinct(pictures: Iterable[int]) -> list[int]:
    """Those that tell one picture from others: of one colour, a black first frame, they all look alike."""
    return [one for one in pictures if _FEWEST <= (one % 2**64).bit_count() <= 64 - _FEWEST]
