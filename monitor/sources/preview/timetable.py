"""When which channel is due. A job only says so; the channel's own task does the work."""

import asyncio
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Timetable:
    """Sets events at their time. A late job is run late (the library's defaults drop it)."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Needs a running loop."""
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def wake(self, key: str, event: asyncio.Event, seconds: float) -> None:
        """Set an event after a while. What was planned under the key before is no longer."""

        async def due() -> None:
            event.set()

        when = datetime.now(UTC) + timedelta(seconds=seconds)
        self._scheduler.add_job(due, "date", run_date=when, id=key, replace_existing=True)

    def cancel(self, key: str) -> None:
        if self._scheduler.get_job(key) is not None:
            self._scheduler.remove_job(key)
