"""Lanes under a driven clock: the whole schedule, waits that are named, breakers, paces, and edits in place."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest
from driven_world import HOUR, MINUTE, SECOND, START, DrivenDesk, driven_desk

from monitor.alerts.schedule import STEPS
from monitor.errors import Rejected, Unavailable
from monitor.model import Delivery, Notice, Receipt
from monitor.ports.options import Options
from monitor.ports.sink import Part, Rate
from monitor.sinks._transport import Transport
from monitor.sinks.webhook import Webhook, WebhookOptions
from monitor.testing.receivers import Answer, WebhookReceiver


class Told:
    """A sink that keeps when it was handed what; `answer` says what comes of it."""

    kind: ClassVar[str] = "told"
    options: ClassVar[type[Options]] = Options
    patience: ClassVar[Literal["schedule", "chat"]] = "schedule"
    parallel: ClassVar[int] = 4

    def __init__(self, desk: DrivenDesk, answer: Callable[[Notice], Exception | None] = lambda _: None) -> None:
        self._clock, self.answer = desk.clock, answer
        self.pace: tuple[Rate, ...] = ()
        self.whole = False
        self.parts = 1
        self.times: list[int] = []
        self.sent: list[tuple[Notice, Delivery]] = []

    def render(self, notice: Notice, owed: Delivery) -> Sequence[Part]:
        return [notice.title] * self.parts

    async def send(self, notice: Notice, owed: Delivery) -> Receipt:
        self.times.append(self._clock.now() - START)
        self.sent.append((notice, owed))
        if (error := self.answer(notice)) is not None:
            raise error
        return Receipt(thread={"first": owed.thread.get("first", owed.number)})


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DrivenDesk]:
    async with driven_desk(tmp_path) as made:
        yield made


def down(_notice: Notice) -> Exception:
    return Unavailable("503")


async def test_the_whole_schedule_over_eighty_hours(desk: DrivenDesk) -> None:
    """Five tries by the schedule; then the entry is out of reach, and probed every ten minutes to the end."""
    sink = Told(desk, down)
    desk.open({"hook": sink})
    await desk.owe({"a": [1]})
    await desk.run(80 * HOUR)
    waits = [after - before for before, after in pairwise(sink.times)]
    for wait, step in zip(waits[:5], STEPS, strict=False):
        assert 0.9 * step - 1 <= wait <= 1.1 * step + 1
    probes = waits[5:]
    assert [round(wait / 60_000, 1) >= least for wait, least in zip(probes, (1, 2, 4, 8, 10), strict=False)] == [
        True
    ] * 5
    assert all(10 * MINUTE <= wait <= 11 * MINUTE + 5 for wait in probes[4:])
    (row,) = await desk.rows()
    assert (row["state"], row["step"]) == ("dead", 5)
    assert row["detail"] == "given up after the whole schedule: 503"
    assert sum(STEPS) <= sink.times[-1] <= sum(STEPS) + 11 * MINUTE
    assert len({owed.key for _, owed in sink.sent}) == 1


async def test_a_failure_that_is_not_ours_alone_follows_the_schedule_to_its_end(desk: DrivenDesk) -> None:
    """One alert's delivery fails at a server that takes all else: no breaker opens, and ten tries are made."""
    sink = Told(desk, lambda notice: Unavailable("500") if notice.alert == "bad" else None)
    desk.open({"hook": sink})
    await desk.owe({"bad": [1]})
    hours = 84  # all steps, each a tenth longer, take 83
    for hour in range(hours):
        await desk.owe({f"good {hour}": [1]})
        await desk.run(HOUR)
    tries = [at for at, (notice, _) in zip(sink.times, sink.sent, strict=True) if notice.alert == "bad"]
    assert len(tries) == len(STEPS) + 1
    for wait, step in zip((after - before for before, after in pairwise(tries)), STEPS, strict=True):
        assert 0.9 * step - 1 <= wait <= 1.1 * step + 1
    assert await desk.states() == {"dead": 1, "sent": hours}
    late = [at for at, (notice, _) in zip(sink.times, sink.sent, strict=True) if notice.alert != "bad"]
    assert late == [hour * HOUR for hour in range(hours)], "and no other alert waited for it"


@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_retry_after_pauses_the_whole_entry(desk: DrivenDesk, form: str) -> None:
    said = "90" if form == "seconds" else format_datetime(datetime.fromtimestamp(START / 1000 + 90, UTC), usegmt=True)
    async with Transport(desk.clock) as transport, WebhookReceiver() as receiver:
        options = WebhookOptions.model_validate({"url": receiver.url, "allow_private": True})
        receiver.program(Answer(429, headers={"retry-after": said}))
        times: list[int] = []
        receiver._on_receive = lambda _: times.append(desk.clock.now() - START)
        desk.open({"hook": Webhook(options, transport)})
        await desk.owe({"a": [1]})
        await desk.run(10 * SECOND)
        await desk.owe({"b": [1]})
        await desk.owe({"c": [1]})
        await desk.run(79 * SECOND)
        assert times == [0], "nothing else is tried meanwhile"
        await desk.run(20 * SECOND)
    assert [90 * SECOND <= at <= 100 * SECOND for at in times[1:]] == [True] * 3
    assert await desk.states() == {"sent": 3}
    assert [row["step"] for row in await desk.rows()] == [0, 0, 0]


