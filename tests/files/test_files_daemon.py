"""The whole daemon, as a process: `monitor run` with a watch file that has files fetched."""

import asyncio
import json
import signal
import sys
from hashlib import sha256
from typing import Any

from files_world import picture

from monitor.testing.telegram import document, photo


async def said(world: Any, *words: str) -> Any:
    command = (sys.executable, "-m", "monitor", *words, "--config", str(world.config), "--json")
    done = await asyncio.create_subprocess_exec(
        *command, env=world.environ, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, error = await done.communicate()
    assert done.returncode == 0, error.decode()
    return json.loads(out)


async def test_a_daemon_that_is_killed_while_it_fetches_has_every_file_once(world: Any) -> None:
    (channel,) = world.add_channels(1)
    world.entry = ", media: {download: [photo, document], largest: 5MB}"
    pictures = [picture(seed) for seed in range(3)]
    big = b"x" * 3_000_000
    await world.start()
    await world.until_watching()
    world.server.delay(0.05, "upload.getFile")
    for data in pictures:
        channel.post("alarm", media=photo(data=data))
    channel.post("long", media=document(data=big))
    await world.until("SELECT count(*) FROM post_files WHERE state = 'kept'", 3)
    while sum(call.method == "upload.getFile" for call in world.server.calls) < 10:
        await asyncio.sleep(0.02)
    await world.stop(signal.SIGKILL)
    assert world.ask("SELECT count(*) FROM post_files WHERE state = 'due'") == [(1,)]
    world.server.delay(0, "upload.getFile")
    await world.start()
    await world.until("SELECT count(*) FROM post_files WHERE state = 'kept'", 4)
    await world.until("SELECT count(*) FROM files WHERE looks = 'hashed'", 3)
    wanted = sorted(sha256(data).hexdigest() for data in (*pictures, big))
    for _ in range(200):  # what comes in has a name of its own until it is recorded, and is put away after that
        found = sorted(path.name for path in (world.folder / "media").rglob("*") if path.is_file())
        if found == wanted:
            break
        await asyncio.sleep(0.05)
    assert found == wanted
    assert (await said(world, "evidence", "verify"))["files"] == 4
    status = (await said(world, "status"))["files"]
    assert (status["kept"], status["due"], status["failed"]) == (4, 0, 0)
    assert await world.stop() == 0
