"""Tells systemd how it goes, by its notify protocol (sd_notify(3)). Where nobody listens, nothing is said."""

import asyncio
import os
import socket
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

log = structlog.get_logger()

_STATUS_EVERY = 30.0  # seconds, where no watchdog sets the pace


class Notifier:
    """The way to systemd. `watchdog` is the time in seconds within which it wants to hear from us, or None."""

    def __init__(self, address: str = "", watchdog: float | None = None) -> None:
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._failed = False
        self.watchdog = watchdog

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Notifier":
        """What systemd left in the environment. A watchdog that is meant for another process is not ours."""
        micros, whose = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID", "")
        ours = micros.isdigit() and int(micros) > 0 and whose in ("", str(os.getpid()))
        return cls(environ.get("NOTIFY_SOCKET", ""), int(micros) / 1_000_000 if ours else None)

    @property
    def heard(self) -> bool:
        """Whether anybody listens."""
        return bool(self._address)

    def ready(self, status: str) -> None:
        self._say("READY=1", _status(status))

    def reloading(self) -> None:
        micros = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1_000
        self._say("RELOADING=1", f"MONOTONIC_USEC={micros}", _status("reloading the watch file"))

    def stopping(self) -> None:
        self._say("STOPPING=1", _status("stopping"))

    def status(self, status: str, *, alive: bool) -> None:
        """Say how it goes; `alive` also feeds the watchdog."""
        self._say(*(("WATCHDOG=1",) if alive else ()), _status(status))

    def _say(self, *lines: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as way:
                way.setblocking(False)
                way.sendto("\n".join(lines).encode(), self._address)
        except OSError as error:
            if not self._failed:
                log.warning("systemd_not_reached", error=str(error))
            self._failed = True
        else:
            self._failed = False


def _status(text: str) -> str:
    return "STATUS=" + " ".join(text.split())


async def keep_telling(
    notifier: Notifier, unhealthy: Callable[[], Awaitable[Sequence[str]]], status: Callable[[], str]
) -> None:
    """Feed the watchdog at half its time while all is well, until cancelled.

    It runs on the loop that does the work: a loop that is stuck feeds nothing, and systemd starts us again.
    """
    if not notifier.heard:
        return
    every = _STATUS_EVERY if notifier.watchdog is None else notifier.watchdog / 2
    while True:
        reasons = await unhealthy()
        if reasons:
            log.error("unhealthy", reasons=list(reasons))
        notifier.status("; ".join(reasons) or status(), alive=not reasons)
        await asyncio.sleep(every)
