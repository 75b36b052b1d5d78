"""All verbs, put together."""

from typing import Annotated

import typer

from monitor.cli import (
    alerts,
    begin,
    daemon,
    db,
    deliveries,
    events,
    evidence,
    gaps,
    importing,
    language,
    past,
    posts,
    silences,
    sink,
    status,
    stories,
    story,
)

app = typer.Typer(
    name="monitor",
    help="Watches public channels, and alerts a desk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"monitor {version('channel-monitor')}")
        raise typer.Exit


@app.callback()
def _all(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None: ...


_GROUPS = (
    begin, daemon, status, gaps, posts, stories, story, events, evidence, alerts, silences, deliveries, sink,
    language, past, importing, db,
)  # fmt: skip
for group in _GROUPS:
    group.add_to(app)
