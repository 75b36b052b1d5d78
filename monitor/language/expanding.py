"""Expanding names in a process of its own: `python -m monitor.language.expanding`.

Reads `list[Name]` in msgpack from standard input, writes `list[Expansion]` in msgpack to standard output, in the same
order. Ends with 65 and a sentence where the input is no such list.
"""

import sys
from typing import BinaryIO, TextIO

import msgspec

from monitor.language.forms import Name
from monitor.language.names import expand

_BAD_INPUT = 65  # EX_DATAERR of sysexits


def main(source: BinaryIO, target: BinaryIO, complaints: TextIO) -> int:
    """Read, expand, write; the exit code."""
    try:
        names = msgspec.msgpack.decode(source.read(), type=list[Name])
    except msgspec.DecodeError as error:
        complaints.write(f"expanding wants a list of names in msgpack on its standard input: {error}\n")
        return _BAD_INPUT
    found = expand(names)
    target.write(msgspec.msgpack.encode([found[name] for name in names]))
    target.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.stdin.buffer, sys.stdout.buffer, sys.stderr))
