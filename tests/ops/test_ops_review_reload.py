"""A reload whose database fails in the middle still ends with a lane for every entry."""

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from monitor.bus import LocalBus
from monitor.config.load import load
from monitor.errors import StoreError
from monitor.kinds import discover
from monitor.language.names import expand
from monitor.model import ChannelSpec, WatchSpec
from monitor.ops.metrics import Metrics
from monitor.ports.clock import SystemClock
from monitor.reload import Desk, Reloader, compiled, entries_of
from monitor.sinks._transport import Transport
from monitor.watching import Watching

KINDS = discover()
WATCH_FILE = """\
version: 1
database: sqlite:////tmp/monitor.db
telegram: {{api_id: 1, api_hash: x, accounts: [{{name: desk}}]}}
channels: [{{telegram: {channel}}}]
rules: [{{id: one, title: t, severity: high, when: {{keyword: [alarm]}}, notify: [desk]}}]
receivers: {{desk: {{to: [{{webhook: {{url: "{url}"}}}}]}}}}
"""


class Lanes:
    """Which lanes stand, over a database that is locked."""

    def __init__(self, open_now: Collection[tuple[str, str]]) -> None:
        self.standing = set(open_now)
        self.watched: list[str] = []

    async def shut(self, entries: Collection[tuple[str, str]]) -> None:
        self.standing -= set(entries)

    def open(self, sinks: Any) -> None:
        self.standing |= set(sinks)

    async def cancel_others(
        self, _entries: Sequence[tuple[str, str]], _now: int, _anew: Sequence[tuple[str, str]]
    ) -> int:
        raise StoreError("database is locked")

    def watch(self, channels: Sequence[ChannelSpec]) -> None:
        self.watched = [spec.address for spec in channels]


def read(path: Path, channel: str, url: str) -> WatchSpec:
    path.write_text(WATCH_FILE.format(channel=channel, url=url), "utf-8")
    return load(path, conditions=KINDS.conditions, sinks=KINDS.sinks, environ={})


async def test_a_database_that_is_locked_leaves_no_entry_without_a_lane(tmp_path: Path) -> None:
    path, bus, clock = tmp_path / "monitor.yaml", LocalBus(), SystemClock()
    old = read(path, "first", "https://example.org/a")
    watching = Watching(old, compiled(old, KINDS, expand), (), lambda _verdict: None)
    lanes: Any = Lanes(entries_of(old).keys())
    desk = Desk(KINDS, expand, lanes, lanes, Transport(clock), watching, lanes, bus, clock, Metrics())
    reloader = Reloader(old, desk)

    async def batch() -> None:
        watching.learn(await bus.take(512))

    reread = lambda: read(path, "second", "https://example.org/b")  # noqa: E731
    said, _ = await asyncio.gather(reloader.reload(reread), batch())
    assert said == "reloaded", "the new file is at work, whatever became of old debts"
    assert lanes.standing == {("desk", "webhook")}
    assert lanes.watched == ["second"]
