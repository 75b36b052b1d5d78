"""How often a feed is visited: busy ones more, quiet ones less, failing ones less and less. Pure but for the dice."""

import random

from monitor.sources.feed.pace import Pace

_SHRINK = 0.5
_GROW = 1.5
_FIRST = 5.0
_SPREAD = 0.2


def next_interval(before: float, *, found: bool, pace: Pace) -> float:
    """Seconds to the next visit, from those before this one (0: it was the first), and whether it found something."""
    low, high = pace.bounds
    before = before or low * _FIRST
    return min(high, max(low, before * (_SHRINK if found else _GROW)))


def obeying(interval: float, asked: float, pace: Pace) -> float:
    """The interval, but not less than the feed asks for, within reason."""
    return max(interval, min(asked, pace.most_asked))


def spread(interval: float) -> float:
    """Shifted by up to a fifth, so that feeds are not visited in step."""
    return interval * random.uniform(1 - _SPREAD, 1 + _SPREAD)  # noqa: S311 - spreading load, not secrets


class Backoff:
    """Waits that double from `first` to `most`."""

    def __init__(self, first: float, most: float) -> None:
        self._first = self._next = first
        self._most = most

    def wait(self) -> float:
        """The next wait in seconds."""
        wait, self._next = self._next, min(self._next * 2, self._most)
        return wait

    def reset(self) -> None:
        self._next = self._first
