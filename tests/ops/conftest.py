"""The daemon as a process, with its pages, its signals, and systemd's end of the notify socket."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from patience import PATIENCE

from monitor.testing.receivers.webhook import SECRET, WebhookReceiver
from monitor.testing.telegram import Channel, Server

WATCH_FILE = """\
version: 1
database: sqlite:///{folder}/monitor.db
telegram:
  api_id: 1
  api_hash: ${{TEST_API_HASH}}
  accounts: [{{name: desk, session: "${{TEST_SESSION}}"}}]
preview: {{base: "http://127.0.0.1:9"}}
web: {{listen: {listen}}}
channels:
{channels}
rules:
{rules}
receivers:
{receivers}
"""


class Daemon:
    """`monitor run` on a watch file that a test may rewrite; `hooks` are the receivers of its notices."""

    def __init__(self, folder: Path, server: Server, hooks: dict[str, WebhookReceiver]) -> None:
        self.folder, self.server, self.hooks = folder, server, hooks
        self.user = server.add_user("desk")
        self.channels: list[Channel] = []
        self.watched: list[str] = []
        self.words = ["alarm"]
        self.receivers = {"desk": "one"}
        self.listen = "127.0.0.1:0"
        self.path = folder / "monitor.yaml"
        self.process: asyncio.subprocess.Process | None = None
        self._ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._ear.bind(str(folder / "notify"))
        self._ear.setblocking(False)
        self._heard: asyncio.Queue[list[str]] = asyncio.Queue()
        # as systemd does: whoever does not listen for a while is told nothing more
        asyncio.get_running_loop().add_reader(self._ear, self._listen)

    def _listen(self) -> None:
        self._heard.put_nowait(self._ear.recv(4096).decode().split("\n"))

    def add_channel(self, name: str) -> Channel:
        channel = self.server.add_channel(name, handle=name)
        self.server.join(self.user, channel)
        self.channels.append(channel)
        self.watched.append(name)
        return channel

    def write(self) -> None:
        """Write the watch file as it is wanted now."""
        rules = "\n".join(
            f"  - {{id: {word}, title: {word}, severity: high, when: {{keyword: [{word}]}},"
            f" notify: [{', '.join(self.receivers)}], alert: {{every: 0s}}}}"
            for word in self.words
        )
        receivers = "\n".join(
            f'  {name}: {{to: [{{webhook: {{url: "{self.hooks[hook].url}", secret: "${{TEST_SECRET}}",'
            " allow_private: true}}]}"
            for name, hook in self.receivers.items()
        )
        channels = "\n".join(f"  - telegram: {name}" for name in self.watched)
        self.path.write_text(
            WATCH_FILE.format(
                folder=self.folder, listen=self.listen, channels=channels, rules=rules, receivers=receivers
            ),
            "utf-8",
        )

    @property
    def environ(self) -> dict[str, str]:
        return {
            **os.environ,
            "TEST_API_HASH": "0" * 32,
            "TEST_SESSION": self.server.session_for(self.user),
            "TEST_SECRET": SECRET,
            "NOTIFY_SOCKET": str(self.folder / "notify"),
            "WATCHDOG_USEC": "400000",
        }

    async def spawn(self, *more: str, **environ: str) -> asyncio.subprocess.Process:
        """Start a process and hand it over."""
        with (self.folder / "daemon.log").open("ab") as log:
            command = (sys.executable, "-m", "monitor", "run", "--config", str(self.path), *more)
            return await asyncio.create_subprocess_exec(
                *command, env={**self.environ, **environ}, stdout=log, stderr=asyncio.subprocess.PIPE
            )

    async def start(self, *more: str) -> None:
        """Start the daemon, and wait until it says that it is ready."""
        self.write()
        with (self.folder / "daemon.log").open("ab") as log:
            command = (sys.executable, "-m", "monitor", "run", "--config", str(self.path), *more)
            self.process = await asyncio.create_subprocess_exec(*command, env=self.environ, stdout=log, stderr=log)
        await self.until_told("READY=1")

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    async def ended(self, seconds: float = PATIENCE) -> int:
        assert self.process is not None
        return await asyncio.wait_for(self.process.wait(), seconds)

    async def until_told(self, line: str) -> list[str]:
        """Wait until systemd was told a line; the whole message."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    message = await self._heard.get()
                    if line in message:
                        return message
        except TimeoutError:
            raise AssertionError(f"systemd was not told {line}; the log:\n{self.log_text[-3000:]}") from None

    async def reload(self) -> str:
        """Have the watch file read again; what systemd is told of it."""
        self.write()
        self.signal(signal.SIGHUP)
        await self.until_told("RELOADING=1")
        message = await self.until_told("READY=1")
        return message[1]

    @property
    def log_text(self) -> str:
        return (self.folder / "daemon.log").read_text("utf-8", "replace")

    @property
    def log(self) -> list[dict[str, Any]]:
        """Every line of the log, each of which has to be JSON."""
        return [json.loads(line) for line in self.log_text.splitlines()]

    def logged(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.log if line["event"] == event]

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.folder / 'monitor.db'}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    async def until(self, query: str, value: Any) -> None:
        """Wait until a query of one number gives a value."""
        found: Any = None
        try:
            async with asyncio.timeout(PATIENCE):
                while found != value:
                    with suppress(sqlite3.OperationalError):
                        found = self.ask(query)[0][0]
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"{query} is {found}, not {value}; the log:\n{self.log_text[-3000:]}") from None

    async def until_watching(self) -> None:
        await self.until("SELECT count(*) FROM cursors", len(self.watched))

    async def get(self, path: str) -> httpx.Response:
        """Ask one of its pages; a port of 0 is looked up in the log."""
        address = self.logged("ready")[-1]["pages"]
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            return await client.get(f"http://{address}{path}")

    async def close(self) -> None:
        asyncio.get_running_loop().remove_reader(self._ear)
        self._ear.close()
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


@pytest.fixture
async def daemon(tmp_path: Path) -> AsyncIterator[Daemon]:
    async with Server() as server, WebhookReceiver() as one, WebhookReceiver() as two:
        daemon = Daemon(tmp_path, server, {"one": one, "two": two})
        daemon.add_channel("first")
        yield daemon
        await daemon.close()
