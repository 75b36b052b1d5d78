"""What the rooms count. Names of stages and reasons are few and fixed."""

from typing import Protocol


class Meter(Protocol):
    """Counts and times; costs next to nothing."""

    def stage(self, name: str, seconds: float, items: int) -> None:
        """A stage of the pipeline took so long for so many updates."""
        ...

    def count(self, name: str, label: str = "", by: int = 1) -> None:
        """Something happened `by` times."""
        ...


class NoMeter:
    """Counts nothing."""

    def stage(self, name: str, seconds: float, items: int) -> None: ...

    def count(self, name: str, label: str = "", by: int = 1) -> None: ...
