"""The folder of files when something goes wrong while one is opened."""

import asyncio
import threading

import pytest
from patience import PATIENCE

from monitor.files.vault import Vault


async def test_who_is_cancelled_while_a_file_is_opened_leaves_none(tmp_path):
    vault = Vault(tmp_path / "media")
    vault.open()
    begin, opened = vault._begin, []
    begun, go_on = threading.Event(), threading.Event()

    def slowly(largest):
        begun.set()
        go_on.wait(5)
        opened.append(begin(largest))
        return opened[-1]

    vault._begin = slowly

    async def receive():
        async with vault.receive(10):
            raise AssertionError("it was given up")

    task = asyncio.create_task(receive())
    await asyncio.to_thread(begun.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    async with asyncio.timeout(PATIENCE):
        while not opened or not opened[0]._file.closed:
            await asyncio.sleep(0.01)
    assert list((tmp_path / "media" / "incoming").iterdir()) == []
