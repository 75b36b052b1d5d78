"""MinHash by rensa, which carries no types."""

from collections.abc import Iterable
from typing import Any, cast

import rensa

SIZE = 12
"""Values of a sketch. Two texts that share a third of their triples of words share one of them in 99 of 100 cases."""

_SEED = 20_241_216  # part of what is stored: another one finds nothing of before


def sketch(shingles: Iterable[bytes]) -> tuple[int, ...]:
    """The smallest hash of the shingles under each of `SIZE` functions, 32 bits each; what comes twice counts once."""
    minhash: Any = rensa.RMinHash(num_perm=SIZE, seed=_SEED)
    minhash.update(shingles)
    return cast("tuple[int, ...]", tuple(minhash.digest()))
