"""The other half of the promise: claim what is due, let the sink send it, write what became of it.

Every entry of every receiver has a lane of its own, so that one that hangs delays no other. Within a
lane the notices of one alert go in order, one at a time.
"""

import asyncio
import random
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

import structlog
from msgspec.structs import replace

from monitor.alerts import notice as notices
from monitor.alerts.group import open_summary
from monitor.alerts.schedule import CHAT_PATIENCE, retry_at
from monitor.errors import Rejected, Unavailable
from monitor.model import Outcome
from monitor.ports.clock import Clock
from monitor.ports.meter import Meter
from monitor.ports.sink import Sink
from monitor.ports.store import Outbox, Owed, Verdict

log = structlog.get_logger()

_IDLE = 30.0  # seconds between looks when nothing says that something is due: a safety net, not the way
_LAST_RECORDS = 1.0  # seconds that the database has to write what lanes had sent when they were ended
_SEND_LIMIT = 120.0  # seconds; a sink has time-outs of its own, this one catches a bug in them


class Lane:
    """Deliveries to one entry of a receiver."""

    def __init__(self, receiver: str, entry: str, sink: Sink, shared: "Deliverer") -> None:
        self.receiver, self.entry, self.sink = receiver, entry, sink
        self._outbox, self._recorder = shared.outbox, shared.recorder
        self._clock, self._meter, self._pause = shared.clock, shared.meter, shared.pause
        self._wake = asyncio.Event()
        self._flying: dict[str, asyncio.Task[None]] = {}
        self._random = random.Random()  # noqa: S311 - spreads retries, guards nothing

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        """Deliver until cancelled; then let what is in flight end."""
        try:
            while True:
                self._wake.clear()
                try:
                    await self._launch()
                    await self._sleep()
                except Exception as error:  # noqa: BLE001 - a lane outlives whatever the database answers
                    log.warning("lane_cannot_read", receiver=self.receiver, entry=self.entry, error=repr(error))
                    await asyncio.sleep(self._pause)
        finally:
            await self.drain()

    async def drain(self) -> None:
        """Wait for what is in flight."""
        if self._flying:
            await asyncio.gather(*self._flying.values(), return_exceptions=True)

    async def abandon(self) -> None:
        """Give up what is in flight; it stays due."""
        for task in list(self._flying.values()):
            task.cancel()
        await self.drain()

    async def _launch(self) -> None:
        room = self.sink.parallel - len(self._flying)
        if room <= 0:
            return
        now = self._clock.now()
        if self.sink.patience == "chat":
            await self._summarise_old(now)
        for owed in await self._outbox.due(self.receiver, self.entry, now, room, set(self._flying)):
            alert = owed.delivery.alert
            name = f"deliver {self.receiver}/{self.entry} {owed.delivery.key}"
            self._flying[alert] = asyncio.create_task(self._deliver(owed), name=name)

    async def _summarise_old(self, now: int) -> None:
        old = await self._outbox.waiting(self.receiver, self.entry, now - CHAT_PATIENCE)
        old = [owed for owed in old if owed.delivery.alert not in self._flying and owed.notices[-1].kind != "late"]
        if len(old) < 2:
            return
        missed = [told for owed in old for told in owed.notices]
        alert = open_summary(f"late:{self.receiver}/{self.entry}", "Alerts that could not be delivered in time", now)
        told = notices.late(alert, missed, now)
        verdict = Verdict(
            alerts=(replace(alert, notices=1, last_notice=now, closed=now),),
            notices=(told,),
            deliveries=(notices.delivery(told, self.receiver, self.entry, now),),
        )
        await self._outbox.fold_into([owed.delivery.key for owed in old], verdict, now)

    async def _sleep(self) -> None:
        wait = _IDLE
        if len(self._flying) < self.sink.parallel:
            due = await self._outbox.next_delivery(self.receiver, self.entry, set(self._flying))
            if due is not None:
                wait = min(wait, max(0.0, (due - self._clock.now()) / 1000))
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait)

    async def _deliver(self, owed: Owed) -> None:
        key, started = owed.delivery.key, time.monotonic()
        try:
            outcome = await self._attempt(owed, started)
            await self._record(outcome)
            self._meter.count("deliveries", outcome.result)
            log.info(
                "delivery", key=key, receiver=self.receiver, entry=self.entry, result=outcome.result, ms=outcome.took
            )
        finally:
            self._flying.pop(owed.delivery.alert, None)
            self._wake.set()

    async def _record(self, outcome: Outcome) -> None:
        """Insist: what was sent and is not recorded would be sent again, and again."""
        pause = self._pause
        while True:
            try:
                return await self._recorder.record(outcome)
            except Exception as error:  # noqa: BLE001 - as above
                log.warning("delivery_not_recorded", key=outcome.key, error=repr(error), again_in=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _IDLE)

    async def _attempt(self, owed: Owed, started: float) -> Outcome:
        delivery = owed.delivery
        try:
            async with asyncio.timeout(_SEND_LIMIT):
                receipt = await self.sink.send(notices.fold(owed.notices), delivery)
        except Rejected as error:
            took = _since(started)
            return Outcome(delivery.key, "rejected", self._clock.now(), took, str(error), disable=error.disable)
        except (Unavailable, TimeoutError) as error:
            told = error.retry_after if isinstance(error, Unavailable) else None
            return self._again(owed, str(error) or "no answer in time", told, started)
        except Exception as error:
            log.exception("sink_bug", kind=self.sink.kind, key=delivery.key)
            return self._again(owed, f"a bug in the sink: {type(error).__name__}", None, started)
        return Outcome(delivery.key, "sent", self._clock.now(), _since(started), receipt.status, thread=receipt.thread)

    def _again(self, owed: Owed, detail: str, told: float | None, started: float) -> Outcome:
        now = self._clock.now()
        at = retry_at(now, owed.delivery.created, owed.step, told, self._random.random())
        if at is None:
            detail = f"given up after the whole schedule: {detail}"
        return Outcome(
            owed.delivery.key,
            "unavailable",
            now,
            _since(started),
            detail,
            retry_at=at,
            told=told is not None,
        )


class Recorder:
    """Writes outcomes; those that end together share a transaction.

    The writing has a task of its own: a delivery that is cancelled while it waits takes no other with it.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._waiting: list[tuple[Outcome, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def record(self, outcome: Outcome) -> None:
        """Returns when the outcome is durable."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all(), name="record deliveries")
        await done

    async def finish(self, patience: float) -> None:
        """Wait until all that was handed over is written, at most `patience` seconds."""
        if self._writing is not None:
            await asyncio.wait([self._writing], timeout=patience)

    async def close(self) -> None:
        """Let go of what is not written by now; it stays due."""
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.wait([self._writing])

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            error = await self._write([outcome for outcome, _ in batch])
            for done in (done for _, done in batch if not done.done()):
                if error is None:
                    done.set_result(None)
                else:
                    done.set_exception(error)

    async def _write(self, outcomes: Sequence[Outcome]) -> Exception | None:
        try:
            await self._outbox.record(outcomes)
        except Exception as error:  # noqa: BLE001 - it is for those who wait
            return error
        return None


class Deliverer:
    """All lanes. `pause` is how long (s) a lane waits before it asks a database again that failed."""

    def __init__(self, outbox: Outbox, clock: Clock, meter: Meter, pause: float = 1.0) -> None:
        self.outbox, self.clock, self.meter, self.pause = outbox, clock, meter, pause
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


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
