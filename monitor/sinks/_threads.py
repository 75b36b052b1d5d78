"""Work of others that blocks, in a few threads of its own: one that hangs takes no place from anybody else."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from monitor.errors import Unavailable

Result = TypeVar("Result")


class Threads:
    """At most so many threads at a time. They are let go of when the program ends: a stop waits for none of them."""

    def __init__(self, most: int, name: str) -> None:
        self._most, self._name = most, name
        self._busy = 0
        self._lock = threading.Lock()

    @property
    def is_free(self) -> bool:
        """Whether another thread may begin."""
        return self._busy < self._most

    async def run(self, work: Callable[[], Result], patience: float) -> Result:
        """Do the work and wait at most `patience` seconds for it; what it raises is raised.

        Raises:
            Unavailable: all threads are still at work on what came before.
            TimeoutError: it is not done in time. It goes on, and keeps its thread until it ends.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Result] = loop.create_future()
        with self._lock:
            if self._busy >= self._most:
                raise Unavailable("what was sent before has not been taken yet")
            self._busy += 1
        threading.Thread(target=self._do, args=(work, done, loop), name=self._name, daemon=True).start()
        async with asyncio.timeout(patience):
            return await done

    def _do(self, work: Callable[[], Result], done: "asyncio.Future[Result]", loop: asyncio.AbstractEventLoop) -> None:
        try:
            outcome: Result | BaseException = work()
        except BaseException as error:  # noqa: BLE001 - it is for who waits
            outcome = error
        with self._lock:
            self._busy -= 1
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(_tell, done, outcome)


def _tell(done: "asyncio.Future[Result]", outcome: Result | BaseException) -> None:
    if done.done():  # who waited went away
        return
    if isinstance(outcome, BaseException):
        done.set_exception(outcome)
    else:
        done.set_result(outcome)
