"""However the demo ends, it says why, and takes its daemon along."""

import asyncio
import os
import shlex
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from patience import PATIENCE

SPEED = ("--speed", "60")
BARE = (
    "import sys; sys.modules['aiosmtpd'] = None; sys.argv = ['monitor', 'demo']; from monitor.cli import main; main()"
)


@asynccontextmanager
async def demo(*arguments: str, **streams: int) -> AsyncIterator[asyncio.subprocess.Process]:
    where = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.PIPE, **streams}
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments, **where)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def daemon_of(folder: Path) -> int:
    """The process that the lock beside the database names."""
    return int((folder / "monitor.db.lock").read_text())


async def until_told(process: asyncio.subprocess.Process, words: bytes) -> None:
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while words not in (line := await process.stdout.readline()):
            assert line, await process.stderr.read() if process.stderr else ""


def runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_demo_that_stays_on_says_how_to_look_into_it(tmp_path: Path) -> None:
    async with demo("-m", "monitor", "demo", *SPEED, "--keep", str(tmp_path)) as process:
        await until_told(process, b"from another terminal:")
        assert process.stdout is not None
        told = [shlex.split((await process.stdout.readline()).decode()) for _ in range(4)]
        assert [words[:2] for words in told] == [["monitor", one] for one in ("status", "stories", "alerts", "posts")]
        for _, *words in told:
            async with demo("-m", "monitor", *words) as asked:
                out, err = await asyncio.wait_for(asked.communicate(), PATIENCE)
                assert asked.returncode == 0, words
                assert not err or b"--config names it" in err, words  # a hint: sides stand in a watch file
                assert out, words
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0


@pytest.mark.parametrize(
    ("number", "told", "code"),
    [
        (signal.SIGTERM, b'"event":"notice"', 143),
        (signal.SIGHUP, b'"event":"notice"', 129),
        (signal.SIGINT, b'"event":"notice"', 130),
        (signal.SIGINT, b'"event":"summary"', 0),
    ],
)
async def test_a_signal_ends_the_daemon_too(tmp_path: Path, number: int, told: bytes, code: int) -> None:
    async with demo("-m", "monitor", "demo", "--json", *SPEED, "--keep", str(tmp_path)) as process:
        await until_told(process, told)
        daemon = daemon_of(tmp_path)
        assert runs(daemon)
        process.send_signal(number)
        async with asyncio.timeout(PATIENCE):
            _, err = await process.communicate()
        assert (process.returncode, err) == (code, b"")
        assert not runs(daemon)


async def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        async with demo(
            "-m", "monitor", "demo", "--json", "--exit", *SPEED, "--keep", str(tmp_path), stdout=theirs
        ) as process:
            async with asyncio.timeout(PATIENCE):
                _, err = await process.communicate()
            assert process.returncode
            assert err == b""
            assert not runs(daemon_of(tmp_path))
    finally:
        os.close(theirs)


async def test_a_folder_with_a_database_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "monitor.db").write_bytes(b"old")
    async with demo("-m", "monitor", "demo", "--exit", "--keep", str(tmp_path)) as process:
        out, err = await process.communicate()
        assert (process.returncode, out) == (64, b"")
        assert b"holds a database already" in err
        assert (tmp_path / "monitor.db").read_bytes() == b"old"


async def test_without_its_packages_it_says_how_to_get_them() -> None:
    async with demo("-c", BARE) as process:
        out, err = await process.communicate()
        assert (process.returncode, out) == (64, b"")
        assert err.startswith(b"monitor: the demo needs aiosmtpd, which is not installed: ")
        assert err.count(b"\n") == 1
