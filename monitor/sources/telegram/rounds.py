"""The schedule of re-reads. A job only says that one is due; the channel's own task does the work."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Rounds:
    """Calls an action for each key every so often, spread over the interval.

    A late job is run late, and once, however many were missed (the library's defaults drop it).
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Needs a running loop."""
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def add(self, key: str, action: Callable[[], Awaitable[None]], offset: float) -> None:
        """Start with `offset` (0 to 1) of an interval from now. A key that stands is left as it is."""
        if self._scheduler.get_job(key) is None:
            first = datetime.now(UTC) + timedelta(seconds=self._seconds * (0.5 + offset / 2))
            self._scheduler.add_job(
                action, "interval", seconds=self._seconds, id=key, next_run_time=first, jitter=self._seconds / 20
            )

    def remove(self, key: str) -> None:
        if self._scheduler.get_job(key) is not None:
            self._scheduler.remove_job(key)

    def fresh(self) -> "Rounds":
        """The same, not yet started: a scheduler that was stopped is spent."""
        return Rounds(self._seconds)
