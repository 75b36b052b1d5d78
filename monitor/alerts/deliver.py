"""The other half of the promise: claim what is due, let the sink send it, write what became of it.

Every entry of every receiver has a lane of its own, so that one that hangs delays no other. Within a
lane the notices of one alert go in order, one at a time.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence

import structlog

from monitor.alerts.lane import IDLE, Lane, Rest, rest
from monitor.alerts.record import Recorder
from monitor.model import Reach
from monitor.ports.clock import Clock
from monitor.ports.meter import Meter
from monitor.ports.sink import Sink
from monitor.ports.store import Outbox

log = structlog.get_logger()

_LAST_RECORDS = 1.0  # seconds that the database has to write what lanes had sent when they were ended


class Deliverer:
    """All lanes. `pause` is how long (s) a lane waits before it asks a database again that failed, `idle` how long it
    goes without a look.
    """

    def __init__(
        self,
        outbox: Outbox,
        clock: Clock,
        meter: Meter,
        pause: float = 1.0,
        *,
        idle: float = IDLE,
        rest: Rest = rest,
    ) -> None:
        self.outbox, self.clock, self.meter = outbox, clock, meter
        self.pause, self.idle, self.rest = pause, idle, rest
        self.recorder = Recorder(outbox)
        self._lanes: dict[tuple[str, str], tuple[Lane, asyncio.Task[None]]] = {}

    def open(self, sinks: Mapping[tuple[str, str], Sink]) -> None:
        """Start a lane for each (receiver, entry)."""
        for (receiver, entry), sink in sinks.items():
            lane = Lane(receiver, entry, sink, self)
            task = asyncio.create_task(lane.run(), name=f"lane {receiver}/{entry}")
            task.add_done_callback(self._ended)
            self._lanes[receiver, entry] = (lane, task)

    def wake(self, entries: Sequence[tuple[str, str]]) -> None:
        for entry in set(entries):
            if entry in self._lanes:
                self._lanes[entry][0].wake()

    @property
    def reach(self) -> Mapping[tuple[str, str], Reach]:
        """Of each entry, whether it can be reached."""
        return {entry: lane.breaker.reach for entry, (lane, _) in self._lanes.items()}

    async def shut(self, entries: Collection[tuple[str, str]], patience: float = 5.0) -> None:
        """End some lanes; sends in flight have `patience` seconds, then stay due."""
        closing = [self._lanes.pop(entry) for entry in entries if entry in self._lanes]
        for _, task in closing:
            task.cancel()
        if closing:
            await asyncio.wait([task for _, task in closing], timeout=patience)
            await asyncio.gather(*(lane.abandon() for lane, _ in closing))
            await asyncio.gather(*(task for _, task in closing), return_exceptions=True)
            await self.recorder.finish(_LAST_RECORDS)

    async def close(self, patience: float = 5.0) -> None:
        """End all lanes, as `shut` does."""
        await self.shut(list(self._lanes), patience)
        await self.recorder.close()

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("lane_died", lane=task.get_name(), error=repr(error))
