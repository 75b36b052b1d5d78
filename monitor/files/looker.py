"""Has files looked at in a process of its own, which is killed where one takes too long."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from importlib.util import find_spec
from pathlib import Path

import msgspec

from monitor.files.looks import Glance, Looks
from monitor.resident import Ended, Resident

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
        self.process = Resident("monitor.files.looking", deadline, files, quiet=True)

    async def look(self, path: Path) -> Looks:
        """How a file looks, or why that cannot be told."""
        try:
            return _DECODER.decode(await self.process.ask(_ENCODER.encode(Glance(str(path)))))
        except TimeoutError:
            return Looks("failed", f"it was not decoded within {self.process.deadline:g} s")
        except (Ended, msgspec.DecodeError):
            await self.process.close()
            return Looks("failed", "it ended the process that decoded it")

    async def close(self) -> None:
        """End the process."""
        await self.process.close()
