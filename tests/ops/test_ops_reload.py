"""What a reload may change, and when it does."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from monitor.bus import LocalBus
from monitor.config.load import load
from monitor.errors import StoreError
from monitor.kinds import discover
from monitor.language.names import expand
from monitor.model import ChannelSpec, WatchSpec
from monitor.ops.metrics import Metrics
from monitor.ports.clock import SystemClock
from monitor.ports.store import Verdict
from monitor.reload import Desk, Reloader, compiled, entries_of, needs_restart
from monitor.sinks._transport import Transport
from monitor.watching import Watching

KINDS = discover()
WATCH_FILE = """\
version: 1
database: sqlite:////tmp/monitor.db
telegram: {{api_id: 1, api_hash: x, accounts: [{{name: desk}}]}}
channels: [{{telegram: {channel}}}]
rules: [{{id: {rule}, title: t, severity: high, when: {{keyword: [{word}]}}, notify: [desk]}}]
receivers: {{desk: {{to: [{{console: {{}}}}, {{webhook: {{url: "{url}"}}}}]}}}}
"""
USUAL = {"channel": "first", "rule": "one", "word": "alarm", "url": "https://example.org/a"}


def forget(_: Verdict) -> None:
    """Nobody waits for it."""


class Lanes:
    """Which lanes were closed and opened."""

    def __init__(self) -> None:
        self.done: list[tuple[str, Collection[tuple[str, str]]]] = []

    async def shut(self, entries: Collection[tuple[str, str]]) -> None:
        self.done.append(("shut", sorted(entries)))

    async def cancel_others(
        self, entries: Sequence[tuple[str, str]], _now: int, anew: Sequence[tuple[str, str]]
    ) -> int:
        self.done += [("owed", sorted(entries)), ("enabled", sorted(anew))]
        return 0

    def open(self, sinks: Any) -> None:
        self.done.append(("open", sorted(sinks)))

    def watch(self, channels: Sequence[ChannelSpec]) -> None:
        self.done.append(("watch", [("telegram", spec.address) for spec in channels]))


class Bench:
    """A reloader over a watch file in a folder; the pipeline's part is played by hand."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "monitor.yaml"
        spec = self.read()
        self.watching = Watching(spec, compiled(spec, KINDS, expand), (), forget)
        self.lanes: Any = Lanes()
        self.bus, self.metrics, clock = LocalBus(), Metrics(), SystemClock()
        desk = Desk(
            KINDS,
            expand,
            self.lanes,
            self.lanes,
            Transport(clock),
            self.watching,
            self.lanes,
            self.bus,
            clock,
            self.metrics,
        )
        self.reloader = Reloader(spec, desk)

    def read(self, **changed: str) -> WatchSpec:
        self.path.write_text(WATCH_FILE.format(**{**USUAL, **changed}), "utf-8")
        return load(self.path, conditions=KINDS.conditions, sinks=KINDS.sinks, environ={})

    async def batch(self) -> None:
        """What the pipeline does first with every batch."""
        self.watching.learn(await self.bus.take(512))

    async def reload(self, reread: Callable[[], WatchSpec]) -> str:
        said, _ = await asyncio.gather(self.reloader.reload(reread), self.batch())
        return said


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def test_a_batch_is_judged_by_one_watch_file_from_end_to_end(bench: Bench) -> None:
    reloading = asyncio.create_task(bench.reloader.reload(lambda: bench.read(rule="two")))
    while not len(bench.bus):
        await asyncio.sleep(0)
    assert set(bench.watching.rules) == {"one"}, "the batch at hand goes on with what it began with"
    assert bench.lanes.done == [], "and its deliveries still find their lanes"
    await bench.batch()
    assert set(bench.watching.rules) == {"two"}
    assert await reloading == "reloaded"


async def test_lanes_of_entries_that_did_not_change_go_on(bench: Bench) -> None:
    await bench.reload(lambda: bench.read(url="https://example.org/b"))
    both = [("desk", "console"), ("desk", "webhook")]
    assert bench.lanes.done == [
        ("shut", [("desk", "webhook")]),
        ("owed", both),
        ("enabled", [("desk", "webhook")]),
        ("open", [("desk", "webhook")]),
    ]
    bench.lanes.done.clear()
    await bench.reload(lambda: bench.read(url="https://example.org/b", word="siren"))
    assert bench.lanes.done == [("shut", []), ("owed", both), ("enabled", []), ("open", [])]


async def test_sources_hear_of_other_channels(bench: Bench) -> None:
    await bench.reload(lambda: bench.read(channel="second"))
    assert bench.lanes.done[-1] == ("watch", [("telegram", "second")])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (StoreError("the disk is gone"), "the disk is gone"),
        (ZeroDivisionError("slip"), "a bug: ZeroDivisionError"),
    ],
)
async def test_whatever_goes_wrong_the_old_one_stays(bench: Bench, error: Exception, said: str) -> None:
    def reread() -> WatchSpec:
        raise error

    before = bench.reloader.spec
    assert await bench.reloader.reload(reread) == (f"reload refused, the watch file from before is at work: {said}")
    assert bench.reloader.refusal is not None
    assert bench.reloader.spec is before
    assert (bench.metrics.value("reloads", "refused"), bench.metrics.value("reloads", "applied")) == (1, 0)
    await bench.reload(bench.read)
    assert bench.reloader.refusal is None
    assert bench.metrics.value("reloads", "applied") == 1


async def test_every_problem_is_counted(bench: Bench) -> None:
    said = await bench.reloader.reload(lambda: bench.read(rule="a b", word="[]"))
    assert said.endswith(": 2 problems in the watch file")


def test_the_same_file_read_twice_changes_nothing(bench: Bench) -> None:
    one, other = bench.read(), bench.read()
    assert needs_restart(one, other) == ()
    assert entries_of(one) == entries_of(other)


def test_what_needs_a_restart_is_named_by_its_key(bench: Bench) -> None:
    one = bench.read()
    elsewhere = {"listen": None, "address": "https://monitor.example.org", "telegram": None}
    other = msgspec.structs.replace(one, **elsewhere, database=type(one.database)("sqlite:////b"))
    assert needs_restart(one, other) == ("database", "telegram", "web.listen", "web.address")
