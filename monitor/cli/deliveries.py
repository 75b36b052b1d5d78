"""`deliveries list`, `deliveries show`, `deliveries retry`."""

import asyncio
from enum import StrEnum
from typing import Annotated

import typer

from monitor.cli.shared import (
    DEFAULT_CONFIG,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    LimitOption,
    database_file,
    looked,
)

ReceiverOption = Annotated[str, typer.Option("--receiver", help="Only to this receiver: NAME, or NAME/ENTRY.")]


class State(StrEnum):
    due = "due"
    held = "held"
    sent = "sent"
    dead = "dead"
    cancelled = "cancelled"
    folded = "folded"


def waits_for(held: str | None) -> str:
    """What a delivery waits for, in words."""
    words = {"digest": "waits for the digest", "quiet": "waits for the end of quiet hours"}
    return words.get(held or "", "waits for room in the budget")


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Look at what is owed to receivers, and try again.", no_args_is_help=True)
    group.command("list")(listed)
    group.command()(show)
    group.command()(retry)
    app.add_typer(group, name="deliveries")


def listed(
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    state: Annotated[State | None, typer.Option(help="Only of this state.")] = None,
    receiver: ReceiverOption = "",
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List deliveries, the newest first. With --json one object a line."""
    from monitor.cli.output import hint, print_json, table
    from monitor.usecases import deliveries

    wanted = state.value if state else None
    found = looked(config, database, lambda engines: deliveries.listed(engines, limit, wanted, receiver))
    if as_json:
        for one in found:
            print_json(one)
    elif found:
        rows = (
            (
                one.key,
                one.state,
                f"{one.receiver}/{one.entry}",
                one.created,
                one.attempts,
                one.done or one.due,
                waits_for(one.held) if one.state == "held" else one.detail,
            )
            for one in found
        )
        table(("key", "state", "to", "created", "tries", "done or due", "detail"), rows)
    if not found:
        hint("No such deliveries. `monitor alerts list` shows what was found, `monitor status` what is owed.")


def show(
    key: Annotated[str, typer.Argument(help="The delivery's key.")],
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a delivery with every try and its answer."""
    from monitor.cli.output import facts, heading, print_json, table
    from monitor.usecases import deliveries

    found = looked(config, database, lambda engines: deliveries.show(engines, key))
    if as_json:
        print_json(found)
        return
    one = found.delivery
    facts(
        [
            ("delivery", one.key),
            ("state", one.state),
            ("to", f"{one.receiver}/{one.entry}"),
            ("alert", one.alert),
            ("notice", f"{one.number} ({found.kind}): {found.title}"),
            ("posts", ", ".join(found.posts)),
            ("created", one.created),
            ("next try", one.due if one.state == "due" else None),
            ("held", f"{waits_for(one.held)}, until {one.due:%Y-%m-%d %H:%M:%S}Z" if one.state == "held" else None),
            ("done", one.done),
            ("detail", one.detail),
        ]
    )
    if found.tries:
        heading("\nTries")
        rows = ((item.number, item.at, f"{item.took} ms", item.result, item.detail) for item in found.tries)
        table(("try", "at", "took", "result", "answer"), rows)


def retry(
    keys: Annotated[list[str] | None, typer.Argument(help="Keys of dead or cancelled deliveries.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    dead: Annotated[bool, typer.Option("--dead", help="All that are dead.")] = False,
    receiver: ReceiverOption = "",
    as_json: JsonOption = False,
) -> None:
    """Make deliveries that were given up due again, and enable their receivers' entries."""
    from monitor.cli.output import count_of, hint, print_json
    from monitor.errors import UsageError
    from monitor.ports.clock import SystemClock
    from monitor.usecases import deliveries
    from monitor.usecases.status import owner

    if bool(keys) == dead or (receiver and not dead):
        raise UsageError("name the keys of deliveries, or --dead for all that are dead (with --receiver for some)")
    path, now = database_file(config, database), SystemClock().now()
    asked = deliveries.retry(path, keys, now) if keys else deliveries.retry_dead(path, receiver, now)
    done = asyncio.run(asked)
    if as_json:
        print_json(done)
        return
    print(f"{count_of(done.due_again, 'delivery')} made due again.")
    for entry in done.enabled:
        print(f"{entry} had been disabled and is enabled again.")
    if not done.due_again:
        hint("Nothing is dead. `monitor deliveries list` shows the state of each.")
    elif owner(path) is None:
        hint("No daemon runs: `monitor run` sends them.")
    else:
        hint("The running daemon sends them within 30 s; where an entry is out of reach, with its next try.")
