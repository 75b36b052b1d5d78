"""Questions on a terminal that leave the loop running: a connection that waits for a code stays alive."""

import asyncio
import os
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager

from monitor.errors import UsageError

_QUESTIONS = {
    "phone": "Phone number, with country code: ",
    "code": "Code that Telegram sent you: ",
    "password": "Two-factor password (not shown): ",
}


async def ask(what: str) -> str:
    """One line from the user, after a question on standard error. A password is not shown.

    Raises:
        UsageError: the input has ended, or is closed.
    """
    if sys.stdin is None:
        raise UsageError(f"standard input is closed, and the {what} is wanted; run this on a terminal")
    print(_QUESTIONS[what], end="", file=sys.stderr, flush=True)
    with _hidden(what == "password"):
        line = await _typed() if sys.stdin.isatty() else sys.stdin.readline()
    if not line:
        raise UsageError(f"the input ended where the {what} was wanted; run this on a terminal")
    return line.rstrip("\r\n")


async def _typed() -> str:
    """A terminal is readable when a whole line was typed."""
    loop, descriptor = asyncio.get_running_loop(), sys.stdin.fileno()
    typed = asyncio.Event()
    loop.add_reader(descriptor, typed.set)
    try:
        await typed.wait()
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, 4096).decode("utf-8", "replace")


@contextmanager
def _hidden(wanted: bool) -> Iterator[None]:
    if not wanted or not sys.stdin.isatty():
        yield
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    silent = [*before]
    silent[3] = before[3] & ~termios.ECHO
    termios.tcsetattr(descriptor, termios.TCSAFLUSH, silent)
    try:
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
        print(file=sys.stderr)
