"""`stories weave`: a verb of the group `stories`."""

import asyncio
import sys
from typing import Annotated

import typer

from monitor.cli.past import plain_lines
from monitor.cli.shared import (
    DEFAULT_CONFIG,
    ConfigOption,
    DatabaseOption,
    JsonOption,
    database_file,
    loaded,
    nothing_then,
    told_when_interrupted,
)

_GOES_ON = "Interrupted. What was put into stories stays there: run the same again for the rest."


def add_verb(group: typer.Typer) -> None:
    group.command()(weave)


def weave(
    since: Annotated[str, typer.Option("--since", help="Only posts since then: 2024-12-01, or 7d.")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put stored posts that are in no story into stories, as after `monitor import`. It alerts nobody."""
    from monitor.cli.output import count_of, hint, print_json
    from monitor.ports.clock import SystemClock
    from monitor.usecases.moments import parse_since
    from monitor.usecases.weaving_past import weave_past

    clock = SystemClock()
    start = parse_since(since, clock.now()) if since else 0
    watch, kinds = loaded(config)
    path = database_file(config, database)
    tell = _told if sys.stderr.isatty() else plain_lines("stories")
    with told_when_interrupted(_GOES_ON):
        done = asyncio.run(weave_past(path, watch.spec, kinds, start, clock, tell))
    if as_json:
        print_json(done)
        return
    if not done.posts and (said := nothing_then(config, database, start)):
        hint(said)
        return
    print(f"{count_of(done.posts, 'post')} put into stories, {done.joined} of them with others")
    if done.failed:
        hint(f"{count_of(done.failed, 'post')} could not be read for it and stay as they are.")


def _told(done: int, total: int) -> None:
    print(f"\r{done:,} of {total:,} posts", end="\n" if done == total else "", file=sys.stderr, flush=True)
