"""What verbs share: their common options, and reading the database."""

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO, TypeVar

import typer

from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.config.load import Loaded
    from monitor.kinds import Kinds
    from monitor.store.engine import Engines

T = TypeVar("T")

DEFAULT_CONFIG = Path("config/monitor.yaml")
ConfigOption = Annotated[
    Path,
    # whether it can be read is said where it is read, and as everything else about it
    typer.Option("--config", "-c", help="The watch file.", envvar="MONITOR_CONFIG", readable=False),
]
DatabaseOption = Annotated[
    Path | None, typer.Option("--database", help="The database's file; default: the one of the watch file.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="For programs: JSON on standard output.")]
LimitOption = Annotated[int, typer.Option("--limit", "-n", min=1, max=100_000, help="At most so many.")]


def database_file(config: Path, database: Path | None) -> Path:
    """The database that is meant."""
    from monitor.usecases.setting import database_of

    return database.absolute() if database is not None else database_of(config, os.environ)


def looked(config: Path, database: Path | None, ask: "Callable[[Engines], Awaitable[T]]") -> T:
    """What a question to the database brings; a running daemon is not disturbed."""
    from monitor.store.look import looking

    path = database_file(config, database)

    async def main() -> T:
        async with looking(path) as engines:
            return await ask(engines)

    return asyncio.run(main())


def nothing_then(config: Path, database: Path | None, since: int, until: int | None = None) -> str:
    """A sentence where no post at all is stored of a stretch of time; else ""."""
    from monitor.usecases import extent

    return looked(config, database, lambda engines: extent.nothing_then(engines, since, until))


def loaded(config: Path) -> "tuple[Loaded, Kinds]":
    """The whole watch file, and the kinds that it was read with."""
    from monitor.config.load import load_with_lines
    from monitor.kinds import discover

    kinds = discover()
    return load_with_lines(config, conditions=kinds.conditions, sinks=kinds.sinks, environ=os.environ), kinds


@contextmanager
def told_when_interrupted(sentence: str) -> Iterator[None]:
    """What holds after Ctrl-C, on standard error; the verb ends by it all the same."""
    try:
        yield
    except KeyboardInterrupt:
        print(f"\n{sentence}", file=sys.stderr)
        raise


def hush_telethon() -> None:
    """Telethon tells standard error what it tries; what came of it, a verb says itself."""
    logging.getLogger("telethon").setLevel(logging.CRITICAL)


def standard_input() -> TextIO:
    """Standard input as UTF-8, whatever the locale.

    Raises:
        UsageError: it was closed.
    """
    if sys.stdin is None:
        raise UsageError("standard input is closed; leave it open, or name what to read")
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="strict")
    return sys.stdin
