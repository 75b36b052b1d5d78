"""`gaps`."""

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption, DatabaseOption, JsonOption, LimitOption, looked

if TYPE_CHECKING:
    from monitor.usecases.gaps import GapLine


def add_to(app: typer.Typer) -> None:
    app.command()(gaps)


def gaps(
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    channel: Annotated[str, typer.Option("--channel", help="Only of this channel: handle, title or id.")] = "",
    since: Annotated[str, typer.Option("--since", help="Only what lasted into then: 2024-12-01, or 7d.")] = "",
    limit: LimitOption = 50,
    as_json: JsonOption = False,
) -> None:
    """Were we blind, or was it quiet? When channels were out of sight, the newest first. With --json one a line."""
    from monitor.cli.output import hint, print_json, table
    from monitor.ports.clock import SystemClock
    from monitor.usecases.gaps import listed
    from monitor.usecases.moments import parse_since

    now = SystemClock().now()
    start = parse_since(since, now) if since else 0
    found = looked(config, database, lambda engines: listed(engines, now, limit, channel, start))
    if as_json:
        for one in found:
            print_json(one)
    elif found:
        names = ("channel", "since", "until", "for", "cause", "late posts", "what of it")
        table(names, ((o.channel, o.since, o.until, length(o.seconds), o.cause, o.late, _end(o)) for o in found))
    if not found:
        hint("No gaps: where a channel said nothing, it was quiet. `monitor status` shows when each was looked at.")


def length(seconds: float) -> str:
    """`1.5 s`, `45 s`, `3 m 20 s`, `2 h 5 m`, `3 d 4 h`."""
    if seconds < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} m {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} m" if hours < 24 else f"{hours // 24} d {hours % 24} h"


def _end(gap: "GapLine") -> str:
    if gap.until is None:
        return "goes on"
    return f"lost: {gap.missing}" if gap.how == "lost" else "read since"
