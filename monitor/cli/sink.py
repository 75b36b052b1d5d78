"""`sink list`, `sink test`, `sink preview`."""

import asyncio
import os
import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.shared import (
    DEFAULT_CONFIG,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    database_file,
    loaded,
    looked,
)

if TYPE_CHECKING:
    from monitor.usecases.previewing import Preview
    from monitor.usecases.receivers import EntryLine

ReceiverArgument = Annotated[str, typer.Argument(help="A receiver of the watch file.")]
EntryOption = Annotated[str, typer.Option("--entry", help="Only this entry of it.")]


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="Look at receivers, and try them.", no_args_is_help=True)
    group.command("list")(listed)
    group.command("test")(tried)
    group.command()(preview)
    app.add_typer(group, name="sink")


def listed(config: ConfigOption = DEFAULT_CONFIG, database: DatabaseOption = None, as_json: JsonOption = False) -> None:
    """List every entry of every receiver, and how it stands. With --json one object a line."""
    from monitor.cli.output import hint, print_json, table
    from monitor.ports.clock import SystemClock
    from monitor.store.look import looking
    from monitor.usecases import receivers

    spec, path, now = loaded(config)[0].spec, database_file(config, database), SystemClock().now()

    async def main() -> "list[EntryLine]":
        if not path.is_file():
            return await receivers.listed(spec, None, now)
        async with looking(path) as engines:
            return await receivers.listed(spec, engines, now)

    found = asyncio.run(main())
    if as_json:
        for one in found:
            print_json(one)
    elif found:
        rows = (
            (f"{one.receiver}/{one.entry}", one.kind, one.severity, one.state, one.waiting, one.oldest, one.detail)
            for one in found
        )
        table(("to", "kind", "from", "state", "waiting", "oldest", "detail"), rows)
    if not found:
        hint("The watch file has no receivers: write some under `receivers:`.")


def tried(
    receiver: ReceiverArgument,
    entry: EntryOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Send a notice that says "This is a test", and print each answer; 1 if any entry did not take it."""
    from monitor.cli.output import print_json, table
    from monitor.ports.clock import SystemClock
    from monitor.usecases import receivers

    read, kinds = loaded(config)
    # With --json, standard output is for programs: an entry that is the console prints beside it.
    with redirect_stdout(sys.stderr if as_json else sys.stdout):
        found = asyncio.run(receivers.test(read.spec, kinds, receiver, entry, SystemClock()))
    if as_json:
        for one in found:
            print_json(one)
    else:
        rows = ((f"{one.receiver}/{one.entry}", one.kind, one.result, f"{one.took} ms", one.answer) for one in found)
        table(("to", "kind", "result", "took", "answer"), rows)
    if any(one.result != "sent" for one in found):
        raise typer.Exit(1)


def preview(
    receiver: ReceiverArgument,
    post: Annotated[str, typer.Option("--post", help="A stored post: CHANNEL/ID, or its link.")],
    rule: Annotated[
        str, typer.Option("--rule", help="As this rule would tell it; default: the first that matches.")
    ] = "",
    entry: EntryOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print what would be sent for a stored post, as it would go out. Nothing is sent."""
    from monitor.cli.output import print_json
    from monitor.lexicon import lexicon_of
    from monitor.usecases import previewing

    read, kinds = loaded(config)
    expand = lexicon_of(os.environ)
    found = looked(
        config,
        database,
        lambda engines: previewing.preview(engines, read, kinds, expand, receiver, post, rule=rule, entry=entry),
    )
    if as_json:
        print_json(found)
    else:
        _show(found)


def _show(found: "Preview") -> None:
    from monitor.cli.output import clean, heading, hint, indented

    for one in found.entries:
        heading(f"{one.receiver}/{one.entry} ({one.kind})")
        for part in one.parts:
            print(clean(part) if isinstance(part, str) else indented(part))
        print()
    if not found.rule:
        told = found.entries[0].receiver
        hint(f"No rule that tells {told} matches {found.post}; --rule ID shows it as that rule would tell it.")
    elif not found.matches:
        hint(f"Rule {found.rule} does not match {found.post}: it would not be sent.")
    if found.others:
        hint(f"These rules match it too: {', '.join(found.others)}")
    if found.below:
        hint("It would not be sent: its severity is below that of the receiver.")
