"""The process that looks at files: `python -m monitor.files.looking`, paths in, hashes out.

A question and an answer are each a length of four bytes and as many bytes of msgpack. It ends with its input.
"""

import ctypes
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec

from monitor.files.decoding import look
from monitor.files.looks import Glance, Looks

MOST_MEMORY = 512 * 1024 * 1024
MOST_CPU = 600  # seconds in its whole life
MOST_FILES = 32
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_LONGEST = 120
_DECODER = msgspec.msgpack.Decoder(Glance)
_ENCODER = msgspec.msgpack.Encoder()


def main() -> None:
    """Look until the input ends."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    _limit()
    take, give = sys.stdin.buffer, sys.stdout.buffer
    while glance := _taken(take):
        answer = _ENCODER.encode(outcome(glance))
        give.write(len(answer).to_bytes(4, "big") + answer)
        give.flush()


def _limit() -> None:
    """What a file might still do to the machine, if it found a way."""
    limits = (
        (resource.RLIMIT_DATA, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_CPU),
        (resource.RLIMIT_NOFILE, MOST_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for name, most in limits:
        resource.setrlimit(name, (most, most))
    with suppress(OSError):  # systemd's filter may forbid it
        os.nice(10)  # alerts go first
    ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)  # no network, where the machine lets us do without


def _taken(take: BinaryIO) -> Glance | None:
    head = take.read(4)
    return _DECODER.decode(take.read(int.from_bytes(head, "big"))) if len(head) == 4 else None


def outcome(glance: Glance) -> Looks:
    """How a file looks; one that cannot be decoded says why, and costs nobody else."""
    try:
        return look(Path(glance.path))
    except MemoryError:
        return Looks("failed", "it takes more memory than it may")
    except Warning as warning:
        return Looks("failed", _clause(warning, glance.path))
    except Exception as error:  # noqa: BLE001 - decoders raise whatever they like
        return Looks("failed", _clause(error, glance.path))


def _clause(error: BaseException, path: str) -> str:
    """One line that holds no path of ours."""
    said = " ".join(str(error).replace(f": {path!r}", "").replace(path, "it").split())
    return f"{type(error).__name__}: {said}"[:_LONGEST].removesuffix(": ")


if __name__ == "__main__":
    main()
