"""Has files looked at in a process of its own, which is killed where one takes too long."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from importlib.util import find_spec
from pathlib import Path

import msgspec

from monitor.files.looks import Glance, Looks

PICTURES = ("photo", "sticker", "document")
FILMS = ("video", "gif", "round")
DEADLINE = 20.0
_FILES = 200
_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Looks)


_TOOLS = (
    (PICTURES, ("PIL", "numpy"), "pictures: pillow and numpy are not installed (the extra `media`)"),
    (FILMS, ("av", "numpy"), "films: av and numpy are not installed (the extra `films`)"),
)


def lookable() -> Sequence[str]:
    """The kinds of files that can be looked at with what is installed."""
    return [kind for kinds, tools, _ in _TOOLS if all(map(find_spec, tools)) for kind in kinds]


def lacking(kinds: AbstractSet[str]) -> list[str]:
    """What is missing to look at files of these kinds, a sentence each."""
    return [said for some, tools, said in _TOOLS if not kinds.isdisjoint(some) and not all(map(find_spec, tools))]


class Looker:
    """One process, started when first needed and renewed after some hundred files. `deadline`: seconds for one file."""

    def __init__(self, deadline: float = DEADLINE, *, files: int = _FILES) -> None:
        self._deadline, self._files = deadline, files
        self._left = 0
        self._process: Process | None = None

    async def look(self, path: Path) -> Looks:
        """How a file looks, or why that cannot be told. Not for two at once."""
        try:
            async with asyncio.timeout(self._deadline):
                return await self._ask(await self._ready(), Glance(str(path)))
        except TimeoutError:
            await self.close()
            return Looks("failed", f"it was not decoded within {self._deadline:g} s")
        except (asyncio.IncompleteReadError, ConnectionError, msgspec.DecodeError):
            await self.close()
            return Looks("failed", "it ended the process that decoded it")
        except BaseException:
            await self.close()  # cancelled in the middle: the next answer would be this one's
            raise

    async def close(self) -> None:
        """End the process: it is killed, which always works."""
        process, self._process, self._left = self._process, None, 0
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await asyncio.shield(process.wait())

    async def _ask(self, process: Process, glance: Glance) -> Looks:
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        data = _ENCODER.encode(glance)
        process.stdin.write(len(data).to_bytes(4, "big") + data)
        await process.stdin.drain()
        head = await process.stdout.readexactly(4)
        self._left -= 1
        return _DECODER.decode(await process.stdout.readexactly(int.from_bytes(head, "big")))

    async def _ready(self) -> Process:
        if self._left <= 0:
            await self.close()
        if self._process is None:
            command = (sys.executable, "-m", "monitor.files.looking")
            self._process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=True
            )
            self._left = self._files
        return self._process
