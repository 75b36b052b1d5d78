"""When each feed is due. A job only says that it is; the feed's own task does the work."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Timetable:
    """Calls an action once, some time from now. One that is late is called late, not dropped as by default."""

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

    def set(self, key: str, action: Callable[[], Awaitable[None]], seconds: float) -> None:
        """What stood under the key is replaced."""
        when = datetime.now(UTC) + timedelta(seconds=seconds)
        self._scheduler.add_job(action, "date", run_date=when, id=key, replace_existing=True)

    def remove(self, key: str) -> None:
        if self._scheduler.get_job(key) is not None:
            self._scheduler.remove_job(key)
