"""Deliveries to one entry of a receiver: what is due goes out, as fast as the other side wants it, while it can be
reached.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Literal, Protocol

import structlog
from msgspec.structs import replace

from monitor.alerts import notice as notices
from monitor.alerts.breaker import LONGEST_PROBE, OPENS_AFTER, Breaker
from monitor.alerts.group import open_summary
from monitor.alerts.pace import Budget
from monitor.alerts.record import Recorder
from monitor.alerts.schedule import CHAT_PATIENCE, LONGEST_TOLD, named_wait, retry_at
from monitor.errors import Rejected, Unavailable
from monitor.model import Millis, Outcome
from monitor.ports.clock import Clock
from monitor.ports.meter import Meter
from monitor.ports.sink import Sink
from monitor.ports.store import Outbox, Owed, Verdict

log = structlog.get_logger()

IDLE = 30.0
"""Seconds between looks when nothing says that something is due: a safety net, not the way."""

_SEND_LIMIT = 120.0  # seconds; a sink has time-outs of its own, this one catches a bug in them
_CANDIDATES = 50  # deliveries of which a probe is chosen
_UNSAID = 30.0  # seconds that an entry pauses after "too many" without a word of how long

Result = Literal["sent", "unavailable", "rejected"]
Rest = Callable[[asyncio.Event, float], Awaitable[None]]
"""Waits until an event is set, at most so many seconds."""


async def rest(event: asyncio.Event, seconds: float) -> None:
    """As `Rest`, by the loop's own clock."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


class Shared(Protocol):
    """What all lanes have in common."""

    outbox: Outbox
    recorder: Recorder
    clock: Clock
    meter: Meter
    pause: float
    idle: float
    rest: Rest


