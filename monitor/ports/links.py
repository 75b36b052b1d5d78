"""Links in messages by which people act on an alert."""

from typing import Protocol

from monitor.model import Millis, Notice


class Links(Protocol):
    """Makes links. They are made when a message is sent, and stored nowhere."""

    def links(self, notice: Notice, receiver: str, entry: str, now: Millis) -> tuple[tuple[str, str], ...]:
        """What a reader of a notice may do, as (label, address); none where there is nothing to do."""
        ...
