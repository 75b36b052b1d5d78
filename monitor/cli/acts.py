"""`alerts ack`, `alerts assign`, `alerts close`: verbs of the group `alerts`."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption, DatabaseOption, JsonOption, database_file

if TYPE_CHECKING:
    from monitor.usecases.acting import ActLine, Asked

AlertArgument = Annotated[str, typer.Argument(metavar="ALERT", help="The alert's id, or the start of it.")]
ByOption = Annotated[str, typer.Option("--by", help="Who does it; default: your login name.")]
CommentOption = Annotated[str, typer.Option("--comment", help="A word on it; it is kept, and shown to whoever asks.")]


def add_verbs(group: typer.Typer) -> None:
    group.command("ack")(acknowledge)
    group.command()(assign)
    group.command()(close)


def acknowledge(
    alert: AlertArgument,
    comment: CommentOption = "",
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take an alert up: others see who has it, and it is not passed on to further people."""
    from monitor.usecases.acting import Asked

    _do(Asked(alert, "acknowledged", by, comment), database_file(config, database), as_json=as_json)


def assign(
    alert: AlertArgument,
    to: Annotated[str, typer.Option("--to", help="Who is to have it.")],
    comment: CommentOption = "",
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give an alert to somebody."""
    from monitor.usecases.acting import Asked

    _do(Asked(alert, "assigned", by, comment, to), database_file(config, database), as_json=as_json)


def close(
    alert: AlertArgument,
    comment: CommentOption = "",
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Close an alert: it gets no further notices, and a later match opens another."""
    from monitor.usecases.acting import Asked

    _do(Asked(alert, "closed", by, comment), database_file(config, database), as_json=as_json)


def in_words(act: "ActLine") -> str:
    """`assigned to Olena by Ihor: she is on duty`."""
    to = f" to {act.to}" if act.to else ""
    comment = f": {act.comment}" if act.comment else ""
    return f"{act.kind}{to} by {act.by}{comment}"


def _do(asked: "Asked", path: Path, *, as_json: bool) -> None:
    from monitor.cli.output import clean, moment, print_json
    from monitor.ports.clock import SystemClock
    from monitor.usecases.acting import do

    done = asyncio.run(do(path, asked, SystemClock().now()))
    if as_json:
        print_json(done)
    elif not done.already and done.act is not None:
        print(clean(f"alert {done.alert} ({done.title}): {in_words(done.act)}"))
    elif done.act is not None:
        to, comment = f" to {done.act.to}" if done.act.to else "", f": {done.act.comment}" if done.act.comment else ""
        how = f"{done.act.kind}{to} already, by {done.act.by} at {moment(done.act.at)}{comment}"
        print(clean(f"alert {done.alert} ({done.title}) is {how}"))
    else:  # its time ran out: nobody closed it by hand
        print(clean(f"alert {done.alert} ({done.title}) is closed already, since {moment(done.closed)}"))
