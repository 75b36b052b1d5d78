"""Waiting longer after every failure."""

import random


class Backoff:
    """Waits that double from `first` to `most`, each drawn from its upper half so that peers spread out."""

    def __init__(self, first: float, most: float) -> None:
        self._first = first
        self._most = most
        self._next = first

    def wait(self) -> float:
        """The next wait in seconds."""
        top = self._next
        self._next = min(top * 2, self._most)
        return top * random.uniform(0.5, 1.0)  # noqa: S311 - spreading load, not secrets

    def reset(self) -> None:
        self._next = self._first
