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
    """Enqueue a `Tick` whenever something is due, until cancelled."""
    while True:
        who.changed.clear()
        due, now = who.due, clock.now()
        if due is not None and due <= now:
            await intake.put(Tick(now))
            wait = 1.0  # the batch that holds it moves `due` on
        else:
            wait = _LOOK if due is None else min(_LOOK, (due - now) / 1000)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await who.changed.wait()
