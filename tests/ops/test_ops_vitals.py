"""Gathering facts: what passes the gate, progress, and a database that fails or does not answer."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable

import pytest
from patience import PATIENCE

from monitor.bus import LocalBus
from monitor.model import Reach, SourceChanged, Tick
from monitor.ops.gate import Gate
from monitor.ops.lag import LoopLag
from monitor.ops.metrics import Metrics
from monitor.ops.vitals import Stored, Vitals


class Hands:
    """A clock of both kinds that is moved by hand."""

    seconds = 1_000.0

    def now(self) -> int:
        return int(self.seconds * 1000)

    def monotonic(self) -> float:
        return self.seconds


async def nothing_owed() -> Stored:
    return Stored({}, 0)


class Desk:
    def __init__(self, look: Callable[[], Awaitable[Stored]] = nothing_owed, patience: float = 5.0) -> None:
        self.clock, self.bus, self.metrics = Hands(), LocalBus(bound=2), Metrics()
        self.gate = Gate(self.bus, self.clock)
        self.vitals = Vitals(
            self.bus, self.gate, self.metrics, self.clock, look, monotonic=self.clock.monotonic, patience=patience
        )


def said(state: str, channel: str = "") -> SourceChanged:
    return SourceChanged("telegram:desk", state, 1, channel)


async def test_the_gate_notes_what_sources_say_of_themselves() -> None:
    desk = Desk()
    desk.gate.expect(["telegram:desk"])
    assert (await desk.vitals.facts()).sources == {"telegram:desk": "starting"}
    await desk.gate.put(said("live"))
    assert desk.gate.offer(said("private", channel="diu"))
    assert desk.gate.states == {"telegram:desk": "live"}
    assert desk.gate.passed == 2


async def test_what_the_bus_refused_did_not_pass() -> None:
    desk = Desk()
    assert [desk.gate.offer(said(state)) for state in ("starting", "live", "flooded")] == [True, True, False]
    assert desk.gate.states == {"telegram:desk": "live"}
    assert desk.gate.passed == len(desk.bus) == 2


async def test_time_is_no_sign_of_a_source() -> None:
    desk = Desk()
    desk.gate.offer(Tick(1))
    assert (await desk.vitals.facts()).last_update is None
    desk.gate.offer(said("live"))
    desk.clock.seconds += 2.5
    assert (await desk.vitals.facts()).last_update == 2.5


async def test_idle_is_not_stuck() -> None:
    desk = Desk()
    desk.clock.seconds += 9_000
    assert await desk.vitals.unhealthy() == ()


async def test_progress_keeps_it_healthy_and_its_absence_does_not() -> None:
    desk = Desk()
    desk.gate.offer(said("live"))
    desk.gate.offer(said("live"))
    desk.vitals.watch_progress()
    desk.clock.seconds += 40
    desk.metrics.stage("write", 0.1, 1)
    desk.vitals.watch_progress()
    desk.clock.seconds += 40
    assert await desk.vitals.unhealthy() == (), "it got on 40 s ago"
    desk.clock.seconds += 40
    assert await desk.vitals.unhealthy() == ("the pipeline has made no progress for 80 s and 2 updates wait",)
    desk.metrics.count("quarantined", "SourceChanged")
    assert await desk.vitals.unhealthy() == ()


async def test_an_update_in_hand_counts_as_waiting() -> None:
    desk = Desk()
    desk.gate.offer(said("live"))
    desk.vitals.watch_progress()
    await desk.bus.take(1)
    desk.clock.seconds += 61
    assert len(await desk.vitals.unhealthy()) == 1


async def test_an_entry_out_of_reach_is_told_with_how_long() -> None:
    hands, bus = Hands(), LocalBus()
    reach = {("desk", "hook"): Reach(hands.now() - 90_000, hands.now()), ("desk", "mail"): Reach()}
    vitals = Vitals(bus, Gate(bus, hands), Metrics(), hands, nothing_owed, reach=lambda: reach)
    assert (await vitals.facts()).reach == {("desk", "hook"): 90.0, ("desk", "mail"): None}


async def test_what_is_owed_is_told_with_its_age() -> None:
    async def look() -> Stored:
        return Stored({("desk", "hook"): (2, 400_000)}, 3)

    facts = await Desk(look).vitals.facts()
    assert facts.owed == {("desk", "hook"): (2, 600.0)}
    assert facts.dead == 3


async def test_a_database_that_fails_is_away_until_it_does_not() -> None:
    errors: list[Exception] = [sqlite3.OperationalError("database or disk is full")]

    async def look() -> Stored:
        if errors:
            raise errors.pop()
        return Stored({}, 0)

    desk = Desk(look)
    assert await desk.vitals.unready() == ("the database cannot be written: database or disk is full",)
    assert await desk.vitals.unready() != (), "asked again within a second: the same answer, for nothing"
    desk.clock.seconds += 2
    assert await desk.vitals.unready() == ()


async def test_a_database_that_does_not_answer_holds_nobody_up() -> None:
    asked, answer = 0, asyncio.Event()

    async def look() -> Stored:
        nonlocal asked
        asked += 1
        await answer.wait()
        return Stored({}, 0)

    desk = Desk(look, patience=0.01)
    for _ in range(3):
        assert await desk.vitals.unready() == ("the database cannot be written: no answer within 0.01 s",)
        desk.clock.seconds += 2
    assert asked == 1, "one question at a time"
    answer.set()
    assert await desk.vitals.unready() == ()


async def test_whoever_asks_meanwhile_hears_the_same_answer() -> None:
    asked = 0

    async def look() -> Stored:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return Stored({}, asked)

    desk = Desk(look)
    answers = await asyncio.gather(*(desk.vitals.facts() for _ in range(5)))
    assert {facts.dead for facts in answers} == {1}


async def test_running_measures_the_loop_and_ends_when_told() -> None:
    seen = asyncio.Event()
    lag = LoopLag(seen.set)
    task = asyncio.create_task(lag.sample())
    await asyncio.wait_for(seen.wait(), PATIENCE)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert lag.p99 is not None
    assert lag.p99 >= 0


async def test_vitals_leave_no_question_behind() -> None:
    async def look() -> Stored:
        await asyncio.Event().wait()
        raise AssertionError

    desk = Desk(look, patience=0.01)
    running = asyncio.create_task(desk.vitals.run())
    await desk.vitals.facts()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize(
    ("late", "p99"),
    [([], None), ([0.5], 0.5), ([-0.1], 0.0), ([0.001] * 98 + [0.2, 0.3], 0.3), ([0.001] * 199 + [0.2], 0.001)],
)
def test_lag_of_the_last_minute(late: list[float], p99: float | None) -> None:
    lag = LoopLag()
    for value in late:
        lag.note(value)
    assert lag.p99 == p99


def test_lag_forgets_what_is_older_than_a_minute() -> None:
    lag = LoopLag()
    for value in [5.0] * 10 + [0.001] * 240:
        lag.note(value)
    assert lag.p99 == 0.001