class Lane:
    """Deliveries to one entry of a receiver.

    Three things may hold it: the pace that its platform allows, a wait that the other side named (for all that is owed
    to it, not only for the delivery that was told so), and a breaker that is open. None holds another lane.
    """

    def __init__(self, receiver: str, entry: str, sink: Sink, shared: Shared) -> None:
        self.receiver, self.entry, self.sink = receiver, entry, sink
        self.breaker = Breaker()
        self._outbox, self._recorder = shared.outbox, shared.recorder
        self._clock, self._meter = shared.clock, shared.meter
        self._pause, self._idle, self._rest = shared.pause, shared.idle, shared.rest
        self._budget = Budget(sink.pace)
        self._told: Millis = 0  # when a wait ends that the other side named
        self._spent: Millis = 0  # when the pace has room for the next
        self._wake = asyncio.Event()
        self._flying: dict[str, asyncio.Task[None]] = {}
        self._summed = False  # old ones were summed up, and nothing has got through since
        self._random = random.Random()  # noqa: S311 - spreads retries, guards nothing
        self._log = log.bind(receiver=receiver, entry=entry)

    def wake(self) -> None:
        self._wake.set()

    async def run(self) -> None:
        """Deliver until cancelled; then let what is in flight end."""
        forgotten = False
        try:
            while True:
                self._wake.clear()
                try:
                    if not forgotten:
                        await self._outbox.forget_reach(self.receiver, self.entry)
                        forgotten = True
                    await self._launch()
                    await self._sleep()
                except Exception as error:  # noqa: BLE001 - a lane outlives whatever the database answers
                    self._log.warning("lane_cannot_read", error=repr(error))
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

    def _room(self) -> int:
        """How many more may be in flight: one probe, while the entry is out of reach."""
        return (1 if self.breaker.is_open else self.sink.parallel) - len(self._flying)

    def _opens(self, now: Millis) -> Millis:
        """When the next one may go out, as far as is known. A clock that was set back holds it no longer."""
        stretch = max((rate.per for rate in self.sink.pace), default=0)
        holds = ((self._told, LONGEST_TOLD), (self._spent, stretch), (self.breaker.probe_at, LONGEST_PROBE))
        return max(min(at, now + longest) for at, longest in holds)

    def _may(self) -> bool:
        now = self._clock.now()
        return self._room() > 0 and self._opens(now) <= now

    async def _launch(self) -> None:
        if not self._may():
            return
        now, room = self._clock.now(), self._room()
        if self.sink.patience == "chat":
            await self._summarise_old(now)
        due = await self._due(now, room)
        if self.sink.whole:
            due = await self._outbox.whole(due)
        for owed in due:
            if not self._may() or not self._take(owed):  # what was in flight may have changed it meanwhile
                return
            alert = owed.delivery.alert
            name = f"deliver {self.receiver}/{self.entry} {owed.delivery.key}"
            work = self._deliver(owed, probe=self.breaker.is_open)
            self._flying[alert] = asyncio.create_task(work, name=name)

    async def _due(self, now: Millis, room: int) -> Sequence[Owed]:
        """What is due first. The probe is what was tried least, and is newest: what always fails holds nobody else."""
        if not self.breaker.is_open:
            return await self._outbox.due(self.receiver, self.entry, now, room, set(self._flying))
        due = await self._outbox.due(self.receiver, self.entry, now, _CANDIDATES, set(self._flying))
        return sorted(due, key=lambda owed: (owed.delivery.attempts, -owed.delivery.created))[:room]

    def _take(self, owed: Owed) -> bool:
        """Take what a delivery costs from the budget, if it has so much now; else remember when it will."""
        if not self.sink.pace:
            return True
        try:
            cost = len(self.sink.render(notices.whole(owed.notices, owed.before), owed.delivery))
        except Exception:  # noqa: BLE001 - `send` meets the same bug, where it is dealt with
            cost = 1
        now = self._clock.now()
        self._spent = self._budget.ready(now, cost)
        if self._spent > now:
            return False
        self._budget.take(now, cost)
        return True

    async def _summarise_old(self, now: Millis) -> None:
        """What is old is summed up once before the entry is tried, and what got old since then once it takes something.

        Otherwise a day without it would end in a hundred summaries, each of what got old between two tries.
        """
        if self._summed:
            return
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
        self._summed = True

    async def _sleep(self) -> None:
        wait = self._idle
        if self._room() > 0:
            due = await self._outbox.next_delivery(self.receiver, self.entry, set(self._flying))
            if due is not None:
                now = self._clock.now()
                wait = min(wait, max(0.0, (max(due, self._opens(now)) - now) / 1000))
        await self._rest(self._wake, wait)

    async def _deliver(self, owed: Owed, *, probe: bool) -> None:
        key, started = owed.delivery.key, time.monotonic()
        try:
            outcome = await self._attempt(owed, started, probe=probe)
            self._summed = self._summed and outcome.result == "unavailable"
            await self._record(outcome)
            self._meter.count("deliveries", outcome.result)
            self._log.info("delivery", key=key, result=outcome.result, ms=outcome.took)
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
                self._log.warning("delivery_not_recorded", key=outcome.key, error=repr(error), again_in=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, IDLE)

    async def _attempt(self, owed: Owed, started: float, *, probe: bool) -> Outcome:
        delivery = owed.delivery
        try:
            async with asyncio.timeout(_SEND_LIMIT):
                receipt = await self.sink.send(notices.whole(owed.notices, owed.before), delivery)
        except Rejected as error:
            outcome = self._outcome(owed, "rejected", started, str(error), disable=error.disable)
            return self._answered(outcome)
        except Unavailable as error:
            return self._unavailable(owed, error, started, probe=probe)
        except TimeoutError:
            return self._failed(owed, "no answer in time", started, probe=probe)
        except Exception as error:
            log.exception("sink_bug", kind=self.sink.kind, key=delivery.key)
            return self._failed(owed, f"a bug in the sink: {type(error).__name__}", started, probe=probe)
        return self._answered(self._outcome(owed, "sent", started, receipt.status, thread=receipt.thread))

    def _unavailable(self, owed: Owed, error: Unavailable, started: float, *, probe: bool) -> Outcome:
        """A wait that the other side named holds the whole entry: it is about us, not about this one delivery."""
        told = error.retry_after
        if told is None and error.limited:
            told = _UNSAID
        if told is None:
            return self._failed(owed, str(error), started, probe=probe)
        now = self._clock.now()
        self._told = max(self._told, now + named_wait(told))
        self._log.info("entry_pauses", seconds=round(named_wait(told) / 1000), because=str(error))
        if error.limited:
            return self._answered(self._again(owed, str(error), told, started))
        return self._failed(owed, str(error), started, probe=probe, told=told)

    def _answered(self, outcome: Outcome) -> Outcome:
        since = self.breaker.since
        if not self.breaker.answered():
            return outcome
        self._log.info("entry_reachable", after=round((self._clock.now() - (since or 0)) / 1000))
        return replace(outcome, reach=self.breaker.reach)

    def _failed(self, owed: Owed, detail: str, started: float, *, probe: bool, told: float | None = None) -> Outcome:
        """No answer. A probe takes no step: it is due again with the next one."""
        now, was_open = self._clock.now(), self.breaker.is_open
        changed = self.breaker.failed(now, probe=probe)
        if self.breaker.is_open and not was_open:
            self._log.warning("entry_unreachable", failures=OPENS_AFTER, because=detail)
        if probe and self.breaker.is_open:
            told = max(told or 0.0, (self.breaker.probe_at - now) / 1000)
        outcome = self._again(owed, detail, told, started)
        return replace(outcome, reach=self.breaker.reach) if changed else outcome

    def _again(self, owed: Owed, detail: str, told: float | None, started: float) -> Outcome:
        at = retry_at(self._clock.now(), owed.delivery.created, owed.step, told, self._random.random())
        if at is None:
            detail = f"given up after the whole schedule: {detail}"
        return self._outcome(owed, "unavailable", started, detail, retry_at=at, told=told is not None)

    def _outcome(self, owed: Owed, result: Result, started: float, detail: str, **more: Any) -> Outcome:
        took = round((time.monotonic() - started) * 1000)
        return Outcome(owed.delivery.key, result, self._clock.now(), took, detail, **more)
