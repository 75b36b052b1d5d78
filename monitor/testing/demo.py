"""`monitor demo`: the whole daemon at work, on loopback, with nothing between the parts.

A Telegram server, a webhook receiver and a mail receiver run here; the daemon runs as a process of
its own, as anybody would start it, with an ordinary watch file. What is printed is what arrived.
"""

import asyncio
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from monitor.errors import MonitorError, UsageError
from monitor.kinds import discover
from monitor.store import look
from monitor.store.engine import Engines
from monitor.store.media.shown import overview
from monitor.testing.receivers.mail import Mail, MailReceiver
from monitor.testing.receivers.webhook import SECRET, Received, WebhookReceiver
from monitor.testing.story import BEATS, CHANNELS, Beat, Stage, files_told, posts_told, shift_to_now
from monitor.testing.telegram import Server
from monitor.usecases.ledger import LedgerLine, grades_of, lines_of
from monitor.usecases.retelling import retold_of, scene_of
from monitor.usecases.stories import StoryLine, listed

_WATCH_FILE = Path(__file__).with_name("demo.yaml")
_MOST_STORIES = 100
_LENGTH = 30.0  # seconds, at speed 1
_START_LIMIT = 60.0
_SETTLE_LIMIT = 30.0
_FOOT = re.compile(r"· alert (?P<alert>\w+) · notice (?P<number>\d+)")

Tell = Callable[[str, Mapping[str, Any]], None]
"""What the demo says: a kind ("beat", "notice", "summary") and its fields."""


@dataclass(slots=True)
class Arrivals:
    """What came in at the receivers, and how long after its push (ms)."""

    server: Server
    stage: Stage
    tell: Tell
    webhooks: list[Received] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    blocks: set[tuple[str, int]] = field(default_factory=set)
    lags: list[float] = field(default_factory=list)
    broken: int = 0

    def webhook(self, received: Received) -> None:
        self.webhooks.append(received)
        self.broken += not received.valid
        data = received.data["data"]
        lag = self._lag(data, received.at_ns)
        if lag is not None:
            self.lags.append(lag)
        shown = {name: data[name] for name in ("alert", "number", "rule", "title", "severity", "kind")}
        posts = [f"{item['handle']}/{item['post']}" for item in data["excerpts"]]
        self.tell(
            "notice",
            {
                "receiver": "webhook",
                "id": received.id,
                "signed": received.valid,
                **shown,
                "posts": posts,
                "lag_ms": lag,
            },
        )

    def mail(self, mail: Mail) -> None:
        self.mails.append(mail)
        headers = {"subject": str(mail.message["Subject"]), "in_reply_to": str(mail.message["In-Reply-To"] or "")}
        self.tell("notice", {"receiver": "mail", "id": str(mail.message["Message-ID"]), **headers})

    def console(self, alert: str, number: int, text: str) -> None:
        self.blocks.add((alert, number))
        self.tell("notice", {"receiver": "console", "alert": alert, "number": number, "text": text})

    def _lag(self, data: Mapping[str, Any], at_ns: int) -> float | None:
        pushed = [
            self.server.pushed[key]
            for item in data["excerpts"]
            if (key := (self.stage.channels[item["handle"]].id, item["post"])) in self.server.pushed
        ]
        # edits and deletions have no push of a post of their own: only new posts are timed
        if data["kind"] not in ("opened", "matched") or not pushed:
            return None
        return round((at_ns - max(pushed)) / 1e6, 2)


