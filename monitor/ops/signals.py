"""What signals mean: SIGTERM and SIGINT stop, SIGHUP reads the watch file again."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import structlog

log = structlog.get_logger()

STOP_LIMIT = 9.5  # seconds; what is still open then is left as a crash would leave it, and nothing is lost
_LATE = 70


class Signals:
    """Handles the process's signals from now on. A second one to stop leaves at once, whatever hangs."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        *,
        limit: float = STOP_LIMIT,
        leave: Callable[[int], None] = os._exit,
    ) -> None:
        self.stop, self.reload = asyncio.Event(), asyncio.Event()
        self._loop, self._limit, self._leave = loop, limit, leave
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop, number)
        loop.add_signal_handler(signal.SIGHUP, self.reload.set)

    def _stop(self, number: int) -> None:
        if self.stop.is_set():
            self._leave(128 + number)
        self.stop.set()
        # From here on the second signal does not depend on the loop: a loop that is stuck runs no handler.
        for each in (signal.SIGTERM, signal.SIGINT):
            self._loop.remove_signal_handler(each)
            signal.signal(each, lambda again, _frame: self._leave(128 + again))
        deadline = threading.Timer(self._limit, self._too_late)
        deadline.daemon = True
        deadline.start()

    def _too_late(self) -> None:
        log.error("stopped_late", seconds=self._limit, waiting=_waiting(self._loop))
        self._leave(_LATE)


def _waiting(loop: asyncio.AbstractEventLoop) -> list[str]:
    """Which tasks have not ended, and the line where each of them stands; as far as another thread can tell."""
    found = []
    for task in asyncio.all_tasks(loop):
        frames = task.get_stack(limit=1)
        where = f" at {Path(frames[-1].f_code.co_filename).name}:{frames[-1].f_lineno}" if frames else ""
        found.append(f"{task.get_name()}{where}")
    return sorted(found)
