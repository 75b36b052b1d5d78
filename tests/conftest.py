"""A world for tests of the whole daemon: a Telegram, a webhook receiver, and the daemon as a process."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
import structlog
from patience import PATIENCE

from monitor.testing.receivers.webhook import SECRET, WebhookReceiver
from monitor.testing.telegram import Channel, Server

WATCH_FILE = """\
version: 1
database: sqlite:///{folder}/monitor.db
telegram:
  api_id: 1
  api_hash: ${{TEST_API_HASH}}
  accounts: [{accounts}]
web: {{listen: off}}
channels:
{channels}
defaults:
  notify: [desk]
  alert: {alert}
rules:
{rules}
receivers:
  desk:
    budget: {budget}
    to:
      - webhook: {{url: "${{TEST_HOOK}}", secret: "${{TEST_SECRET}}", allow_private: true}}
{more}"""
RULES = "  - {id: alarm, title: Alarm, severity: high, when: {keyword: [alarm]}}\n"


@pytest.fixture(scope="session", autouse=True)
def forms_kept(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Forms of names that one test worked out serve the next, and no test reads or writes the user's."""
    os.environ["MONITOR_CACHE"] = str(tmp_path_factory.mktemp("cache"))


class World:
    """Channels on a loopback Telegram, a webhook receiver, and a watch file that joins them."""

    def __init__(self, folder: Path, server: Server, hook: WebhookReceiver) -> None:
        self.folder, self.server, self.hook = folder, server, hook
        self.user = server.add_user("desk")
        self.users = [self.user]
        self.sessions: dict[int, str] = {}
        self.channels: list[Channel] = []
        self.rules, self.alert, self.entry, self.more = RULES, "{every: 0s}", "", ""
        self.budget = "999999/h"  # a test tells more in a minute than a desk wants to hear in an hour
        self._process: asyncio.subprocess.Process | None = None

    def add_channels(self, count: int) -> list[Channel]:
        for number in range(len(self.channels), len(self.channels) + count):
            channel = self.server.add_channel(f"Channel {number}", handle=f"channel_{number}")
            self.server.join(self.user, channel)
            self.channels.append(channel)
        return self.channels

    @property
    def config(self) -> Path:
        path = self.folder / "monitor.yaml"
        channels = "\n".join(f"  - {{telegram: {channel.handle}{self.entry}}}" for channel in self.channels)
        path.write_text(
            WATCH_FILE.format(
                folder=self.folder,
                accounts=", ".join(f'{{name: {user.name}, session: "${{SESSION_{user.id}}}"}}' for user in self.users),
                channels=channels,
                rules=self.rules,
                alert=self.alert,
                budget=self.budget,
                more=self.more,
            ),
            "utf-8",
        )
        return path

    @property
    def environ(self) -> dict[str, str]:
        return {
            **os.environ,
            "TEST_API_HASH": "0" * 32,
            **{f"SESSION_{user.id}": self.session(user) for user in self.users},
            "TEST_SESSION": self.session(self.user),
            "TEST_HOOK": self.hook.url,
            "TEST_SECRET": SECRET,
        }

    def session(self, user: Any) -> str:
        return self.sessions.setdefault(user.id, self.server.session_for(user))

    async def start(self, *command: str, config: Path | None = None) -> None:
        """Start the daemon as a process: `monitor run`, or another program with the same arguments."""
        with (self.folder / "daemon.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *(command or ("-m", "monitor", "run")),
                "--config",
                str(config or self.config),
                env=self.environ,
                stdout=log,
                stderr=log,
            )

    async def ended(self, seconds: float = PATIENCE) -> int:
        """Wait until the daemon has ended by itself; its return code."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), seconds)

    async def stop(self, number: int = signal.SIGTERM, seconds: float = PATIENCE) -> int:
        """Send a signal and wait for the end."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.send_signal(number)
        try:
            code = await asyncio.wait_for(self._process.wait(), seconds)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
            raise
        assert code != 70, f"it did not stop in time; the log ends:\n{self.log}"
        return code

    async def until_watching(self, seconds: float = PATIENCE) -> None:
        """Wait until every channel has had its first contact."""
        await self.until("SELECT count(*) FROM cursors", len(self.channels), seconds)

    async def until(self, query: str, value: Any, seconds: float = PATIENCE) -> None:
        """Wait until a query of one number gives a value."""
        found: Any = None
        try:
            async with asyncio.timeout(seconds):
                while True:
                    with suppress(sqlite3.OperationalError):
                        found = self.ask(query)[0][0]
                    if found == value:
                        return
                    assert self._process is None or self._process.returncode is None, self.log
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"{query} stayed at {found}, not {value}; the log ends:\n{self.log}") from None

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.folder / 'monitor.db'}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    def change(self, statement: str) -> None:
        """Change the database while no daemon runs."""
        with closing(sqlite3.connect(self.folder / "monitor.db")) as connection, connection:
            connection.execute(statement)

    @property
    def log(self) -> str:
        return (self.folder / "daemon.log").read_text("utf-8", "replace")[-3000:]

    def told(self) -> dict[str, Any]:
        """Every notice that came in, by its id; a repeat has to be the same notice."""
        notices: dict[str, Any] = {}
        for received in self.hook.received:
            assert received.valid
            data = json.loads(received.body)["data"]
            assert notices.setdefault(received.id, data)["number"] == data["number"]
        return notices

    def told_posts(self) -> set[tuple[str, int]]:
        """Every post that some notice showed."""
        return {(item["handle"], item["post"]) for notice in self.told().values() for item in _excerpts(notice)}

    async def close(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


def _excerpts(notice: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return notice["excerpts"]


_PROCESSORS = [
    *structlog.get_config()["processors"][:-1],
    structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
]


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """A verb that ran in this process has set up logging on a stream that is closed by now.

    The library's own defaults print what all variables hold beside an error, which takes seconds.
    """
    structlog.configure(processors=_PROCESSORS)
    yield
    structlog.reset_defaults()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with Server() as server, WebhookReceiver() as hook:
        world = World(tmp_path, server, hook)
        yield world
        await world.close()
