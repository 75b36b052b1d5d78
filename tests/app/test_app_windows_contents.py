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
from monitor.alerts.windows.words import so_far
from monitor.contents import Content, complete, read
from monitor.model import Entry, Millis, WindowSpec
from monitor.ports.windows import Asked
from monitor.store import stretches
from monitor.store.tables import window_matches
from monitor.store.windows import WindowRows

SPECS = {
    "distinct": WindowSpec("distinct", 10, of="channel", least=3),
    "spike": WindowSpec("spike", 10, least=3, times=2.0, against=40),
    "sequence": WindowSpec("sequence", 10, steps=("channel:a", "channel:b", "channel:c")),
    "sequence of two": WindowSpec("sequence", 10, steps=("channel:b", "channel:a")),
}
# Which steps a post is, of its channel: some are several at once.
STEPS = {"a": "a", "b": "b", "c": "c", "d": "ab", "e": "bc", "f": "cba"}


class Came(NamedTuple):
    """A match: when it was posted, of which value, whether what is reached is told after it, it ends its batch, and
    somebody deletes the first that nobody was told of.
    """

    posted: int
    value: str
    tells: bool
    ends: bool
    deletes: bool


CAME = st.builds(
    Came,
    st.integers(0, 40),
    st.sampled_from("abcdef"),
    st.booleans(),
    st.booleans(),
    st.integers(0, 5).map(lambda lot: lot == 0),
)


def usual(moment: Millis) -> float:
    return 1.0 + moment % 3 / 2


class Whole:
    """All that there is, and what comes of it."""

    def __init__(self, spec: WindowSpec) -> None:
        self.spec = spec
        self.entries: list[Entry] = []

    def add(self, more: Collection[Entry]) -> None:
        self.entries = sorted((*self.entries, *more), key=lambda e: (e.posted, e.post, e.value))

    def remove(self, gone: Collection[Entry]) -> None:
        self.entries = [e for e in self.entries if e not in gone]

    def within(self, stretches: Sequence[Asked]) -> list[Entry]:
        return [e for e in self.entries if any(one.low <= e.posted <= one.high for one in stretches)]

    def tell(self, posts: Collection[int]) -> None:
        self.entries = [replace(e, told="a") if e.post in posts else e for e in self.entries]

    def reached(self, touched: Collection[int]) -> frozenset[int]:
        return reached(self.spec, self.entries, touched, usual)

    def chains(self, touched: Collection[int], stretches: Sequence[Asked]) -> frozenset[int]:
        """Of a sequence: all that stands in a chain of the stretches around what came."""
        return reached(self.spec, self.within(stretches), touched, usual)

    def untold(self, posts: Collection[int]) -> list[int]:
        return [e.post for e in self.entries if e.post in posts and not e.told]


def values_of(spec: WindowSpec, value: str) -> list[str]:
    if spec.kind == "spike":
        return [""]
    if spec.kind == "distinct":
        return [f"channel:{value}"]
    return [step for step in spec.steps if step[-1] in STEPS[value]]


def same_chains(whole: Whole, content: Content, batch: Sequence[Entry], told: list[int], wanted: list[int]) -> None:
    """Of a sequence. What leads from the end of a stretch to the beginning of the next, past the batch, may be told."""
    for entry in batch:
        assert so_far(whole.spec, content.entries, entry.posted) == so_far(whole.spec, whole.entries, entry.posted)
    if len(content.stretches) == 1:
        assert list(dict.fromkeys(told)) == list(dict.fromkeys(wanted))
    elif wanted:
        parts = [whole.within([one]) for one in content.stretches]
        least = {post for part in parts for post in reached(whole.spec, part, {e.post for e in part}, usual)}
        assert {*whole.untold(least)} <= {*told} <= {*wanted}


async def same(connection: AsyncConnection, spec: WindowSpec, came: Sequence[Came], many: int, tail: int) -> None:
    class Rows(WindowRows):
        async def latest(self, asked: Any) -> Sequence[Entry]:
            return await stretches.latest(self._connection, asked, many, tail)

    rows, whole, rules = Rows(connection, {}), Whole(spec), {"r": rule(spec)}
    batch: list[Entry] = []
    for number, one in enumerate(came, 1):
        batch += [Entry("r", "g\0", one.posted, number, value) for value in values_of(spec, one.value)]
        if not (one.ends or number == len(came)):
            continue
        if not batch:
            continue
        if one.deletes:
            gone = [entry for entry in whole.entries if not entry.told][:1]
            await rows.remove(gone)
            whole.remove(gone)
        await rows.add(batch)
        whole.add(batch)
        touched = {entry.post for entry in batch}
        content = (found := await read(rows, batch, rules))["r", "g\0"]
        numbers = content.numbers.get if content.numbers is not None else None
        at_once = reached(spec, content.entries, touched, usual, numbers)
        chained = spec.kind == "sequence"
        there = whole.chains(touched, content.stretches) if chained else whole.reached(touched)
        assert touched & at_once == touched & there
        if there:
            await complete(rows, found, rules)
        there_now = reached(spec, content.entries, touched, usual, numbers)
        told = [e.post for e in content.entries if e.post in there_now and not e.told]
        if chained:
            same_chains(whole, content, batch, told, whole.untold(there))
        else:
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


_STEPS = ((0, 2, 3, 4), (1, 2))  # the texts that say alarm, and blast


def plainly(kind: str, said: Sequence[Said]) -> set[int]:
    """The posts of every window that is reached, one window after the other."""
    if kind == "sequence":
        first, then = ([(one.posted, n) for n, one in enumerate(said, 1) if one.text in texts] for texts in _STEPS)
        return {n for a, one in first for b, other in then if a < b <= a + 10 for n in (one, other)}
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


@pytest.mark.parametrize("kind", ["count", "distinct", "spike", "sequence"])
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


@pytest.mark.parametrize("kind", ["distinct", "spike"])
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
        await complete(rows, found, {"r": rule(spec)})
        content = found["r", ""]
        assert len(content.entries) == (6 if value else 2)
        assert content.numbers == (None if value else {8: 801})
        await connection.rollback()
    await engine.dispose()
