"""The way of updates from sources to the pipeline."""

from typing import Protocol

from monitor.model import Update


class Intake(Protocol):
    """The end that a source holds. It is bounded: a source must be able to hear "no"."""

    def offer(self, update: Update) -> bool:
        """Hand over at once. False means full: nothing was taken, and the source reads it again later."""
        ...

    async def put(self, update: Update) -> None:
        """Hand over, waiting for room."""
        ...


class Bus(Intake, Protocol):
    """Both ends. Later a stream between machines; now a queue in the process."""

    async def take(self, most: int) -> list[Update]:
        """Wait for updates and take all that wait, at most `most`, in order."""
        ...
