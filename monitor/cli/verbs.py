"""All verbs, put together."""

import inspect
import re
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

_SENTENCE = re.compile(r"(?<=[.?!])\s|\n\n")

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


def _in_short(group: typer.Typer) -> None:
    """A list of verbs has the first sentence of each, whole: click would cut it to fit a line, instead of wrapping."""
    for verb in group.registered_commands:
        verb.short_help = verb.short_help or _SENTENCE.split(inspect.getdoc(verb.callback) or "", maxsplit=1)[0]
    for one in group.registered_groups:
        if one.typer_instance is not None:
            one.short_help = one.typer_instance.info.help
            _in_short(one.typer_instance)


_GROUPS = (
    begin, daemon, status, gaps, posts, stories, story, events, evidence, alerts, silences, deliveries, sink,
    language, past, importing, db,
)  # fmt: skip
for group in _GROUPS:
    group.add_to(app)
_in_short(app)
