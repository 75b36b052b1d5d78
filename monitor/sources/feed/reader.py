"""Has documents read in a process of its own, which is killed where one takes too long."""

import msgspec
import structlog

from monitor.resident import Ended, Resident
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
        self.process = Resident("monitor.sources.feed.reading", deadline, documents)

    async def read(self, request: Request) -> Outcome:
        """What the document says, or that it could not be read."""
        try:
            return _DECODER.decode(await self.process.ask(_ENCODER.encode(request)))
        except TimeoutError:
            return Unreadable(f"the document could not be read within {self.process.deadline:g} s")
        except (Ended, msgspec.DecodeError):
            await self.process.close()
            return Unreadable("the document ended the process that read it")

    async def close(self) -> None:
        """End the process."""
        await self.process.close()
