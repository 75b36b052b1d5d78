"""The process that reads documents: killed when it takes too long, started again when it has died."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from monitor.sources.feed.document import Reading, Request, Unreadable
from monitor.sources.feed.reader import Reader

FEED = Request(b"<rss><channel><title>T</title><item><title>A</title></item></channel></rss>", "", "http://h/")
HUGE = Request(b"<rss><item><description>" + b"&lt;p&gt;x" * 800_000, "", "http://h/")


@asynccontextmanager
async def opened(deadline: float = 30.0, **options: int) -> AsyncIterator[Reader]:
    reader = Reader(deadline, **options)
    try:
        yield reader
    finally:
        await reader.close()


def pid_of(reader: Reader) -> int:
    assert reader.process.pid is not None
    return reader.process.pid


async def test_documents_are_read_by_one_process() -> None:
    async with opened() as reader:
        outcomes = await asyncio.gather(*(reader.read(FEED) for _ in range(5)))
        pid = pid_of(reader)
        assert all(isinstance(one, Reading) and one.articles[0].text == "A" for one in outcomes)
        assert await reader.read(Request(b"", "", "")) == Unreadable("the document is empty")
        assert pid_of(reader) == pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_one_that_takes_too_long_is_killed_and_the_next_is_read() -> None:
    async with opened() as reader:
        await reader.read(FEED)
        pid = pid_of(reader)
        os.kill(pid, signal.SIGSTOP)  # as good as an endless loop
        reader.process.deadline = 0.2
        outcome = await reader.read(FEED)
        assert outcome == Unreadable("the document could not be read within 0.2 s")
        reader.process.deadline = 30.0
        assert isinstance(await reader.read(FEED), Reading)
        assert pid_of(reader) != pid


async def test_one_that_dies_is_replaced() -> None:
    async with opened() as reader:
        await reader.read(FEED)
        os.kill(pid_of(reader), signal.SIGKILL)
        outcome = await reader.read(FEED)
        assert outcome == Unreadable("the document ended the process that read it")
        assert isinstance(await reader.read(FEED), Reading)


async def test_an_answer_that_nobody_waits_for_is_not_the_next_ones() -> None:
    async with opened() as reader:
        await reader.read(FEED)
        task = asyncio.create_task(reader.read(HUGE))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        outcome = await reader.read(FEED)
        assert isinstance(outcome, Reading)
        assert outcome.title == "T"


async def test_it_is_renewed_now_and_then() -> None:
    async with opened(documents=2) as reader:
        pids = []
        for _ in range(3):
            await reader.read(FEED)
            pids.append(pid_of(reader))
        assert pids[0] == pids[1] != pids[2]


async def test_a_reader_that_never_read_has_nothing_to_close() -> None:
    async with opened():
        pass
