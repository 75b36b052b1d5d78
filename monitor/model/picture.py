"""Pictures by how they look: hashes of 64 bits, as signed numbers. Whoever changes a picture changes few of them."""

FARTHEST = 3
"""In how many bits two hashes of one picture may differ; then at least one of the four bands is the same."""

_BANDS, _WIDTH = 4, 16


def distance(one: int, other: int) -> int:
    """In how many bits two hashes differ."""
    return ((one ^ other) % 2**64).bit_count()


def bands(value: int) -> tuple[int, ...]:
    """The four bands of a hash, 16 bits each, highest bits first."""
    bits = value % 2**64
    return tuple(bits >> (_WIDTH * place) & 0xFFFF for place in reversed(range(_BANDS)))
