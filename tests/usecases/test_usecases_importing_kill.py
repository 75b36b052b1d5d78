"""An import that is killed in the middle: run again, all posts are there, once; and nothing is left running."""

import asyncio
import os
import signal
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path

from importing_world import Place, chat, message
from patience import PATIENCE

POSTS = 6_000
TEXT = "Щонайменше {} військових КНДР поранено біля Плехового. " + "Далі текст без чисел. " * 30


async def begin(path: Path, database: Path) -> asyncio.subprocess.Process:
    arguments = ("-m", "monitor", "import", str(path), "--database", str(database))
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )


def stored(place: Place) -> int:
    with suppress(sqlite3.OperationalError):
        return int(place.ask("SELECT count(*) FROM posts")[0][0])
    return 0


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def alive(pids: list[int]) -> bool:
    return any(Path(f"/proc/{pid}").exists() for pid in pids)


async def until_gone(pids: list[int]) -> None:
    async with asyncio.timeout(PATIENCE):
        while alive(pids):
            await asyncio.sleep(0.05)


async def test_killed_in_the_middle(place: Place) -> None:
    path = place.write(chat([message(number, TEXT.format(number + 9)) for number in range(1, POSTS + 1)]))
    assert path.stat().st_size > 4_000_000  # enough for processes that read claims
    for goal in (500, 2_500):
        process = await begin(path, place.database)
        async with asyncio.timeout(120):
            while stored(place) < goal:
                assert process.returncode is None, await process.communicate()
                await asyncio.sleep(0.01)
        helpers = children_of(process.pid)
        assert helpers
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        await until_gone(helpers)
        assert goal <= stored(place) < POSTS
        kept = stored(place)
    process = await begin(path, place.database)
    out, _ = await asyncio.wait_for(process.communicate(), 240)
    assert process.returncode == 0, out
    assert f"Went on after {kept} messages" in out.decode()
    assert f"{POSTS - kept} of them new" in out.decode()
    assert place.ask("SELECT count(*), count(DISTINCT id), min(id), max(id) FROM posts") == [(POSTS, POSTS, 1, POSTS)]
    assert place.ask("SELECT count(DISTINCT post) FROM claims") == [(POSTS,)]
    assert place.ask("SELECT count(*) FROM facts WHERE name LIKE 'import:%'") == [(0,)]
    assert place.ask("PRAGMA integrity_check") == [("ok",)]