async def test_too_many_without_a_word_of_how_long_pauses_too_and_opens_no_breaker(desk: DrivenDesk) -> None:
    sink = Told(desk, lambda _: Unavailable("429", limited=True) if desk.clock.now() < START + HOUR else None)
    desk.open({"hook": sink})
    await desk.owe({"a": [1], "b": [1]})
    await desk.run(HOUR + MINUTE)
    assert 60 < len(sink.times) < 260
    assert not await desk.troubles()
    assert await desk.states() == {"sent": 2}


async def test_a_breaker_opens_probes_and_closes(desk: DrivenDesk, capsys: Any) -> None:
    up = [False]
    sink = Told(desk, lambda _: None if up[0] else Unavailable("connection refused"))
    desk.open({"hook": sink})
    await desk.owe({f"a{n}": [1] for n in range(20)})
    await desk.run(SECOND)
    first = len(sink.times)
    assert first <= 8, "five failures, and what was in flight by then"
    (trouble,) = await desk.troubles()
    assert (trouble["receiver"], trouble["entry"], trouble["detail"]) == ("desk", "hook", "connection refused")
    assert desk.deliverer.reach["desk", "hook"].since == trouble["since"]
    await desk.run(16 * MINUTE)
    probes = sink.times[first:]
    assert len(probes) == 5
    gaps = [after - before for before, after in zip([0, *probes], probes, strict=False)]
    assert [round(gap / SECOND) for gap in gaps] == [30, 60, 120, 240, 480]
    steps = [row["step"] for row in await desk.rows()]
    assert sum(steps) == first, "neither the probes nor those that waited used up a step"
    assert sum(row["attempts"] for row in await desk.rows()) == first + len(probes)
    up[0] = True
    await desk.run(20 * MINUTE)
    assert await desk.states() == {"sent": 20}
    assert not await desk.troubles()
    assert desk.deliverer.reach["desk", "hook"].since is None
    assert len({owed.key for _, owed in sink.sent}) == 20


async def test_an_entry_out_of_reach_holds_no_other(desk: DrivenDesk) -> None:
    dead, well = Told(desk, down), Told(desk)
    desk.open({"hook": dead, "mail": well})
    for round_ in range(10):
        await desk.owe({f"{round_}-{n}": [1] for n in range(5)})
        await desk.run(MINUTE)
    assert len(well.sent) == 50
    assert well.times == [round_ * MINUTE for round_ in range(10) for _ in range(5)]


async def test_a_refusal_is_an_answer_and_closes_it(desk: DrivenDesk) -> None:
    sink = Told(desk, down)
    desk.open({"hook": sink})
    await desk.owe({f"a{n}": [1] for n in range(8)})
    await desk.run(SECOND)
    sink.answer = lambda _: Rejected("404")
    await desk.run(10 * MINUTE)
    assert await desk.states() == {"dead": 8}
    assert not await desk.troubles()


async def test_a_restart_begins_closed_and_forgets_what_was_noted(desk: DrivenDesk) -> None:
    desk.open({"hook": Told(desk, down)})
    await desk.owe({f"a{n}": [1] for n in range(8)})
    await desk.run(SECOND)
    assert await desk.troubles()
    await desk.deliverer.shut([("desk", "hook")])
    sink = Told(desk)
    desk.deliverer.open({("desk", "hook"): sink})
    await desk.run(10 * SECOND)
    assert await desk.states() == {"sent": 8}
    assert not await desk.troubles()


async def test_a_pace_is_kept_and_counts_every_message(desk: DrivenDesk) -> None:
    sink = Told(desk)
    sink.pace, sink.parts = (Rate(2, 10 * SECOND), Rate(8, MINUTE)), 2
    desk.open({"chat": sink})
    await desk.owe({f"a{n}": [1] for n in range(6)})
    await desk.run(2 * MINUTE)
    assert [round(at / SECOND) for at in sink.times] == [0, 10, 20, 30, 60, 70]


async def test_what_edits_is_handed_everything_so_far_once_it_has_a_thread(desk: DrivenDesk) -> None:
    failing: list[int] = []
    sink = Told(desk, lambda notice: Rejected("400") if notice.number in failing else None)
    sink.whole = True
    desk.open({"chat": sink})
    await desk.owe({"a": [1], "b": [1]})
    await desk.run(SECOND)
    failing.append(2)
    await desk.owe({"a": [2]})
    await desk.run(SECOND)
    await desk.owe({"a": [3]})
    await desk.run(SECOND)
    first, second, third = (notice for notice, _ in sink.sent if notice.alert == "a")
    assert (first.lines, first.folded, first.kind) == (("a line 1",), (), "opened")
    assert (second.lines, second.folded) == (("a line 1", "a line 2"), (1,))
    assert third.lines == ("a line 1", "a line 2", "a line 3"), "also what was refused"
    assert (third.number, third.kind, third.folded) == (3, "opened", (1, 2))
    assert [owed.thread for _, owed in sink.sent if owed.alert == "a"] == [{}, {"first": 1}, {"first": 1}]


async def test_of_very_many_notices_the_newest_are_handed_over(desk: DrivenDesk) -> None:
    sink = Told(desk)
    sink.whole = True
    desk.open({"chat": sink})
    await desk.owe({"a": list(range(1, 131))})
    await desk.run(SECOND)
    last = sink.sent[-1][0]
    assert len(sink.sent) == 130
    assert (last.number, len(last.folded), last.folded[0]) == (130, 99, 31)
    assert last.lines[0] == "… and 30 notices before"
    assert (len(last.lines), last.lines[-1]) == (21, "a line 130")
