"""When two pictures are one, by their hashes of 64 bits: whoever changes a picture changes few of them."""

from collections.abc import Iterable

FARTHEST = 3
"""In how many bits two hashes of one picture may differ; then at least one of the four bands is the same."""

_BANDS, _WIDTH = 4, 16
_FEWEST = 8


def distance(one: int, other: int) -> int:
    """In how many bits two (signed) hashes differ."""
    return ((one ^ other) % 2**64).bit_count()


def bands(value: int) -> tuple[int, ...]:
    """The four bands of a (signed) hash, lowest bits first."""
    bits = value % 2**64
    return tuple(bits >> (_WIDTH * place) & 0xFFFF for place in range(_BANDS))


def distinct(pictures: Iterable[int]) -> list[int]:
    """Those that tell one picture from others: of one colour, a black first frame, they all look alike."""
    return [one for one in pictures if _FEWEST <= (one % 2**64).bit_count() <= 64 - _FEWEST]