async def play(tell: Tell, *, speed: float, keep: Path | None, stay: Callable[[Path], bool]) -> bool:
    """Tell the story once. Returns whether everything arrived; stays until cancelled if `stay` says so.

    `stay` is given the folder that the demo's database is in: it is removed in the end, unless it was to be kept.

    Raises:
        UsageError: the folder to keep holds a database already; the story is told to an empty one.
        MonitorError: the daemon ended.
    """
    if keep is not None and (keep / "monitor.db").exists():
        raise UsageError(f"{keep} holds a database already, and the demo begins with none; name another folder")
    folder = keep or Path(tempfile.mkdtemp(prefix="monitor-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        if keep is None:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = await stack.enter_async_context(Server())
        stage = Stage(server, shift_to_now(time.time() + _LENGTH / speed))
        arrivals = Arrivals(server, stage, tell)
        hook = await stack.enter_async_context(WebhookReceiver(on_receive=arrivals.webhook))
        post = await stack.enter_async_context(MailReceiver(on_receive=arrivals.mail))
        desk = server.add_user("demo")
        for channel in stage.channels.values():
            server.join(desk, channel)
        secrets = _secrets(folder, server.session_for(desk), hook, post)
        daemon = await stack.enter_async_context(_Daemon(folder, secrets))
        listening = asyncio.create_task(daemon.listen(arrivals), name="demo terminal")
        stack.push_async_callback(_cancelled, listening)
        await _until_live(daemon, folder)
        for beat in BEATS:
            await asyncio.sleep(_LENGTH / speed / len(BEATS))
            stage.play(beat)
            tell("beat", _shown(beat))
        summary = await _settled(daemon, folder, arrivals)
        stories, ledger = await _retold(folder, secrets)
        tell("stories", {"stories": stories})
        tell("summary", summary)
        tell("ledger", {"ledger": ledger})
        if stay(folder.absolute()):
            await daemon.ended()
        return bool(summary["complete"])


def _secrets(folder: Path, session: str, hook: WebhookReceiver, post: MailReceiver) -> dict[str, str]:
    return {
        "DEMO_FOLDER": str(folder.absolute()),
        "DEMO_API_HASH": "0" * 32,
        "DEMO_SESSION": session,
        "DEMO_HOOK_URL": hook.url,
        "DEMO_HOOK_SECRET": SECRET,
        "DEMO_MAIL_PORT": str(post.port),
    }


class _Daemon:
    """`monitor run` in a process of its own."""

    def __init__(self, folder: Path, secrets: Mapping[str, str]) -> None:
        self._folder = folder
        self._environ = {**os.environ, **secrets, "PYTHONUNBUFFERED": "1"}
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        with (self._folder / "daemon.log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "monitor",
                "run",
                "--config",
                str(_WATCH_FILE),
                env=self._environ,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        return self

    async def __aexit__(self, *_: object) -> None:
        process = self._running()
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                process.kill()
                await process.wait()

    async def listen(self, arrivals: Arrivals) -> None:
        """Pass on what the daemon's console sink prints, notice by notice."""
        stream, block = self._running().stdout, list[str]()
        while stream is not None and (line := await stream.readline()):
            block.append(line.decode("utf-8", "replace").rstrip("\n"))
            if foot := _FOOT.search(block[-1]):
                arrivals.console(foot["alert"], int(foot["number"]), "\n".join(block).strip("\n"))
                block = []

    async def ended(self) -> int:
        return await self._running().wait()

    def check(self) -> None:
        """Raises MonitorError with the end of its log if the daemon has died."""
        if self._running().returncode is not None:
            log = (self._folder / "daemon.log").read_text("utf-8", "replace").strip().splitlines()
            raise MonitorError("the daemon ended; its last words:\n" + "\n".join(log[-15:]))

    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("the daemon was not started")
        return self._process


async def _until_live(daemon: _Daemon, folder: Path) -> None:
    """Wait until every channel has had its first contact."""
    until = time.monotonic() + _START_LIMIT
    engines = Engines(folder / "monitor.db")
    try:
        while time.monotonic() < until:
            daemon.check()
            if await _contacts(engines) == len(CHANNELS):
                return
            await asyncio.sleep(0.2)
    finally:
        await engines.dispose()
    raise MonitorError(f"the daemon did not reach its channels within {_START_LIMIT:.0f} s; see {folder}/daemon.log")


async def _contacts(engines: Engines) -> int:
    if not engines.path.exists():
        return 0
    try:
        async with engines.reading() as connection:
            return len((await look.states(connection))["cursors"])
    except Exception:  # noqa: BLE001 - the schema is still being made
        return 0


async def _settled(daemon: _Daemon, folder: Path, arrivals: Arrivals) -> dict[str, Any]:
    """Wait until all is stored and delivered; then count."""
    until = time.monotonic() + _SETTLE_LIMIT
    engines = Engines(folder / "monitor.db")
    try:
        while True:
            daemon.check()
            async with engines.reading() as connection:
                totals = await look.totals(connection)
                owed = await look.listed_deliveries(connection, 1_000)
                files = (await overview(connection))["states"].get("kept", 0)
            states = {state: sum(row["state"] == state for row in owed) for state in ("sent", "due", "dead")}
            done = totals["posts"] == posts_told() and totals["deleted"] == 1 and totals["revisions"] == 1
            done = done and files == files_told()
            arrived = len(arrivals.blocks) == totals["notices"]
            if (done and arrived and states["sent"] == len(owed)) or time.monotonic() > until:
                break
            await asyncio.sleep(0.1)
    finally:
        await engines.dispose()
    return _summary({**totals, "files": files}, states, len(owed), arrivals, stored=done)


async def _retold(folder: Path, secrets: Mapping[str, str]) -> tuple[list[StoryLine], list[LedgerLine]]:
    """The stories that came of it, in order, and every claim in them."""
    scene = scene_of(_WATCH_FILE, discover(), {**os.environ, **secrets})
    engines = Engines(folder / "monitor.db")
    try:
        found = await listed(engines, scene, _MOST_STORIES, alone=True)
        found.sort(key=lambda one: one.first)
        async with engines.reading() as connection:
            told = await retold_of(connection, [int(one.id.removeprefix("s")) for one in found], scene)
            grades = await grades_of(connection, told)
    finally:
        await engines.dispose()
    by_id = {f"s{one.number}": one for one in told}
    return found, [line for one in found for line in lines_of(by_id[one.id], grades)]


def _summary(
    totals: Mapping[str, int], states: Mapping[str, int], owed: int, arrivals: Arrivals, *, stored: bool
) -> dict[str, Any]:
    by_entry = {
        "webhook": len({r.id for r in arrivals.webhooks}),
        "email": len(arrivals.mails),
        "console": len(arrivals.blocks),
    }
    lags = sorted(arrivals.lags)
    return {
        **totals,
        "delivered": states["sent"],
        "received": by_entry,
        "signatures_broken": arrivals.broken,
        "lag_ms_p50": _quantile(lags, 0.5),
        "lag_ms_p99": _quantile(lags, 0.99),
        "complete": stored
        and states["sent"] == owed
        and arrivals.broken == 0
        and all(count == totals["notices"] for count in by_entry.values()),
    }


def _quantile(ordered: list[float], share: float) -> float | None:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def _shown(beat: Beat) -> dict[str, Any]:
    """`whose`: the channel whose post is forwarded, edited or deleted, and `text` what it says or said."""
    of = next((one for one in BEATS if one.name == beat.of), beat)
    return {"kind": beat.kind, "channel": beat.channel, "whose": of.channel, "text": beat.text or of.text}


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
