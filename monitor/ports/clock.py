"""What time it is."""

import time
from typing import Protocol

from monitor.model import Millis


class Clock(Protocol):
    """Gives the time; tests drive one of their own."""

    def now(self) -> Millis:
        """The time in UTC, in milliseconds since the epoch."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> Millis:
        return time.time_ns() // 1_000_000
