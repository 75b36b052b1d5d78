import asyncio
import io
import os
import subprocess
import sys
import threading
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from sinks_samples import delivery, excerpt, notice

from monitor.errors import Unavailable
from monitor.sinks._transport import Transport
from monitor.sinks.console import Console, ConsoleOptions


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def printed(transport: Transport, out: io.StringIO, colour: str) -> str:
    console = Console(ConsoleOptions.model_validate({"colour": colour}), transport)
    with redirect_stdout(out):
        await console.send(notice(excerpt("Плехово: вбито\nдругий рядок", "вбито", late=2_460_000)), delivery())
    return out.getvalue()


async def test_a_block_answers_at_a_glance(transport: Transport) -> None:
    assert await printed(transport, io.StringIO(), "auto") == (
        "[HIGH] North Korean casualties are claimed\n"
        "\n"
        "  https://t.me/DIUkraine/5012\n"
        "  Defence Intelligence of Ukraine (@DIUkraine) · side ukraine · official\n"
        "  Posted 14 Dec 2024 10:31 UTC · seen 10:31 UTC · late by 41 min\n"
        "  │ Плехово: вбито\n"
        "  │ другий рядок\n"
        "  Why: keyword “вбито”\n"
        "\n"
        "Rule dprk-casualties · alert 4f1c2a · notice 1\n"
        "\n"
    )


async def test_colours_on_a_terminal_unless_not_wanted(transport: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[1;33mвбито\x1b[0m" in await printed(transport, Terminal(), "auto")
    assert "\x1b" not in await printed(transport, Terminal(), "never")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in await printed(transport, Terminal(), "auto")


async def test_letters_that_the_terminal_does_not_know(transport: Transport) -> None:
    raw = io.BytesIO()
    with io.TextIOWrapper(raw, encoding="ascii") as out, redirect_stdout(out):
        await Console(ConsoleOptions(), transport).send(notice(), delivery())
        assert b"[HIGH] North Korean" in raw.getvalue()


async def test_a_reader_that_stopped_reading_does_not_stop_us(transport: Transport) -> None:
    read_on = threading.Event()

    class Stuck(io.StringIO):
        def write(self, text: str) -> int:
            read_on.wait(20)
            return super().write(text)

    console = Console(ConsoleOptions(), transport, patience_s=0.05)
    with redirect_stdout(Stuck()) as out:
        with pytest.raises(Unavailable, match="took nothing"):
            await console.send(notice(), delivery())
        with pytest.raises(Unavailable, match="stopped reading"):
            await console.send(notice(), delivery())
        read_on.set()
        while not console._threads.is_free:
            await asyncio.sleep(0.01)
        await console.send(notice(), delivery())
        assert out.getvalue().count("[HIGH]") == 2


async def test_a_closed_pipe_is_unavailable(transport: Transport, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    out = os.fdopen(write, "w", encoding="utf-8")
    with redirect_stdout(out), pytest.raises(Unavailable, match="BrokenPipeError"):
        await Console(ConsoleOptions(), transport).send(notice(), delivery())
    out.close()


_STUCK = """
import asyncio
from monitor.errors import Unavailable
from monitor.ports.clock import SystemClock
from monitor.sinks._transport import Transport
from monitor.sinks.console import Console, ConsoleOptions
from monitor.usecases.receivers import sample
from monitor.alerts.notice import delivery

async def main():
    console, notice = Console(ConsoleOptions(), Transport(SystemClock()), patience_s=0.2), sample(0)
    try:
        while True:
            await console.send(notice, delivery(notice, "desk", "console", 0))
    except Unavailable:
        pass

asyncio.run(main())
"""


def test_a_stop_does_not_wait_for_a_reader_that_stopped_reading() -> None:
    """A pipe that is full: the program ends nevertheless, and with no complaint."""
    with subprocess.Popen(
        [sys.executable, "-c", _STUCK], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path.cwd()
    ) as stuck:
        try:
            assert stuck.wait(60) == 0
        finally:
            stuck.kill()
        assert stuck.stdout is not None
        assert stuck.stderr is not None
        assert stuck.stdout.read().startswith(b"[INFO] This is a test")
        assert stuck.stderr.read() == b""
