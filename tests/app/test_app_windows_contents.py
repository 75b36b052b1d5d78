"""What is left unread of windows that hold thousands of matches changes nothing of what comes of them."""

import asyncio
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from test_app_windows_order import RULES, SHELF, STREAMS, Said, as_it_comes, run
from windows_world import MINUTE, NOW, rule, template

from monitor.alerts.windows.reached import fullest, reached
from monitor.contents import complete, read
from monitor.model import Entry, Millis, WindowSpec
from monitor.store import stretches
from monitor.store.tables import window_matches
from monitor.store.windows import WindowRows

SPECS = {
    "distinct": WindowSpec("distinct", 10, of="channel", least=3),
    "spike": WindowSpec("spike", 10, least=3, times=2.0, against=40),
}


class Came(NamedTuple):
    """A match: when it was posted, of which value, whether what is reached is told after it, and it ends its batch."""

    posted: int
    value: str
    tells: bool
    ends: bool


CAME = st.builds(Came, st.integers(0, 40), st.sampled_from("abcdef"), st.booleans(), st.booleans())


def usual(moment: Millis) -> float:
    return 1.0 + moment % 3 / 2


class Whole:
    """All that there is, and what comes of it."""

    def __init__(self, spec: WindowSpec) -> None:
        self.spec = spec
        self.entries: list[Entry] = []

    def add(self, more: Collection[Entry]) -> None:
        self.entries = sorted((*self.entries, *more), key=lambda e: (e.posted, e.post))

    def tell(self, posts: Collection[int]) -> None:
        self.entries = [replace(e, told="a") if e.post in posts else e for e in self.entries]

    def reached(self, touched: Collection[int]) -> frozenset[int]:
        return reached(self.spec, self.entries, touched, usual)

    def untold(self, posts: Collection[int]) -> list[int]:
        return [e.post for e in self.entries if e.post in posts and not e.told]


async def same(connection: AsyncConnection, spec: WindowSpec, came: Sequence[Came], many: int, tail: int) -> None:
    class Rows(WindowRows):
        async def latest(self, asked: Any) -> Sequence[Entry]:
            return await stretches.latest(self._connection, asked, many, tail)

    rows, whole, rules = Rows(connection, {}), Whole(spec), {"r": rule(spec)}
    batch: list[Entry] = []
    for number, one in enumerate(came, 1):
        batch.append(Entry("r", "g\0", one.posted, number, "" if spec.kind == "spike" else f"channel:{one.value}"))
        if not (one.ends or number == len(came)):
            continue
        await rows.add(batch)
        whole.add(batch)
        touched = {entry.post for entry in batch}
        content = (found := await read(rows, batch, rules))["r", "g\0"]
        numbers = content.numbers.get if content.numbers is not None else None
        at_once = reached(spec, content.entries, touched, usual, numbers)
        there = whole.reached(touched)
        assert touched & at_once == touched & there
        if there:
            await complete(rows, found)
        there_now = reached(spec, content.entries, touched, usual, numbers)
        told = [e.post for e in content.entries if e.post in there_now and not e.told]
        assert told == whole.untold(there)
        if spec.kind == "spike" and there:
            assert fullest(spec, content.entries, touched, usual, numbers).number == (
                fullest(spec, whole.entries, touched, usual).number
            )
        if one.tells:
            whole.tell(told)
            for post in told:
                await connection.execute(window_matches.update().where(window_matches.c.post == post).values(told="a"))
        batch = []
    await connection.rollback()


@pytest.mark.parametrize(("many", "tail"), [(128, 4096), (1, 4096), (1, 3), (3, 1)])
@pytest.mark.parametrize("kind", SPECS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(came=st.lists(CAME, min_size=1, max_size=30))
def test_what_is_not_read_changes_nothing(kind: str, many: int, tail: int, came: list[Came]) -> None:
    async def compare() -> None:
        engine = create_async_engine(f"sqlite+aiosqlite:///{await template(SHELF)}")
        try:
            async with engine.connect() as connection:
                await same(connection, SPECS[kind], came, many, tail)
        finally:
            await engine.dispose()

    asyncio.run(compare())


def plainly(kind: str, said: Sequence[Said]) -> set[int]:
    """The posts of every window that is reached, one window after the other."""
    spec = RULES[kind][0].window
    assert spec is not None
    there = [(one.posted * MINUTE, one.channel, n) for n, one in enumerate(said, 1) if one.text != 1 and one.text != 5]
    found: set[int] = set()
    for moment, _, _ in there:
        end = moment if spec.kind == "spike" else moment + spec.within
        window = [one for one in there if end - spec.within <= one[0] <= end]
        number = len({channel for _, channel, _ in window}) if spec.kind == "distinct" else len(window)
        if number >= spec.least and (spec.kind != "spike" or _is_spike(spec, end, number, [one[0] for one in there])):
            found |= {post for _, _, post in window}
    return found


def _is_spike(spec: WindowSpec, end: int, number: int, moments: Sequence[int]) -> bool:
    edge, begun = (NOW + end - spec.within) // spec.slot, NOW // spec.slot
    first = max(edge - spec.against // spec.slot, begun)
    long = (edge - first) * spec.slot
    before = sum(first <= (NOW + moment) // spec.slot < edge for moment in moments)
    return long >= spec.against // 4 and number >= spec.times * before * spec.within / long


@pytest.mark.parametrize("kind", ["count", "distinct", "spike"])
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=STREAMS)
def test_what_is_told_is_what_the_rule_says_plainly(kind: str, said: list[Said]) -> None:
    """In batches, out of order, over restarts."""

    async def compare() -> None:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "template.db").write_bytes((await template(SHELF)).read_bytes())
            room = await run(Path(folder), "room", RULES[kind], as_it_comes(said))
            told = {post for _, _, posts in await room.alerts() for post in posts}
            await room.close()
        assert told == plainly(kind, said)

    asyncio.run(compare())


@pytest.mark.parametrize("kind", SPECS)
async def test_of_hundreds_that_were_told_a_few_are_read(kind: str) -> None:
    """However many stand in a window, one more costs the same: no more than a match of each value is read."""
    spec, engine = SPECS[kind], create_async_engine(f"sqlite+aiosqlite:///{await template(SHELF)}")
    value = "" if kind == "spike" else "channel:"
    entries = [Entry("r", "", n // 100, n, value and f"{value}{n % 4}", "a") for n in range(1, 801)]
    fresh = Entry("r", "", 8, 801, value and f"{value}0")
    async with engine.connect() as connection:
        rows = WindowRows(connection, {})
        await rows.add([*entries, fresh])
        found = await read(rows, [fresh], {"r": rule(spec)})
        await complete(rows, found)
        content = found["r", ""]
        assert len(content.entries) == (6 if value else 2)
        assert content.numbers == (None if value else {8: 801})
        await connection.rollback()
    await engine.dispose()
