"""Lanes over a database under a clock that is driven: hours go by as fast as the lanes have done what was to do."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from patience import PATIENCE

from monitor.alerts.deliver import Deliverer
from monitor.alerts.group import open_summary
from monitor.alerts.notice import delivery
from monitor.model import Excerpt, Notice
from monitor.ops.metrics import Metrics
from monitor.ports.sink import Sink
from monitor.ports.store import Verdict
from monitor.store import look, schema
from monitor.store.database import Database

START = 1_734_170_400_000  # 2024-12-14T10:00:00Z
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000


class Driven:
    """A clock at which lanes wait for their moment. It stands still until `run` moves it on."""

    def __init__(self) -> None:
        self.time = START
        self._resting: dict[asyncio.Event, int] = {}

    def now(self) -> int:
        return self.time

    @property
    def resting(self) -> int:
        """How many lanes wait."""
        return len(self._resting)

    async def rest(self, event: asyncio.Event, seconds: float) -> None:
        """Wait until the event is set; `run` sets it when the moment has come."""
        self._resting[event] = self.time + round(seconds * 1000) + 1
        try:
            await event.wait()
        finally:
            del self._resting[event]

    async def run(self, until: int, busy: Callable[[], bool]) -> None:
        """Let time go by, from one moment for which a lane waits to the next."""
        while True:
            await self._settled(busy)
            first = min(self._resting.values(), default=until)
            if first >= until:
                self.time = until
                return
            self.time = max(self.time, first)
            for event, at in list(self._resting.items()):
                if at <= self.time:
                    event.set()

    async def _settled(self, busy: Callable[[], bool]) -> None:
        """Until every lane waits, and nothing is in flight."""
        async with asyncio.timeout(PATIENCE):
            calm = 0
            while calm < 3:
                await asyncio.sleep(0 if calm else 0.0005)
                idle = not busy() and not any(event.is_set() for event in self._resting)
                calm = calm + 1 if idle else 0


class DrivenDesk:
    """What is owed to the entries of a receiver named desk, and the lanes that deliver it."""

    def __init__(self, database: Database, clock: Driven) -> None:
        self.database, self.clock = database, clock
        self.deliverer = Deliverer(database, clock, Metrics(), idle=3_600.0, rest=clock.rest)
        self.entries: list[str] = []

    def open(self, sinks: Mapping[str, Sink]) -> None:
        self.entries += sinks
        self.deliverer.open({("desk", entry): sink for entry, sink in sinks.items()})

    async def owe(
        self, alerts: Mapping[str, Sequence[int]], *, excerpts: tuple[Excerpt, ...] = (), title: str = "Alert {}"
    ) -> None:
        """Notices of alerts, by their numbers, to every entry."""
        now = self.clock.now()
        made = [replace(open_summary(name, name, now), id=name, closed=now) for name in alerts]
        told = [
            Notice(
                name, n, "opened" if n == 1 else "matched", "r", title.format(name), "high", now, (f"{name} line {n}",),
                tuple(replace(one, post=one.post + n) for one in excerpts),
            )
            for name, numbers in alerts.items()
            for n in numbers
        ]  # fmt: skip
        owed = tuple(delivery(one, "desk", entry, now) for one in told for entry in self.entries)
        async with self.database.write() as unit:
            await unit.write(Verdict(alerts=tuple(made), notices=tuple(told), deliveries=owed))
        self.deliverer.wake([("desk", entry) for entry in self.entries])

    async def run(self, milliseconds: int) -> None:
        await self.clock.run(self.clock.time + milliseconds, self._busy)

    def _busy(self) -> bool:
        lanes = [lane for lane, _ in self.deliverer._lanes.values()]
        return self.clock.resting < len(lanes) or any(lane._flying for lane in lanes)

    async def rows(self, most: int = 10_000) -> list[look.Row]:
        async with self.database.engines.reading() as connection:
            return list(await look.listed_deliveries(connection, most))

    async def states(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for row in await self.rows():
            found[row["state"]] = found.get(row["state"], 0) + 1
        return found

    async def troubles(self) -> list[dict[str, Any]]:
        async with self.database.engines.reading() as connection:
            return [dict(row) for row in (await look.states(connection))["unreachable"]]


@asynccontextmanager
async def driven_desk(folder: Path) -> AsyncIterator[DrivenDesk]:
    path = folder / "monitor.db"
    await schema.prepare(path)
    database = Database(path)
    desk = DrivenDesk(database, Driven())
    try:
        yield desk
    finally:
        with suppress(TimeoutError):
            await asyncio.wait_for(desk.deliverer.close(0.2), PATIENCE)
        await database.close()
