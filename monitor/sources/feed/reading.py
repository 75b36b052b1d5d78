"""The process that reads documents: `python -m monitor.sources.feed.reading`, documents in, what they say out.

A document and an answer are each a length of four bytes and as many bytes of msgpack. It ends with its input.
"""

import os
import resource
import sys
from contextlib import suppress
from typing import BinaryIO

import msgspec

from monitor.sources.feed.document import Outcome, Request, Unreadable
from monitor.sources.feed.parse import read

MOST_MEMORY = 512 * 1024 * 1024
MOST_FILES = 16
_DECODER = msgspec.msgpack.Decoder(Request)
_ENCODER = msgspec.msgpack.Encoder()


def main() -> None:
    """Read until the input ends."""
    _limit()
    take, give = sys.stdin.buffer, sys.stdout.buffer
    while request := _taken(take):
        answer = _ENCODER.encode(_outcome(request))
        give.write(len(answer).to_bytes(4, "big") + answer)
        give.flush()


def _limit() -> None:
    """What a document might still do to the machine, if it found a way."""
    for name, most in ((resource.RLIMIT_DATA, MOST_MEMORY), (resource.RLIMIT_NOFILE, MOST_FILES)):
        resource.setrlimit(name, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # systemd's filter may forbid it
        os.nice(5)  # alerts go first


def _taken(take: BinaryIO) -> Request | None:
    head = take.read(4)
    return _DECODER.decode(take.read(int.from_bytes(head, "big"))) if len(head) == 4 else None


def _outcome(request: Request) -> Outcome:
    """A document that finds a bug costs itself, and says which."""
    try:
        return read(request)
    except MemoryError:
        return Unreadable("the document takes more memory than any feed would")
    except Exception as error:  # noqa: BLE001 - the next document is another feed's
        return Unreadable(f"the document could not be read ({type(error).__name__}, a bug)")


if __name__ == "__main__":
    main()
