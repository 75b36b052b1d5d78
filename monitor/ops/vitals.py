"""Gathers what is known of the daemon's health, for the pages, for metrics and for systemd's watchdog."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence, Sized

from msgspec import Struct

from monitor.model import Millis, Reach
from monitor.ops.gate import Gate
from monitor.ops.health import STUCK, ChannelFacts, Facts, FileFacts, unhealthy, unready
from monitor.ops.lag import LoopLag
from monitor.ops.metrics import CONTENT_TYPE, Metrics
from monitor.ports.clock import Clock

_PATIENCE = 5.0  # seconds for the database to answer before it counts as away
_FRESH = 1.0  # seconds for which an answer holds: who asks often costs nothing


class Stored(Struct, frozen=True):
    """What the database says. `owed`: how many deliveries wait for an entry, and since when the oldest (ms)."""

    owed: dict[tuple[str, str], tuple[int, Millis]]
    dead: int
    channels: Mapping[int, ChannelFacts] = {}
    files: FileFacts = FileFacts()


class Vitals:
    """The daemon's health at the moment. `look` reads the database, and fails if it cannot be written."""

    def __init__(
        self,
        waiting: Sized,
        gate: Gate,
        metrics: Metrics,
        clock: Clock,
        look: Callable[[], Awaitable[Stored]],
        *,
        reach: Callable[[], Mapping[tuple[str, str], Reach]] = dict,
        monotonic: Callable[[], float] = time.monotonic,
        patience: float = _PATIENCE,
    ) -> None:
        self._waiting, self._gate, self._metrics, self._clock = waiting, gate, metrics, clock
        self._look, self._monotonic, self._patience, self._reach = look, monotonic, patience, reach
        self._looking: asyncio.Task[Stored] | None = None
        self._stored = Stored({}, 0)
        self._away = ""
        self._looked = float("-inf")
        self._done = metrics.done
        self._progress = monotonic()
        self.refused = False
        self.lag = LoopLag(self.watch_progress)

    async def run(self) -> None:
        """Keep an eye on the loop and the pipeline until cancelled."""
        try:
            await self.lag.sample()
        finally:
            if self._looking is not None:
                self._looking.cancel()
                await asyncio.gather(self._looking, return_exceptions=True)

    def watch_progress(self) -> None:
        """Note whether the pipeline got on since the last look."""
        done = self._metrics.done
        if done != self._done or done >= self._gate.passed:
            self._done, self._progress = done, self._monotonic()

    @property
    def stalled(self) -> float:
        """Seconds without progress while updates wait."""
        self.watch_progress()
        return self._monotonic() - self._progress

    async def unhealthy(self) -> Sequence[str]:
        """Why a restart would help."""
        if self.stalled <= STUCK:
            return ()
        return unhealthy(await self.facts())

    async def unready(self) -> Sequence[str]:
        """Why the daemon does not do all that it is there for."""
        return unready(await self.facts())

    async def metrics(self) -> tuple[bytes, str]:
        """Metrics as text, and the type of that text."""
        return self._metrics.render(await self.facts()), CONTENT_TYPE

    async def facts(self) -> Facts:
        """Everything that is known now."""
        await self._ask_database()
        now, seen = self._clock.now(), self._gate.last_update
        return Facts(
            waiting=len(self._waiting),
            stalled=self.stalled,
            away=self._away,
            sources=dict(self._gate.states),
            owed={entry: (count, max(0, now - since) / 1000) for entry, (count, since) in self._stored.owed.items()},
            dead=self._stored.dead,
            last_update=None if seen is None else max(0, now - seen) / 1000,
            lag=self.lag.p99,
            refused=self.refused,
            channels=self._stored.channels,
            files=self._stored.files,
            reach={
                entry: None if its.since is None else max(0, now - its.since) / 1000
                for entry, its in self._reach().items()
            },
        )

    async def _ask_database(self) -> None:
        """One question at a time: a database that does not answer is not asked again, and holds nobody up."""
        if self._looking is None:
            if self._monotonic() - self._looked < _FRESH:
                return
            self._looking = asyncio.ensure_future(self._look())
            self._looking.set_name("look at the database")
        looking = self._looking
        done, _ = await asyncio.wait([looking], timeout=self._patience)
        self._looked = self._monotonic()
        if not done:
            self._away = f"no answer within {self._patience:g} s"
            return
        if self._looking is looking:
            self._looking = None
        if looking.cancelled():
            return
        error = looking.exception()
        self._away = "" if error is None else _reason(error)
        if error is None:
            self._stored = looking.result()


def _reason(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error) or type(error).__name__
