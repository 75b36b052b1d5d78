"""Lanes under trouble: they rest while nothing can be done, and end without taking others with them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest
from patience import PATIENCE

from monitor.alerts.deliver import Deliverer
from monitor.alerts.group import open_summary
from monitor.alerts.notice import delivery
from monitor.errors import Unavailable
from monitor.model import Delivery, Notice, Outcome, Receipt
from monitor.ports.meter import NoMeter
from monitor.ports.options import Options
from monitor.ports.sink import Part, Rate
from monitor.ports.store import Owed, Verdict
from monitor.store import look, schema
from monitor.store.database import Database


class Hand:
    def __init__(self) -> None:
        self.time = 1_700_000_000_000

    def now(self) -> int:
        return self.time


class Recording:
    kind: ClassVar[str] = "recording"
    options: ClassVar[type[Options]] = Options
    patience: ClassVar[Literal["schedule", "chat"]] = "schedule"
    parallel: ClassVar[int] = 4
    pace: ClassVar[tuple[Rate, ...]] = ()
    whole: ClassVar[bool] = False

    def __init__(self, *failures: Exception) -> None:
        self.sent: list[tuple[str, Notice]] = []
        self.failures = list(failures)

    def render(self, notice: Notice, owed: Delivery) -> Sequence[Part]:
        return [notice.title]

    async def send(self, notice: Notice, owed: Delivery) -> Receipt:
        self.sent.append((owed.key, notice))
        if self.failures:
            raise self.failures.pop(0)
        return Receipt()


class Watched(Database):
    """Counts how often it is asked, and can be slow to write."""

    asked = 0
    slow: asyncio.Event | None = None
    writing = 0

    async def due(self, receiver: str, entry: str, now: int, most: int, but: Collection[str]) -> Sequence[Owed]:
        self.asked += 1
        return await super().due(receiver, entry, now, most, but)

    async def record(self, outcomes: Sequence[Outcome]) -> None:
        self.writing += 1
        if self.slow is not None:
            await self.slow.wait()
        await super().record(outcomes)

    async def rows(self) -> Sequence[look.Row]:
        async with self.engines.reading() as connection:
            return await look.listed_deliveries(connection, 100)

    async def owe(self, alert: str, *numbers: int, entries: Sequence[str] = ("hook",), now: int = 0) -> None:
        made = open_summary(alert, alert, now)
        made = type(made)(**{**{f: getattr(made, f) for f in made.__struct_fields__}, "id": alert, "closed": now})
        told = [Notice(alert, n, "matched", "r", alert, "high", now, lines=(f"line {n}",)) for n in numbers]
        owed = tuple(delivery(n, "desk", entry, now) for n in told for entry in entries)
        async with self.write() as unit:
            await unit.write(Verdict(alerts=(made,), notices=tuple(told), deliveries=owed))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Watched]:
    path = tmp_path / "monitor.db"
    await schema.prepare(path)
    database = Watched(path)
    yield database
    await database.close()


async def until(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


async def until_states(database: Watched, expected: dict[str, str]) -> None:
    found: dict[str, str] = {}
    try:
        async with asyncio.timeout(PATIENCE):
            while found != expected:
                found = {row["key"]: row["state"] for row in await database.rows()}
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"{found} are not {expected}") from None


async def test_a_lane_rests_while_notices_wait_behind_a_failing_first(database: Watched) -> None:
    clock, sink = Hand(), Recording(Unavailable("503"))
    lanes = Deliverer(database, clock, NoMeter())
    await database.owe("a", 1, 2, 3, now=clock.time)
    lanes.open({("desk", "hook"): sink})
    await until(lambda: database.writing)
    await asyncio.sleep(0.1)
    asked = database.asked
    await asyncio.sleep(0.3)
    assert database.asked - asked <= 2
    clock.time += 6_000
    lanes.wake([("desk", "hook")])
    await until_states(database, {"a:1:desk:hook": "sent", "a:2:desk:hook": "folded", "a:3:desk:hook": "sent"})
    await lanes.close(1)


async def test_a_lane_that_is_closed_takes_no_outcome_of_another_with_it(database: Watched) -> None:
    clock, hook, mail = Hand(), Recording(), Recording()
    lanes = Deliverer(database, clock, NoMeter())
    await database.owe("a", 1, entries=("hook", "mail"), now=clock.time)
    database.slow = asyncio.Event()
    lanes.open({("desk", "hook"): hook})
    await until(lambda: database.writing)  # the outcome of hook is being written
    lanes.open({("desk", "mail"): mail})
    await until(lambda: mail.sent)
    await asyncio.sleep(0.05)  # and that of mail waits for its turn
    await lanes.shut([("desk", "hook")], patience=0.05)
    database.slow.set()
    await until_states(database, {"a:1:desk:hook": "sent", "a:1:desk:mail": "sent"})
    assert (len(hook.sent), len(mail.sent)) == (1, 1)
    await lanes.close(1)


async def test_closing_waits_for_outcomes_that_are_being_written(database: Watched) -> None:
    clock, sink = Hand(), Recording()
    lanes = Deliverer(database, clock, NoMeter())
    await database.owe("a", 1, now=clock.time)
    database.slow = asyncio.Event()
    lanes.open({("desk", "hook"): sink})
    await until(lambda: database.writing)
    closing = asyncio.create_task(lanes.close(0.05), name="closing")
    await asyncio.sleep(0.01)
    database.slow.set()
    await asyncio.wait_for(closing, PATIENCE)
    assert [row["state"] for row in await database.rows()] == ["sent"]


async def test_what_was_folded_stays_told_when_its_notice_is_folded_again(database: Watched) -> None:
    """Two notices were folded into a third that waits; an older one is tried again by hand and comes first."""
    clock, sink = Hand(), Recording()
    await database.owe("a", 1, 2, 3, 4, 5, now=clock.time)
    outcomes = [
        Outcome("a:1:desk:hook", "rejected", clock.time, 1, "404"),
        Outcome("a:2:desk:hook", "unavailable", clock.time, 1, "503", retry_at=clock.time),
        Outcome("a:2:desk:hook", "sent", clock.time, 1),
    ]
    for outcome in outcomes:
        await database.record([outcome])
    await database.owe("a", 6, now=clock.time)
    await database.retry(["a:1:desk:hook"], clock.time)
    lanes = Deliverer(database, clock, NoMeter())
    lanes.open({("desk", "hook"): sink})
    await until(lambda: len(sink.sent) == 2)
    last = sink.sent[-1][1]
    assert (last.number, last.folded) == (6, (3, 4, 5))
    assert last.lines == ("line 3", "line 4", "line 5", "line 6")
    await lanes.close(1)


async def test_an_entry_that_is_removed_and_comes_back_is_no_longer_disabled(database: Watched) -> None:
    await database.owe("a", 1)
    await database.record([Outcome("a:1:desk:hook", "rejected", 0, 1, "410", disable=True)])
    await database.cancel_others([("desk", "hook")], 0)
    await database.owe("b", 1)
    assert {row["state"] for row in await database.rows()} == {"dead"}
    await database.cancel_others([("desk", "mail")], 0)
    await database.owe("c", 1)
    assert {row["key"]: row["state"] for row in await database.rows()}["c:1:desk:hook"] == "due"


async def test_an_entry_whose_address_was_corrected_is_no_longer_disabled(database: Watched) -> None:
    """Under the same name; one that stays as it is stays disabled."""
    for name in ("hook", "mail"):
        await database.owe(f"a-{name}", 1, entries=[name])
        await database.record([Outcome(f"a-{name}:1:desk:{name}", "rejected", 0, 1, "410", disable=True)])
    entries = [("desk", "hook"), ("desk", "mail")]
    await database.cancel_others(entries, 0, [("desk", "hook")])
    for name in ("hook", "mail"):
        await database.owe(f"b-{name}", 2, entries=[name])
    states = {row["key"]: row["state"] for row in await database.rows()}
    assert states["b-hook:2:desk:hook"] == "due"
    assert states["b-mail:2:desk:mail"] == "dead"
