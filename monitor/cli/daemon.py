"""`run` and `demo`."""

import asyncio
import os
import signal
from pathlib import Path
from typing import Annotated

import typer

from monitor import app as wiring
from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption
from monitor.config.load import load
from monitor.kinds import discover
from monitor.ops.log import configure


def add_to(app: typer.Typer) -> None:
    app.command()(run)
    app.command()(demo)


def run(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Watch, until told to stop (SIGTERM or Ctrl-C)."""
    configure()
    kinds = discover()
    spec = load(config, conditions=kinds.conditions, sinks=kinds.sinks, environ=os.environ)

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await wiring.run(spec, kinds, stop=stop)

    asyncio.run(main())


def demo(
    leave: Annotated[
        bool, typer.Option("--exit", help="Leave when the story is told: 0 if all arrived, else 1.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    speed: Annotated[float, typer.Option(min=0.1, max=100.0, help="How many times faster than half a minute.")] = 1.0,
    keep: Annotated[Path | None, typer.Option(help="A folder to leave the database in.")] = None,
) -> None:
    """Show everything at work on this machine: no account, no internet."""
    from monitor.cli.demo import Screen
    from monitor.testing.demo import play

    screen = Screen(as_json=as_json)

    async def main() -> bool:
        return await play(screen.tell, speed=speed, keep=keep, stay=lambda: screen.stay(leave=leave))

    raise typer.Exit(0 if asyncio.run(main()) else 1)
