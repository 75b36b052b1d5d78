"""Lanes: what is owed goes out in order, once recorded never again, and no entry waits for another."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest
from patience import PATIENCE

from monitor.alerts.deliver import Deliverer
from monitor.alerts.group import open_summary
from monitor.alerts.notice import delivery
from monitor.errors import Rejected, Unavailable
from monitor.model import Delivery, Notice, Outcome, Receipt
from monitor.ports.meter import NoMeter
from monitor.ports.options import Options
from monitor.ports.sink import Part, Rate
from monitor.ports.store import Verdict
from monitor.store import look, schema
from monitor.store.database import Database

HOUR = 3_600_000


class Hand:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.time = 1_700_000_000_000

    def now(self) -> int:
        return self.time


class Recording:
    """A sink that keeps what it is given, and does with each what it is told to do."""

    kind: ClassVar[str] = "recording"
    options: ClassVar[type[Options]] = Options
    patience: ClassVar[Literal["schedule", "chat"]] = "schedule"
    parallel: ClassVar[int] = 4
    pace: ClassVar[tuple[Rate, ...]] = ()
    whole: ClassVar[bool] = False

    def __init__(self, options: Any = None, transport: Any = None) -> None:
        self.sent: list[tuple[Notice, Delivery]] = []
        self.answers: list[Exception | Receipt | asyncio.Event] = []
        self.news = asyncio.Event()

    def render(self, notice: Notice, owed: Delivery) -> Sequence[Part]:
        return [notice.title]

    async def send(self, notice: Notice, owed: Delivery) -> Receipt:
        self.sent.append((notice, owed))
        self.news.set()
        answer = self.answers.pop(0) if self.answers else Receipt()
        if isinstance(answer, asyncio.Event):
            await answer.wait()
            return Receipt()
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def numbers(self) -> list[tuple[str, int]]:
        return [(owed.alert, owed.number) for _, owed in self.sent]


class Chat(Recording):
    patience: ClassVar[Literal["schedule", "chat"]] = "chat"


class Desk:
    """A database with alerts, and lanes over it."""

    def __init__(self, database: Database, pause: float = 1.0) -> None:
        self.database, self.clock = database, Hand()
        self.deliverer = Deliverer(database, self.clock, NoMeter(), pause)

    async def owe(self, alert: str, *numbers: int, entries: Sequence[str] = ("hook",)) -> None:
        now = self.clock.now()
        made = open_summary(alert, alert, now)
        made = type(made)(**{**{f: getattr(made, f) for f in made.__struct_fields__}, "id": alert, "closed": now})
        told = [Notice(alert, n, "matched", "r", alert, "high", now, lines=(f"line {n}",)) for n in numbers]
        owed = tuple(delivery(n, "desk", entry, now) for n in told for entry in entries)
        async with self.database.write() as unit:
            await unit.write(Verdict(alerts=(made,), notices=tuple(told), deliveries=owed))
        self.deliverer.wake([("desk", entry) for entry in entries])

    async def until(self, state: str, count: int) -> list[look.Row]:
        async with asyncio.timeout(PATIENCE):
            while True:
                async with self.database.engines.reading() as connection:
                    rows = await look.listed_deliveries(connection, 100, state)
                if len(rows) == count:
                    return list(rows)
                await asyncio.sleep(0.01)

    async def pass_time(self, milliseconds: int) -> None:
        self.clock.time += milliseconds
        self.deliverer.wake([("desk", "hook"), ("desk", "mail")])


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    path = tmp_path / "monitor.db"
    await schema.prepare(path)
    database = Database(path)
    desk = Desk(database)
    yield desk
    await desk.deliverer.close(patience=1)
    await database.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


async def test_notices_of_one_alert_go_in_order_and_one_at_a_time(desk: Desk) -> None:
    sink, gate = Recording(), asyncio.Event()
    sink.answers = [gate]
    desk.deliverer.open({("desk", "hook"): sink})
    await desk.owe("a", 1, 2, 3)
    await until(lambda: len(sink.sent) == 1)
    await desk.owe("b", 1)
    await until(lambda: len(sink.sent) == 2)
    assert sink.numbers == [("a", 1), ("b", 1)]
    gate.set()
    await desk.until("sent", 4)
    assert [number for alert, number in sink.numbers if alert == "a"] == [1, 2, 3]


async def test_what_waits_behind_a_failing_first_folds_into_one(desk: Desk) -> None:
    sink = Recording()
    sink.answers = [Unavailable("503")]
    desk.deliverer.open({("desk", "hook"): sink})
    await desk.owe("a", 1, 2, 3, 4)
    await until(lambda: len(sink.sent) == 1)
    await desk.pass_time(6_000)
    await desk.until("sent", 2)
    assert sink.numbers == [("a", 1), ("a", 1), ("a", 4)]
    last = sink.sent[-1][0]
    assert (last.folded, last.lines) == ((2, 3), ("line 2", "line 3", "line 4"))
    assert len(await desk.until("folded", 2)) == 2
    assert sink.sent[0][1].key == sink.sent[1][1].key


async def test_an_entry_that_hangs_delays_no_other(desk: Desk) -> None:
    hanging, healthy = Recording(), Recording()
    hanging.answers = [asyncio.Event()]
    desk.deliverer.open({("desk", "hook"): hanging, ("desk", "mail"): healthy})
    await desk.owe("a", 1, entries=("hook", "mail"))
    await desk.owe("a2", 1, entries=("mail",))
    await desk.until("sent", 2)
    assert len(healthy.sent) == 2


async def test_the_schedule_ends_in_a_dead_letter_that_can_be_tried_again(desk: Desk) -> None:
    sink = Recording()
    sink.answers = [Unavailable("503") for _ in range(6)]
    desk.deliverer.open({("desk", "hook"): sink})
    await desk.owe("a", 1)
    for attempt in range(1, 6):
        await until(lambda attempt=attempt: len(sink.sent) == attempt)  # type: ignore[misc]
        await until_step(desk, attempt)
        await desk.pass_time(27 * HOUR)
    (row,) = await desk.until("dead", 1)  # the sixth is a probe of an entry out of reach, long after the schedule
    assert row["detail"].startswith("given up after the whole schedule")
    assert await desk.database.retry([row["key"]], desk.clock.now()) == 1
    await desk.pass_time(600_000)  # with the next probe
    await desk.until("sent", 1)
    assert len({owed.key for _, owed in sink.sent}) == 1


async def until_step(desk: Desk, step: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            (row,) = await desk.until("due", 1)
            if row["step"] == step:
                return
            await asyncio.sleep(0.01)


async def test_a_rejection_is_dead_at_once_and_a_bug_is_tried_again(desk: Desk) -> None:
    sink = Recording()
    sink.answers = [Rejected("404"), ZeroDivisionError("bug")]
    desk.deliverer.open({("desk", "hook"): sink})
    await desk.owe("a", 1)
    (row,) = await desk.until("dead", 1)
    assert row["detail"] == "404"
    await desk.owe("b", 1)
    await until(lambda: len(sink.sent) == 2)
    await desk.pass_time(6_000)
    await desk.until("sent", 1)


async def test_an_entry_that_is_gone_gets_nothing_more_until_it_is_tried_by_hand(desk: Desk) -> None:
    sink = Recording()
    sink.answers = [Rejected("410", disable=True)]
    desk.deliverer.open({("desk", "hook"): sink})
    await desk.owe("a", 1)
    await desk.until("dead", 1)
    await desk.owe("b", 1)
    rows = await desk.until("dead", 2)
    assert any("the entry is disabled: 410" in row["detail"] for row in rows)
    assert len(sink.sent) == 1
    await desk.database.retry([row["key"] for row in rows], desk.clock.now())
    desk.deliverer.wake([("desk", "hook")])
    await desk.until("sent", 2)


async def test_a_wait_that_the_other_side_names_is_kept(desk: Desk) -> None:
    sink = Recording()
    sink.answers = [Unavailable("429", retry_after=35)]
    desk.deliverer.open({("desk", "hook"): sink})
    await desk.owe("a", 1)
    await until(lambda: len(sink.sent) == 1)
    (row,) = await desk.until("due", 1)
    await until_due_after(desk, desk.clock.now())
    await desk.pass_time(34_000)
    await asyncio.sleep(0)
    assert len(sink.sent) == 1
    await desk.pass_time(5_000)
    await desk.until("sent", 1)
    assert row["step"] == 0


async def until_due_after(desk: Desk, now: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            (row,) = await desk.until("due", 1)
            if row["due"] > now:
                return
            await asyncio.sleep(0.01)


async def test_what_waited_for_hours_reaches_a_chat_as_one_summary(desk: Desk) -> None:
    sink = Chat()
    for alert in ("a", "b", "c"):
        await desk.owe(alert, 1, 2)
    desk.clock.time += 7 * HOUR
    desk.deliverer.open({("desk", "hook"): sink})
    await desk.until("sent", 1)
    ((notice, _),) = sink.sent
    assert notice.kind == "late"
    assert notice.lines == ("a: 2 notices", "b: 2 notices", "c: 2 notices")
    assert len(await desk.until("folded", 6)) == 6


async def test_a_thread_is_remembered_for_later_notices(desk: Desk) -> None:
    sink = Recording()
    sink.answers = [Receipt(thread={"message_id": 5})]
    desk.deliverer.open({("desk", "hook"): sink})
    await desk.owe("a", 1, 2)
    await desk.until("sent", 2)
    assert [owed.thread for _, owed in sink.sent] == [{}, {"message_id": 5}]


class Stubborn(Database):
    """A database that fails to record twice."""

    failures = 2

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk")
        await super().record(outcomes)


async def test_what_was_sent_and_cannot_be_recorded_is_not_sent_again(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    await schema.prepare(path)
    desk, sink = Desk(Stubborn(path), pause=0.01), Recording()
    desk.deliverer.open({("desk", "hook"): sink})
    await desk.owe("a", 1)
    await desk.until("sent", 1)
    assert len(sink.sent) == 1
    await desk.deliverer.close()
    await desk.database.close()


async def test_closing_leaves_due_what_did_not_end_in_time(desk: Desk) -> None:
    sink = Recording()
    sink.answers = [asyncio.Event()]
    desk.deliverer.open({("desk", "hook"): sink})
    await desk.owe("a", 1)
    await until(lambda: len(sink.sent) == 1)
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await desk.deliverer.close(patience=0.1)
    assert len(await desk.until("due", 1)) == 1
