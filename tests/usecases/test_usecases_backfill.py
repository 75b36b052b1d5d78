"""Reading the past: stored and matched once, never alerted, and going on where it stopped."""

import dataclasses
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.config.load import load
from monitor.errors import AlreadyRunningError, NotFoundError, Rejected, Unavailable, UsageError
from monitor.kinds import discover
from monitor.model import WatchSpec
from monitor.ops.lock import hold
from monitor.ports.clock import SystemClock
from monitor.sources.telegram import Pace
from monitor.store import look
from monitor.testing.telegram import Server
from monitor.usecases.backfill import Backfilled, backfill

QUICK = dataclasses.replace(
    Pace(),
    connect_timeout=2.0,
    call_timeout=2.0,
    retry_first=0.02,
    retry_most=0.1,
    resolve_every=0.0,
    history_every=0.0,
)
WATCH_FILE = """\
version: 1
database: sqlite:///{folder}/monitor.db
telegram: {{api_id: 1, api_hash: {hash}, accounts: [{{name: desk, session: "${{SESSION}}"}}]}}
channels:
  - telegram: a_channel
    name: The first
  - telegram: gone_channel
rules: [{{id: rain, when: {{keyword: [rain]}}, notify: [desk]}}]
receivers: {{desk: {{to: [console]}}}}
"""
DAYS, A_DAY = 10, 35


@dataclass
class Past:
    server: Server
    spec: WatchSpec
    path: Path
    start: datetime

    async def read(self, days: float, channel: str = "a_channel", progress: Any = None) -> Backfilled:
        since = round((self.start - timedelta(days=days)).timestamp() * 1000)
        return await backfill(self.spec, discover(), channel, since, SystemClock(), progress=progress, pace=QUICK)

    async def totals(self) -> dict[str, int]:
        async with look.looking(self.path) as engines, engines.reading() as connection:
            return await look.totals(connection)


@pytest.fixture
async def past(tmp_path: Path) -> AsyncIterator[Past]:
    """A channel with a post every few minutes of ten days; every fifth names the rain."""
    async with Server() as server:
        user, start = server.add_user("desk"), datetime.now(UTC)
        channel = server.add_channel("A", "a_channel")
        for day in range(DAYS, 0, -1):
            for number in range(A_DAY):
                text = f"day {day}, {'rain' if number % 5 == 0 else 'sun'}"
                channel.post(text, date=start - timedelta(days=day) + timedelta(minutes=number + 1))
        config = tmp_path / "monitor.yaml"
        config.write_text(WATCH_FILE.format(folder=tmp_path, hash="0" * 32), "utf-8")
        kinds, environ = discover(), {"SESSION": server.session_for(user)}
        spec = load(config, conditions=kinds.conditions, sinks=kinds.sinks, environ=environ)
        yield Past(server, spec, tmp_path / "monitor.db", start)


async def test_stored_and_matched_and_never_alerted(past: Past) -> None:
    steps = []
    done = await past.read(4, "The first", lambda *step: steps.append(step))
    assert (done.channel, done.read, done.stored, done.matches, done.resumed) == ("a_channel", 140, 140, 28, None)
    assert steps[-1] == (140, 140)
    totals = await past.totals()
    assert (totals["posts"], totals["matches"], totals["alerts"], totals["deliveries"]) == (140, 28, 0, 0)
    again = await past.read(4)
    assert (again.read, again.stored, again.matches, again.resumed) == (140, 0, 0, None)


async def test_goes_on_where_it_stopped(past: Past) -> None:
    def cut(done: int, _total: int) -> None:
        if done == 200:
            past.server.drop_connections()
            past.server.close_port()

    with pytest.raises(Unavailable, match="run this again"):
        await past.read(10, progress=cut)
    assert (await past.totals())["posts"] == 200
    await past.server.open_port()
    done = await past.read(9)
    assert done.resumed is not None
    assert done.read < 160
    totals = await past.totals()
    assert (totals["posts"], totals["matches"], totals["alerts"]) == (350, 70, 0)
    assert (await past.read(9)).resumed is None


async def test_an_earlier_moment_begins_anew(past: Past) -> None:
    def cut(done: int, _total: int) -> None:
        if done == 100:
            past.server.drop_connections()
            past.server.close_port()

    with pytest.raises(Unavailable):
        await past.read(5, progress=cut)
    await past.server.open_port()
    done = await past.read(6)
    assert (done.resumed, done.read, done.stored) == (None, 210, 110)


async def test_refusals(past: Past) -> None:
    with pytest.raises(UsageError, match="did you mean a_channel"):
        await past.read(1, "a_chanel")
    with pytest.raises(Rejected, match="gone_channel: nobody has this handle"):
        await past.read(1, "gone_channel")
    with hold(past.path), pytest.raises(AlreadyRunningError, match="run `monitor backfill a_channel` again"):
        await past.read(1)


async def test_without_a_session(past: Past) -> None:
    telegram = past.spec.telegram
    assert telegram is not None
    account = telegram.accounts[0]
    past.spec = replaced(past.spec, telegram=replaced(telegram, accounts=(replaced(account, session=None),)))
    with pytest.raises(NotFoundError, match="monitor login desk"):
        await past.read(1)


def replaced(value: Any, **changes: Any) -> Any:
    from msgspec.structs import replace

    return replace(value, **changes)
