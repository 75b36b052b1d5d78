"""Has documents read in a process of its own, which is killed where one takes too long."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process

import msgspec
import structlog

from monitor.sources.feed.document import Outcome, Request, Unreadable

_DOCUMENTS = 300
_ENCODER = msgspec.msgpack.Encoder()
_DECODER: "msgspec.msgpack.Decoder[Outcome]" = msgspec.msgpack.Decoder(Outcome)

log = structlog.get_logger(__name__)


class Reader:
    """One process for all feeds, started when first needed and renewed after some hundred documents.

    A thread would share the daemon's memory and could not be stopped; a process for each document costs a
    third of a second. `deadline` is in seconds, for one document.
    """

    def __init__(self, deadline: float, *, documents: int = _DOCUMENTS) -> None:
        self._deadline = deadline
        self._documents = documents
        self._left = 0
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def read(self, request: Request) -> Outcome:
        """What the document says, or that it could not be read."""
        async with self._turn:
            try:
                async with asyncio.timeout(self._deadline):
                    return await self._ask(await self._ready(), request)
            except TimeoutError:
                await self._end()
                return Unreadable(f"the document could not be read within {self._deadline:g} s")
            except (asyncio.IncompleteReadError, ConnectionError, msgspec.DecodeError):
                await self._end()
                return Unreadable("the document ended the process that read it")
            except BaseException:
                await self._end()  # cancelled in the middle: the next answer would be this one's
                raise

    async def close(self) -> None:
        """End the process."""
        await self._end()

    async def _ask(self, process: Process, request: Request) -> Outcome:
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        data = _ENCODER.encode(request)
        process.stdin.write(len(data).to_bytes(4, "big") + data)
        await process.stdin.drain()
        head = await process.stdout.readexactly(4)
        self._left -= 1
        return _DECODER.decode(await process.stdout.readexactly(int.from_bytes(head, "big")))

    async def _ready(self) -> Process:
        if self._left <= 0:
            await self._end()
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "monitor.sources.feed.reading", stdin=PIPE, stdout=PIPE, start_new_session=True
            )
            self._left = self._documents
        return self._process

    async def _end(self) -> None:
        """Nothing of a document is lost with the process: it is killed, which always works."""
        process, self._process, self._left = self._process, None, 0
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await asyncio.shield(process.wait())
