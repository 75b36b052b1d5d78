"""The parts of an end-to-end measurement: a load generator, a bare client, the daemon, a webhook receiver."""

import asyncio
import json
import os
import re
import resource
import socket
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from monitor.testing.receivers.webhook import SECRET, WebhookReceiver

_HERE = Path(__file__).parent


@asynccontextmanager
async def program(
    *arguments: str, environ: Mapping[str, str] | None = None, log: Path | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A child process with pipes; ended with the block."""
    with (log or Path(os.devnull)).open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            env={**os.environ, **(environ or {})},
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def line_of(process: asyncio.subprocess.Process, seconds: float = 120) -> Any:
    """The next JSON line that a child prints."""
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), seconds)
    if not line:
        raise RuntimeError("a measured process ended too early")
    return json.loads(line)


async def go(process: asyncio.subprocess.Process) -> None:
    """Start a round of the load generator."""
    assert process.stdin is not None
    process.stdin.write(b"go\n")
    await process.stdin.drain()


@asynccontextmanager
async def load(*arguments: str, seconds: int = 300) -> AsyncIterator[tuple[asyncio.subprocess.Process, Any]]:
    """The load generator, and what it says when it is ready."""
    async with program("-m", "monitor.testing.telegram.load", "--seconds", str(seconds), *arguments) as process:
        yield process, await line_of(process)


def write_texts(folder: Path, texts: tuple[str, ...]) -> Path:
    path = folder / "texts.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), "utf-8")
    return path


def write_watch_file(
    folder: Path,
    handles: Mapping[str, int],
    rules: int,
    words: list[str],
    listen: str = "off",
    receivers: Sequence[str] = ("desk",),
) -> Path:
    """A watch file with so many rules over the words, one alert a rule and channel, and notice of each post at once."""
    each = max(1, len(words) // rules)
    lines = [
        "version: 1",
        f"database: sqlite:///{folder}/monitor.db",
        "telegram: {api_id: 1, api_hash: '${BENCH_API_HASH}', accounts: [{name: b, session: '${BENCH_SESSION}'}]}",
        f"web: {{listen: {listen}}}",
        f"defaults: {{notify: [{', '.join(receivers)}], alert: {{every: 0s, group_by: channel}}}}",
        "channels:",
        *(f"  - telegram: {handle}" for handle in handles),
        "rules:",
    ]
    for number in range(rules):
        part = ", ".join(words[number * each : (number + 1) * each])
        # As written: with all their forms the words would alert on eight times as many posts as they are chosen for.
        when = f"{{keyword: {{any: [{part}], form: exact}}}}"
        lines.append(f"  - {{id: r{number}, title: Rule {number}, severity: high, when: {when}}}")
    lines.append("receivers:")
    for receiver in receivers:
        lines += [
            f"  {receiver}:",
            "    budget: 999999/h",
            "    to: [{webhook: {url: '${BENCH_HOOK}', secret: '${BENCH_SECRET}', allow_private: true}}]",
        ]
    path = folder / "monitor.yaml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def environ(session: str, hook: WebhookReceiver) -> dict[str, str]:
    return {
        "BENCH_API_HASH": "0" * 32,
        "BENCH_SESSION": session,
        "BENCH_HOOK": hook.url,
        "BENCH_SECRET": SECRET,
    }


async def until(database: Path, query: str, value: int, seconds: float = 240) -> float:
    """Wait until a query gives at least a value; when that was seen (monotonic seconds)."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with (
            suppress(sqlite3.OperationalError),
            closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection,
        ):
            found = connection.execute(query).fetchone()[0]
            if found is not None and found >= value:
                return time.monotonic()
        await asyncio.sleep(0.05)
    raise RuntimeError(f"{query} did not reach {value} in {seconds} s")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def scrape(port: int) -> str:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()


def stages(metrics: str) -> dict[str, float]:
    """Seconds by stage of the pipeline."""
    found = re.findall(r'^channel_monitor_stage_seconds_total\{stage="(\w+)"\} (\S+)$', metrics, re.MULTILINE)
    return {stage: float(seconds) for stage, seconds in found}


def cpu_of(pid: int) -> float:
    """CPU seconds that a running process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    """The processes that a process has started, as far as they run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def peak_memory_of(pid: int) -> float:
    """The most memory that a running process has held, in MB.

    Of its own: what `getrusage` tells of a process counts that of the one which started it, before it became another.
    """
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
