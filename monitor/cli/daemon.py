"""`run` and `demo`. Imports are late: a verb pays for what it uses."""

import asyncio
import gc
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption

if TYPE_CHECKING:
    from monitor.model import WatchSpec

_SELDOM = 10_000, 5, 2
"""How seldom Python looks for cycles that nobody refers to: whenever so many objects more came into being than went,
at those that outlived a look every sixth time, at all every eighteenth. A batch makes tens of thousands that live as
long as it does, hardly any of them in a cycle: at 700, as Python has it, each is walked over several times.
"""


def add_to(app: typer.Typer) -> None:
    app.command()(run)
    app.command()(demo)


class LogLevel(StrEnum):
    debug = "debug"
    info = "info"
    warning = "warning"
    error = "error"


def run(
    config: ConfigOption = DEFAULT_CONFIG,
    log_level: Annotated[LogLevel, typer.Option(help="What is logged, to standard error.")] = LogLevel.info,
) -> None:
    """Watch, until told to stop (SIGTERM or Ctrl-C). SIGHUP reads the watch file again."""
    gc.disable()  # nearly all that a start makes stays: looking for garbage meanwhile is a fifth of its time
    from monitor.lean import without

    with without("rich", "pygments"):  # structlog would take them for tracebacks, httpx for a command line
        import httpx  # noqa: F401 - whoever needs it finds it loaded
        import structlog  # noqa: F401
    from monitor.ops.log import configure

    configure(log_level.value)
    from monitor import app as wiring
    from monitor.config.load import load
    from monitor.kinds import discover
    from monitor.ops.signals import Signals
    from monitor.ops.systemd import Notifier

    kinds = discover()

    def read() -> "WatchSpec":
        return load(config, conditions=kinds.conditions, sinks=kinds.sinks, environ=os.environ)

    async def ready(_running: object) -> None:
        gc.freeze()
        gc.set_threshold(*_SELDOM)
        gc.enable()

    async def main(spec: "WatchSpec") -> None:
        signals = Signals(asyncio.get_running_loop())
        await wiring.run(
            spec,
            kinds,
            stop=signals.stop,
            reload=signals.reload,
            reread=read,
            ready=ready,
            notifier=Notifier.from_environ(os.environ),
        )

    asyncio.run(main(read()))


def demo(
    leave: Annotated[
        bool, typer.Option("--exit", help="Leave when the story is told: 0 if all arrived, else 1.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    speed: Annotated[float, typer.Option(min=0.1, max=100.0, help="How many times faster than half a minute.")] = 1.0,
    keep: Annotated[Path | None, typer.Option(help="A folder to leave the database in.")] = None,
) -> None:
    """Show everything at work on this machine: no account, no internet."""
    from monitor.cli.demo import show

    raise typer.Exit(asyncio.run(show(leave=leave, as_json=as_json, speed=speed, keep=keep)))
