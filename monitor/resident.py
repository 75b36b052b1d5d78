"""A process of our own that is asked one thing after the other: what it reads may be hostile, and may cost it its life.

Question and answer go as four bytes of length (big-endian) and so many bytes.
"""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process


class Ended(Exception):
    """It ended before it answered."""


class Resident:
    """Runs `python -m module` when first needed, and anew after `most` questions.

    `deadline` is in seconds, for one answer; `quiet`: what it says beside its answers is dropped.
    """

    def __init__(self, module: str, deadline: float, most: int, *, quiet: bool = False) -> None:
        self.deadline = deadline
        self._module, self._most = module, most
        self._errors = DEVNULL if quiet else None
        self._left = 0
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The process that runs now, if one does."""
        return self._process.pid if self._process is not None else None

    async def ask(self, question: bytes) -> bytes:
        """Its answer. Whatever goes wrong ends it, and the next question meets another.

        Raises:
            TimeoutError: it did not answer in time.
            Ended: it ended over this question.
        """
        async with self._turn:
            try:
                async with asyncio.timeout(self.deadline):
                    return await self._ask(await self._ready(), question)
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                await self.close()
                raise Ended(self._module) from error
            except BaseException:
                await self.close()  # late, or cancelled in the middle: the next answer would be this one's
                raise

    async def close(self) -> None:
        """End it: it is killed, which always works, and nothing is lost with it."""
        process, self._process, self._left = self._process, None, 0
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await asyncio.shield(process.wait())

    async def _ask(self, process: Process, question: bytes) -> bytes:
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        process.stdin.write(len(question).to_bytes(4, "big") + question)
        await process.stdin.drain()
        head = await process.stdout.readexactly(4)
        self._left -= 1
        return await process.stdout.readexactly(int.from_bytes(head, "big"))

    async def _ready(self) -> Process:
        if self._left <= 0:
            await self.close()
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", self._module, stdin=PIPE, stdout=PIPE, stderr=self._errors, start_new_session=True
            )
            self._left = self._most
        return self._process
