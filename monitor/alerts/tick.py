"""Time as an update: when the database says that something is due, a `Tick` goes the way of posts."""

import asyncio
from contextlib import suppress
from typing import Protocol

from monitor.model import Millis, Tick
from monitor.ports.bus import Intake
from monitor.ports.clock import Clock

_LOOK = 60.0  # seconds; a clock that is set back or forth is noticed within that


class Due(Protocol):
    """Who knows when something is due, and says when that may have changed."""

    changed: asyncio.Event

    @property
    def due(self) -> Millis | None: ...


async def tick(who: Due, intake: Intake, clock: Clock) -> None:
    """Enqueue a `Tick` whenever something is due, and every minute, until cancelled.

    What nobody looks at any more lapses without anybody saying so: the ledger of sight lives by the minute.
    """
    last = clock.now()
    while True:
        who.changed.clear()
        due, now = who.due, clock.now()
        if due is not None and due <= now:
            await intake.put(Tick(now))
            last = now
            wait = 1.0  # the batch that holds it moves `due` on
        else:
            if not 0 <= now - last < _LOOK * 1000:
                await intake.put(Tick(now))
                last = now
            wait = _LOOK if due is None else min(_LOOK, (due - now) / 1000)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await who.changed.wait()
