"""A chat that cannot be reached for a day, while alerts go on."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import ClassVar, Literal

import pytest
from driven_world import HOUR, MINUTE, START, DrivenDesk, driven_desk

from monitor.errors import Unavailable
from monitor.model import Delivery, Notice, Receipt
from monitor.ports.clock import Clock
from monitor.ports.options import Options
from monitor.ports.sink import Part, Rate


class Chat:
    """Takes nothing before `open_from`, and keeps what it takes. `limited`: it says "too many" meanwhile."""

    kind: ClassVar[str] = "chat"
    options: ClassVar[type[Options]] = Options
    patience: ClassVar[Literal["schedule", "chat"]] = "chat"
    parallel: ClassVar[int] = 1
    whole: ClassVar[bool] = False
    pace: ClassVar[tuple[Rate, ...]] = ()

    def __init__(self, clock: Clock, open_from: int, *, limited: bool) -> None:
        self._clock, self._open_from, self._limited = clock, open_from, limited
        self.taken: list[Notice] = []

    def render(self, notice: Notice, delivery: Delivery) -> Sequence[Part]:
        return [notice.title]

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        if self._clock.now() < self._open_from:
            raise Unavailable("not now", 600 if self._limited else None, limited=self._limited)
        self.taken.append(notice)
        return Receipt()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DrivenDesk]:
    async with driven_desk(tmp_path) as made:
        yield made


@pytest.mark.parametrize("limited", [False, True])
async def test_a_day_without_a_chat_ends_in_few_messages(desk: DrivenDesk, limited: bool) -> None:
    """An alert every ten minutes for a day: what is old comes as two summaries, not as one for every try."""
    chat = Chat(desk.clock, START + 24 * HOUR, limited=limited)
    desk.open({"chat": chat})
    for number in range(24 * 6):
        await desk.owe({f"a{number}": [1]}, title="Losses")
        await desk.run(10 * MINUTE)
    await desk.run(HOUR)
    late = [notice for notice in chat.taken if notice.kind == "late"]
    single = {notice.alert for notice in chat.taken if notice.kind != "late"}
    assert len(late) <= 2
    counted = sum(int(line.removeprefix("Losses: ").split()[0]) for notice in late for line in notice.lines)
    assert counted + len(single) == 24 * 6, "none is lost, none is told twice"
    assert 30 <= len(single) <= 40, "those of the last six hours come as they are"
    assert await desk.states() == {"sent": len(chat.taken), "folded": counted}


class Picky(Chat):
    """Fails on some alerts, whatever is done, and takes all others."""

    patience: ClassVar[Literal["schedule", "chat"]] = "schedule"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, 0, limited=False)
        self.at: dict[str, int] = {}

    async def send(self, notice: Notice, delivery: Delivery) -> Receipt:
        if notice.alert.startswith("never"):
            raise Unavailable("500")
        self.at[notice.alert] = self._clock.now()
        return await super().send(notice, delivery)


async def test_what_always_fails_holds_what_is_new_no_longer_than_one_probe(desk: DrivenDesk) -> None:
    """Five failures in a row look like a receiver that is away; what is new is the next to be tried."""
    picky = Picky(desk.clock)
    desk.open({"picky": picky})
    await desk.owe({f"never{number}": [1] for number in range(20)})
    waits = []
    for number in range(30):
        await desk.run(20 * MINUTE)
        began = desk.clock.now()
        await desk.owe({f"a{number}": [1]})
        await desk.run(20 * MINUTE)
        waits.append(picky.at[f"a{number}"] - began)
    assert max(waits) <= 10 * MINUTE
