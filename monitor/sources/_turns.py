"""Politeness: one request at a time for a host, a pause between two, and none while it asks to be left alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from monitor.errors import Unavailable

_MOST_HOSTS = 1_000


@dataclass(frozen=True, slots=True)
class Manners:
    """Durations in seconds.

    `gap`: from the start of a request to the start of the next to the same host. `patience`: a request
    that takes longer gives up its place, so that one page that hangs does not hold up the others.
    `hold_first`, `hold_most`: how long a host is left alone that says "too many requests" and not for how
    long; doubles with every refusal. `obey`: the longest wait that a host may ask for.
    """

    gap: float = 1.0
    patience: float = 5.0
    hold_first: float = 15.0
    hold_most: float = 900.0
    obey: float = 86_400.0


@dataclass(slots=True)
class _Host:
    """`free` and `held` are on the loop's clock: no request starts before."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free: float = 0.0
    held: float = 0.0
    refusals: int = 0
    waiting: int = 0


class Turns:
    """Who may ask which host when: first come, first served."""

    def __init__(self, manners: Manners = Manners()) -> None:
        self._manners = manners
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait until the host may be asked, and keep others from asking until done, or out of patience.

        Raises:
            Unavailable: the host has asked to be left alone for longer than is worth standing in line for.
        """
        host = self._host(name)
        host.waiting += 1
        try:
            await host.lock.acquire()
        finally:
            host.waiting -= 1
        place = _Place(host.lock)
        try:
            await self._wait(name, host)
            place.leave_after(self._manners.patience)
            yield
        finally:
            place.leave()

    def refused(self, name: str, retry_after: float | None) -> float:
        """The host wants fewer requests. Returns how long it is left alone, in seconds."""
        host = self._host(name)
        wait = retry_after
        if wait is None:
            wait = min(self._manners.hold_first * 2 ** min(host.refusals, 20), self._manners.hold_most)
            host.refusals += 1
        wait = min(wait, self._manners.obey)
        host.held = max(host.held, asyncio.get_running_loop().time() + wait)
        return wait

    def welcomed(self, name: str) -> None:
        """The host has answered a request as it should."""
        self._host(name).refusals = 0

    async def _wait(self, name: str, host: _Host) -> None:
        now = asyncio.get_running_loop().time
        while (left := max(host.free, host.held) - now()) > 0:
            held = host.held - now()
            if held > self._manners.patience:
                raise Unavailable(f"{name} has asked to be left alone", held)
            await asyncio.sleep(left)
        host.free = now() + self._manners.gap

    def _host(self, name: str) -> _Host:
        host = self._hosts.get(name)
        if host is None:
            if len(self._hosts) >= _MOST_HOSTS:
                self._forget()
            host = self._hosts[name] = _Host()
        return host

    def _forget(self) -> None:
        """Let go of hosts that nothing is known of any more: redirects can lead to any number."""
        now = asyncio.get_running_loop().time()
        for name, host in tuple(self._hosts.items()):
            if not host.lock.locked() and not host.waiting and max(host.free, host.held) < now:
                del self._hosts[name]


class _Place:
    """Holds a lock, and lets go of it once: when done or after a while, whichever comes first."""

    def __init__(self, lock: asyncio.Lock) -> None:
        self._lock: asyncio.Lock | None = lock
        self._timer: asyncio.TimerHandle | None = None

    def leave_after(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self.leave)

    def leave(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._lock is not None:
            self._lock.release()
            self._lock = None
