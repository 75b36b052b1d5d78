"""`silence add`, `silence list`, `silence expire`."""

import asyncio
import os
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption, DatabaseOption, JsonOption, database_file, looked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.cli.output import Cell
    from monitor.usecases.silencing import SilenceLine

ByOption = Annotated[str, typer.Option("--by", help="Who does it; default: your login name.")]


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Hear nothing of a rule, channel or entity for a time.", no_args_is_help=True)
    group.command()(add)
    group.command("list")(listed)
    group.command()(expire)
    app.add_typer(group, name="silence")


def add(
    comment: Annotated[str, typer.Option("--comment", help="Why; it is kept, and shown to whoever asks.")],
    rule: Annotated[str, typer.Option("--rule", help="Of this rule; operators:disk and the like are rules, too.")] = "",
    channel: Annotated[str, typer.Option("--channel", help="Of this channel: handle, name or number.")] = "",
    entity: Annotated[str, typer.Option("--entity", help="Of posts that name this entity.")] = "",
    lasts: Annotated[str, typer.Option("--for", help="So long, such as 2h.")] = "",
    until: Annotated[str, typer.Option("--until", help="Until then, such as 2024-12-01T06:00 (UTC).")] = "",
    starts: Annotated[str, typer.Option("--from", help="From then on, such as 2024-12-01T06:00 or 30m.")] = "",
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Begin a silence: what fits all that is named is matched and recorded, and tells nothing."""
    from monitor.cli.output import clean, print_json
    from monitor.ports.clock import SystemClock
    from monitor.usecases.desk import desk_of
    from monitor.usecases.silencing import Asked, in_words
    from monitor.usecases.silencing import add as write

    asked = Asked(comment, rule, channel, entity, lasts, until, starts, by)
    desk, path = desk_of(config, os.environ), database_file(config, database)
    done = asyncio.run(write(path, asked, desk, SystemClock().now()))
    if as_json:
        print_json(done)
    else:
        print(clean(f"silence {done.id}: {in_words(done)}"))


def listed(
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List silences that hold or will, the newest first: who wanted them, why, and what they held."""
    from monitor.cli.output import hint, print_json
    from monitor.ports.clock import SystemClock
    from monitor.usecases import silencing

    found = looked(config, database, lambda engines: silencing.listed(engines, SystemClock().now(), ended=everything))
    if as_json:
        for one in found:
            print_json(one)
    elif found:
        show(found)
    if not found:
        hint("Nothing is silent. `monitor silence add --rule ID --for 2h --comment WHY` begins a silence.")


def expire(
    silence: Annotated[str, typer.Argument(metavar="ID", help="The silence's id, or the start of it.")],
    by: ByOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a silence now."""
    from monitor.cli.output import clean, print_json
    from monitor.ports.clock import SystemClock
    from monitor.usecases.silencing import expire as end
    from monitor.usecases.silencing import in_words

    done = asyncio.run(end(database_file(config, database), silence, by, SystemClock().now()))
    if as_json:
        print_json(done)
    else:
        print(clean(f"silence {done.id}: {in_words(done)}"))


def show(found: "Sequence[SilenceLine]") -> None:
    """A table of silences."""
    from monitor.cli.output import table

    names = ("id", "state", "silent", "from", "until", "by", "comment", "held", "last", "")
    table(names, map(_row, found))


def _row(one: "SilenceLine") -> "Sequence[Cell]":
    from monitor.usecases.silencing import about

    idle = f"has held nothing for {one.idle_days} d" if one.idle_days is not None else ""
    return one.id, one.state, about(one), one.starts, one.ends, one.by, one.comment, one.held, one.last, idle
