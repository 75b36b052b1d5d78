"""The load generator as a child process, with the real client at the other end."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from patience import PATIENCE
from telethon import TelegramClient, events
from telethon.sessions import StringSession

from monitor.testing.telegram import load


@asynccontextmanager
async def generator(*options: str) -> AsyncIterator[Any]:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "monitor.testing.telegram.load",
        *options,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield child
        child.stdin.close()
        assert await asyncio.wait_for(child.wait(), PATIENCE) == 0
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


async def line_of(child: Any) -> dict[str, Any]:
    return json.loads(await asyncio.wait_for(child.stdout.readline(), PATIENCE))


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "texts.jsonl"
    path.write_text("".join(json.dumps({"text": f"Плёхово {number}"}) + "\n" for number in range(3)))
    return path


async def test_a_round_reaches_the_client_whole_and_in_order(tmp_path, texts) -> None:
    stamps = tmp_path / "stamps.jsonl"
    options = ("--channels", "4", "--posts", "100", "--text-file", str(texts), "--stamps", str(stamps))
    async with generator(*options) as child:
        ready = await line_of(child)
        assert len(ready["handles"]) == 4
        client = TelegramClient(StringSession(ready["session"]), 1, "0" * 32)
        got: asyncio.Queue[Any] = asyncio.Queue()
        client.add_event_handler(got.put, events.NewMessage())
        await client.connect()
        child.stdin.write(b"go\n")
        async with asyncio.timeout(PATIENCE):
            messages = [(await got.get()).message for _ in range(100)]
        done = await line_of(child)
        await client.disconnect()
    assert (done["event"], done["posts"], done["pushed"]) == ("done", 100, 100)
    assert done["seconds"] > 0
    assert [m.message for m in messages[:4]] == ["Плёхово 0", "Плёхово 1", "Плёхово 2", "Плёхово 0"]
    stamped = [json.loads(line) for line in stamps.read_text().splitlines()]
    assert {(channel, message) for channel, message, _ in stamped} == {(m.peer_id.channel_id, m.id) for m in messages}
    assert [moment for *_, moment in stamped] == sorted(moment for *_, moment in stamped)


async def test_the_rate_is_kept(texts) -> None:
    async with generator("--posts", "20", "--rate", "100", "--text-file", str(texts)) as child:
        await line_of(child)
        child.stdin.write(b"go\n")
        assert (await line_of(child))["seconds"] >= 0.19


async def test_it_stops_by_itself(texts) -> None:
    async with generator("--seconds", "0.2") as child:
        assert (await line_of(child))["event"] == "ready"
        stopped = await line_of(child)
        assert stopped["event"] == "stopped"
        assert "--seconds" in stopped["reason"]
        assert await asyncio.wait_for(child.wait(), PATIENCE) == 0


def test_a_bad_text_file_is_a_sentence(tmp_path, capsys) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"body": "no text"}\n')
    assert load.main(["--text-file", str(bad)]) == 65
    assert 'each line must be JSON with a "text"' in capsys.readouterr().err
