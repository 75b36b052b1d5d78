"""What work costs in CPU time, for tests that a cost does not grow faster than a text.

A busy machine makes a run slow, never fast: the least of a few runs is what the work costs.
"""

import gc
from collections.abc import Callable
from time import thread_time

_TRIES = 5
_SPARE = 0.02
"""Seconds that are no matter: what a clock, a cache and an allocator add."""


def cost(work: Callable[[], object], enough: float = 0.0) -> float:
    """CPU seconds of the quickest of a few runs; no further run once one took at most `enough`."""
    least = float("inf")
    collecting = gc.isenabled()
    gc.disable()  # a collection costs what the tests before this one left behind
    try:
        for _ in range(_TRIES):
            begun = thread_time()
            work()
            least = min(least, thread_time() - begun)
            if least <= enough:
                break
    finally:
        if collecting:
            gc.enable()
    return least


def keeps_pace(work: Callable[[int], object], length: int, times: int = 16) -> bool:
    """Whether work on a text of `times` the length costs at most four times `times` as much (squared: `times`² )."""
    limit = _SPARE + 4 * times * cost(lambda: work(length))
    return cost(lambda: work(times * length), limit) <= limit
