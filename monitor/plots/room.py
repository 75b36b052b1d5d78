"""Where labels find room: none covers another, and what finds none is left to the pointer."""

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """From the upper left corner to the lower right one."""

    left: float
    top: float
    right: float
    bottom: float

    def covers(self, other: "Box") -> bool:
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)

    def within(self, other: "Box") -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


class Room:
    """What is taken of a picture so far."""

    def __init__(self, bounds: Box) -> None:
        self._bounds = bounds
        self._taken: list[Box] = []

    def take(self, box: Box) -> None:
        """Nothing may be written here."""
        self._taken.append(box)

    def find(self, boxes: Iterable[Box]) -> Box | None:
        """The first that is free, which is taken then."""
        for box in boxes:
            if box.within(self._bounds) and not any(box.covers(other) for other in self._taken):
                self._taken.append(box)
                return box
        return None
