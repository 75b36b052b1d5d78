"""`events list`."""

import typer

from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption, DatabaseOption, JsonOption, LimitOption, looked


def add_to(app: typer.Typer) -> None:
    group = typer.Typer(help="What is more than its parts: many posts of a channel gone at once.", no_args_is_help=True)
    group.command("list")(listed)
    app.add_typer(group, name="events")


def listed(
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """List events, the newest first. With --json one object a line, with the id of every post."""
    from monitor.cli.output import hint, print_json, table
    from monitor.usecases import events

    found = looked(config, database, lambda engines: events.listed(engines, limit))
    if as_json:
        for one in found:
            print_json(one)
    elif found:
        rows = (
            (one.at, one.channel, one.kind, len(one.posts), one.since, f"{one.posts[0]} to {one.posts[-1]}")
            for one in found
        )
        table(("gone by", "channel", "event", "posts", "still seen at", "ids"), rows)
    else:
        hint("No event so far. When a channel deletes many posts at once, that is one.")
