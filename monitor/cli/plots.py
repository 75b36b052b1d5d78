"""`story plot` and `stories map`: verbs of the groups `story` and `stories`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.shared import DEFAULT_CONFIG, ConfigOption, DatabaseOption, JsonOption, looked
from monitor.cli.verdicts import StoryArgument

OutOption = Annotated[
    Path | None, typer.Option("--out", "-o", help="The file to write, .svg or .png; default: SVG on standard output.")
]


def add_story_verbs(group: typer.Typer) -> None:
    group.command()(plot)


def add_stories_verbs(group: typer.Typer) -> None:
    group.command("map")(day_map)


def plot(
    story: StoryArgument,
    out: OutOption = None,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw who was first and how fast a story spread: a lane for each side, origins, and copies hanging on them."""
    from monitor.cli.output import hint, print_json
    from monitor.usecases import plotting
    from monitor.usecases.desk import desk_of
    from monitor.usecases.pictures import write

    desk = desk_of(config, os.environ)
    found = looked(config, database, lambda engines: plotting.plot(engines, story, desk))
    if out is not None:
        write(plotting.plot_svg(found), out)
        found.out = str(out)
    if as_json:
        print_json(found)
    elif out is None:
        print(plotting.plot_svg(found), end="")
    else:
        hint(f"{out}: {found.spread.title}")


def day_map(
    day: Annotated[str, typer.Option("--day", help="2024-12-16, in UTC; default: the day of the newest post.")] = "",
    out: OutOption = None,
    config: ConfigOption = DEFAULT_CONFIG,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw a day's places on a map: circles by independent origins, coloured by sides. It needs no network."""
    from monitor.cli.output import count_of, hint, print_json
    from monitor.usecases import plotting
    from monitor.usecases.desk import desk_of
    from monitor.usecases.pictures import write

    desk = desk_of(config, os.environ)
    found = looked(config, database, lambda engines: plotting.day_map(engines, day, desk))
    if out is not None:
        write(plotting.map_svg(found, desk.sides), out)
        found.out = str(out)
    if as_json:
        print_json(found)
        return
    if out is None:
        print(plotting.map_svg(found, desk.sides), end="")
    where = f"{out}: " if out is not None else ""
    without = f"; without coordinates (`at:`): {', '.join(found.unplaced)}" if found.unplaced else ""
    hint(f"{where}{count_of(len(found.places), 'place')} on {found.day}{without}")
